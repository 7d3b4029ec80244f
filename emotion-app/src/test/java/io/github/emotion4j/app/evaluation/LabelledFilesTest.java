package io.github.emotion4j.app.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The manifest of a labelled folder, as people and their spreadsheets write it. */
class LabelledFilesTest {
    @TempDir private Path folder;
    private Path manifest;

    @BeforeEach
    void manifest() {
        manifest = folder.resolve("manifest.csv");
    }

    @Test
    void spreadsheetsManifest_isRead() throws IOException {
        Files.writeString(
                manifest, "\ufefffile,label,person\n\"a,b.jpg\",Happiness,ann\nc.jpg,bored,ben\n");
        LabelledFiles files = LabelledFiles.read(folder, Optional.empty(), 1);
        assertEquals(
                List.of(
                        new LabelledFiles.Item(
                                folder.resolve("a,b.jpg"),
                                Optional.of("ann"),
                                Optional.of(Emotion.HAPPINESS),
                                Optional.empty())),
                files.items());
        assertTrue(
                files.describe("x").endsWith("; left out for their labels: bored (1)"),
                files.describe("x"));
    }

    @Test
    void filesWithoutPersons_areNotCountedAsPersons() throws IOException {
        Files.writeString(manifest, "file,label\na.jpg,fear\nb.jpg,fear\nc.jpg,anger\n");
        LabelledFiles files = LabelledFiles.read(folder, Optional.empty(), 1);
        assertEquals(0, files.persons());
        assertEquals("file", files.drawnBy());
        assertTrue(
                files.describe("x")
                        .endsWith("3 files, no persons are named; intervals of 95 % by file"),
                files.describe("x"));

        Files.writeString(
                manifest, "file,label,speaker\na.jpg,fear,ann\nb.jpg,fear,ann\nc.jpg,anger,\n");
        LabelledFiles named = LabelledFiles.read(folder, Optional.empty(), 1);
        assertEquals("person", named.drawnBy());
        assertTrue(
                named.describe("x").contains("3 files of 1 persons, 1 of them of nobody named;"),
                named.describe("x"));
    }

    @Test
    void linkedFoldersAreLookedInto_hiddenFilesAreNot() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("a.jpg"), "");
        Files.writeString(elsewhere.resolve(".DS_Store"), "");
        Path labelled = Files.createDirectory(folder.resolve("labelled"));
        Files.createSymbolicLink(labelled.resolve("happy"), elsewhere);
        Files.createSymbolicLink(labelled.resolve("sad"), labelled);
        LabelledFiles files = LabelledFiles.read(labelled, Optional.empty(), 1);
        assertEquals(
                List.of(labelled.resolve("happy/a.jpg")),
                files.items().stream().map(LabelledFiles.Item::file).toList());
    }

    @Test
    void blankLinesAreNoRows_aFaultyRowIsToldByItsLine() throws IOException {
        Files.writeString(manifest, "file,label\na.jpg,fear\n\n");
        assertEquals(1, LabelledFiles.read(folder, Optional.empty(), 1).items().size());
        Files.writeString(manifest, "file,label\na.jpg,fear\n\nb.jpg\n");
        assertRefused("line 4 has 1 cells, not the 2 of the header");
        // A comma that is not quoted would make the rest of the name a label.
        Files.writeString(manifest, "file,label\na,b.jpg,fear\n");
        assertRefused("line 2 has 3 cells");
        Files.writeString(manifest, "file,label\n\"a.jpg,fear\n");
        assertRefused("line 2 ends within quotes");
        Files.writeString(manifest, "file,label\na\0b.jpg,fear\n");
        assertRefused("line 2 names \"a?b.jpg\", which is no path");
    }

    @Test
    void whatIsNoText_isRefused() throws IOException {
        Files.write(manifest, "file,label\nmäßig.jpg,fear\n".getBytes(StandardCharsets.ISO_8859_1));
        assertRefused("is no text in UTF-8");
    }

    @Test
    void whatIsNoFile_isRefused() throws IOException {
        Files.createDirectory(manifest);
        assertRefused("is a folder, not a file");
    }

    private void assertRefused(String reason) {
        String message =
                assertThrows(
                                InputException.class,
                                () -> LabelledFiles.read(folder, Optional.empty(), 1))
                        .getMessage();
        assertTrue(Objects.requireNonNull(message).contains(reason), message);
    }
}
