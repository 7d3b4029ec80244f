package io.github.emotion4j.core.internal.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.Recording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchJournalTest {
    @TempDir private Path folder;

    @Test
    void aFolderOrARecordOfWhichAFileChanged_isDoneNoMore() throws IOException {
        Path visit = Files.createDirectories(folder.resolve("visit/raw"));
        Path pulse = Files.writeString(visit.resolve("pulse.csv"), "1");
        // A record of one segment, whose header names its signals' file.
        Path head = Files.writeString(folder.resolve("ward.hea"), "ward/1 1 64\nnight 64\n");
        Files.writeString(folder.resolve("night.hea"), "# 2 h\nnight 1 64\nnight-1.dat 16\n");
        Path signals = Files.writeString(folder.resolve("night-1.dat"), "1");
        for (Path part : new Path[] {visit.getParent(), head}) {
            Path changing = part.equals(head) ? signals : pulse;
            Recording recording = Recording.of(part);
            try (BatchJournal journal = open()) {
                assertFalse(journal.contains(recording));
                journal.add(journal.key(recording).orElseThrow());
            }
            try (BatchJournal journal = open()) {
                assertTrue(journal.contains(recording));
                Files.writeString(changing, "22");
                assertFalse(journal.contains(recording));
            }
        }
    }

    @Test
    void contentInMemory_isKnownByAllItsBytes() {
        try (BatchJournal journal = open()) {
            journal.add(journal.key(Recording.of("a.wav", new byte[] {1, 0})).orElseThrow());
        }
        try (BatchJournal journal = open()) {
            assertTrue(journal.contains(Recording.of("a.wav", new byte[] {1, 0})));
            // Of the same Arrays.hashCode.
            assertFalse(journal.contains(Recording.of("a.wav", new byte[] {0, 31})));
        }
    }

    @Test
    void anEditorsLineEnds_loseNoRecord_andALineThatWasCutOffIsLeftOut() throws IOException {
        Path file = folder.resolve("journal");
        Recording a = Recording.of("ä.wav", new byte[] {1});
        Recording b = Recording.of("b.wav", new byte[] {1});
        Recording c = Recording.of("c.wav", new byte[] {1});
        try (BatchJournal journal = open()) {
            journal.add(journal.key(a).orElseThrow());
            journal.add(journal.key(b).orElseThrow());
        }
        Files.writeString(file, Files.readString(file).replace("\n", "\r\n") + "{\"done\":[\"ü");
        try (BatchJournal journal = open()) {
            assertTrue(journal.contains(a) && journal.contains(b));
            journal.add(journal.key(c).orElseThrow());
        }
        try (BatchJournal journal = open()) {
            assertTrue(journal.contains(a) && journal.contains(b) && journal.contains(c));
        }
        assertEquals(4, Files.readAllLines(file).size());
    }

    private BatchJournal open() {
        return BatchJournal.open(folder.resolve("journal"), Map.of("step", "1"), Limits.defaults());
    }
}
