package io.github.emotion4j.fusion.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelledFolderTest {
    private static final String HEADER = "file,with,label,person\n";

    @TempDir Path folder;

    @BeforeEach
    void recordings() throws IOException {
        Files.createFile(folder.resolve("a.mp4"));
        Files.createFile(folder.resolve("a.csv"));
    }

    @Test
    void manifest_isReadWithOneFileOrTwo() throws IOException {
        write(HEADER + "a.mp4,a.csv,fear,ann\n\n a.mp4 ,, neutral ,bob \n");
        Path clip = folder.resolve("a.mp4");
        assertEquals(
                List.of(
                        new LabelledFolder.Item(
                                List.of(clip, folder.resolve("a.csv")), Emotion.FEAR, "ann"),
                        new LabelledFolder.Item(List.of(clip), Emotion.NEUTRAL, "bob")),
                LabelledFolder.read(folder).items());
    }

    /** The same manifest is measured by {@code emotion4j evaluate}. */
    @Test
    void manifestOfASpreadsheet_isReadAsItIsWhereItIsMeasured() throws IOException {
        Path clip = Files.createFile(folder.resolve("a,b.mp4"));
        write("\ufeffspeaker,label,file,take\n\"ann, b\",Angry,\"a,b.mp4\",1\n");
        assertEquals(
                List.of(new LabelledFolder.Item(List.of(clip), Emotion.ANGER, "ann, b")),
                LabelledFolder.read(folder).items());
    }

    @Test
    void faultyManifest_isRefusedWithTheLineAndTheFault() throws IOException {
        assertRefused("manifest.csv", "write one with the columns file, label, person");
        write("");
        assertRefused("manifest.csv", "needs a column named one of [file, path");
        write("file,person\na.mp4,ann\n");
        assertRefused("manifest.csv", "needs a column named one of [label, emotion]");
        write("file,label\na.mp4,fear\n");
        assertRefused("line 2", "names no person");
        write(HEADER);
        assertRefused("manifest.csv", "lists no recording");
        String good = "a.mp4,,fear,ann\n";
        write(HEADER + good + "a.mp4,fear,ann\n");
        assertRefused("line 3", "has 3 cells");
        write(HEADER + good + "a.mp4,,longing,ann\n");
        assertRefused("line 3", "the label \"longing\"; the classes are [anger");
        write(HEADER + good + "a.mp4,b.csv,fear,ann\n");
        assertRefused("line 3", "b.csv, which is not there");
        write(HEADER + good + ",,fear,ann\n");
        assertRefused("line 3", "names no file");
        write(HEADER + good + "a.mp4,,fear,\n");
        assertRefused("line 3", "names no person");
    }

    private void write(String manifest) throws IOException {
        Files.writeString(folder.resolve("manifest.csv"), manifest);
    }

    private void assertRefused(String place, String fault) {
        String message =
                assertThrows(InputException.class, () -> LabelledFolder.read(folder)).getMessage();
        assertTrue(message.contains(place) && message.contains(fault), message);
    }
}
