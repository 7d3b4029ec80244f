package io.github.emotion4j.app.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.BioBlock;
import io.github.emotion4j.core.EmotionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordingsTest {
    @Test
    void aSessionThatIsOpenDoesNotMakeRoomForOthers() throws IOException {
        try (Recordings recordings = new Recordings()) {
            Files.createFile(recordings.newSession("open"));
            for (int i = 0; i < 40; i++) {
                Files.createFile(recordings.newSession("s" + i));
                recordings.complete("s" + i);
            }
            assertTrue(recordings.session("open").isPresent());
            assertTrue(recordings.session("s7").isEmpty());
            assertTrue(recordings.session("s8").isPresent());
        }
    }

    @Test
    void theOldestWristbandsGoWhereAllAreTooLong() throws IOException {
        BioBlock part =
                new BioBlock(0, BioBlock.Kind.EDA, BioBlock.Unit.MICROSIEMENS, 4, new double[1000]);
        int half = (int) (Wristband.MAX_SAMPLES / 2000);
        try (Recordings recordings = new Recordings()) {
            String first = recordings.keep(new Wristband(Collections.nCopies(half, part)));
            String second = recordings.keep(new Wristband(Collections.nCopies(half, part)));
            assertTrue(recordings.wristband(first).isPresent());
            recordings.keep(new Wristband(List.of(part, part)));
            assertTrue(recordings.wristband(first).isEmpty());
            assertTrue(recordings.wristband(second).isPresent());
        }
    }

    /** Of a server that was killed only its lock is gone. */
    @Test
    void whatAKilledServerLeftIsDeletedByTheNextOne() throws IOException {
        try (Recordings running = new Recordings()) {
            Path kept = Files.createFile(running.newSession("kept"));
            String name = "emotion4j-sessions-" + System.nanoTime();
            Path sessions = kept.resolveSibling(""); // The running server's folder.
            Path folder = Files.createDirectory(sessions.resolveSibling(name));
            Path left = Files.createFile(folder.resolve("left.jsonl.gz"));
            Path lock = Files.createFile(folder.resolveSibling(name + ".lock"));
            new Recordings().close();
            assertFalse(Files.exists(left) || Files.exists(folder) || Files.exists(lock));
            assertTrue(Files.exists(kept));
        }
    }

    @Test
    void whatCannotBeDeletedDoesNotKeepTheRest() throws IOException {
        try (Recordings recordings = new Recordings()) {
            Path stuck = Files.createDirectory(recordings.newSession("stuck"));
            Path within = Files.createFile(stuck.resolve("file"));
            Path other = Files.createFile(recordings.newSession("other"));

            assertThrows(EmotionException.class, recordings::deleteAll);
            assertFalse(Files.exists(other));

            Files.delete(within);
            assertEquals(1, recordings.deleteAll(), "it is known still");
            assertFalse(Files.exists(stuck));
        }
    }
}
