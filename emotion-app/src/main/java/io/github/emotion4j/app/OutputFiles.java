package io.github.emotion4j.app;

import io.github.emotion4j.core.EmotionException;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.internal.io.Guard;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Folders and files that the program writes. */
final class OutputFiles {
    /** With what is added to it a name has room in the 255 bytes of a file system. */
    private static final int MAX_NAME_BYTES = 200;

    private OutputFiles() {}

    /**
     * Makes a folder, before the work whose results it takes.
     *
     * @return the folder
     * @throws EmotionException if it cannot be made or may not be written to
     */
    static Path folder(Path folder) {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new InputException(folder.toString(), "is a file, not a folder");
        }
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new EmotionException(
                    folder + ": cannot be made: " + Guard.reasonNotWritten(e), e);
        }
        if (!Files.isWritable(folder)) {
            throw new InputException(folder.toString(), "may not be written to");
        }
        return folder;
    }

    /**
     * Checks that a file can be written, before the work whose result it takes.
     *
     * @throws InputException if it cannot
     */
    static void requireWritable(Path file) {
        if (Files.isDirectory(file)) {
            throw new InputException(file.toString(), "is a folder, not a file");
        }
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw new InputException(file.toString(), "there is no such folder");
        }
        if (!Files.isWritable(Files.exists(file) ? file : parent)) {
            throw new InputException(file.toString(), "may not be written to");
        }
    }

    /** A name, or its beginning where an ending would make it longer than a file's may be. */
    static String shortened(String name) {
        int bytes = 0;
        int end = 0;
        while (end < name.length()) {
            int letter = name.codePointAt(end);
            bytes += Character.toString(letter).getBytes(StandardCharsets.UTF_8).length;
            if (bytes > MAX_NAME_BYTES) {
                return name.substring(0, end);
            }
            end += Character.charCount(letter);
        }
        return name;
    }
}
