package io.github.emotion4j.app;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Folders and files that the program writes, and why one cannot be written. */
final class OutputFiles {
    private OutputFiles() {}

    /**
     * Makes a folder, before the work whose results it takes.
     *
     * @return the folder
     * @throws IOException if it cannot be made or may not be written to
     */
    static Path folder(Path folder) throws IOException {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new FileSystemException(folder.toString(), null, "it is a file, not a folder");
        }
        Files.createDirectories(folder);
        if (!Files.isWritable(folder)) {
            throw new FileSystemException(folder.toString(), null, "it may not be written to");
        }
        return folder;
    }

    /** Checks that a file can be written, before the work whose result it takes. */
    static void requireWritable(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new FileSystemException(file.toString(), null, "it is a folder, not a file");
        }
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw new FileSystemException(file.toString(), null, "there is no such folder");
        }
        if (!Files.isWritable(Files.exists(file) ? file : parent)) {
            throw new FileSystemException(file.toString(), null, "it may not be written to");
        }
    }

    /** Writes a file whole, or leaves what was there before. */
    static void write(Path file, byte[] content) throws IOException {
        try {
            Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
            Path folder = target.getParent();
            boolean device = Files.exists(target) && !Files.isRegularFile(target);
            if (device || folder == null || !Files.isWritable(folder)) {
                Files.write(target, content); // A device, or a place where nothing else may be.
                return;
            }
            Path part = folder.resolve("." + target.getFileName() + ".part");
            try {
                Files.write(part, content);
                Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw new FileSystemException(file.toString(), null, reason(e));
        }
    }

    /** An error of the file system in words, after the name of the file if it is known. */
    static String describe(IOException e) {
        return e instanceof FileSystemException known && known.getFile() != null
                ? known.getFile() + ": " + reason(e)
                : reason(e);
    }

    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such file or folder";
        }
        if (e instanceof AccessDeniedException) {
            return "access is denied";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "something of this name is there already";
        }
        if (e instanceof NotDirectoryException) {
            return "it is no folder";
        }
        if (e instanceof DirectoryNotEmptyException) {
            return "the folder is not empty";
        }
        if (e instanceof FileSystemException known && known.getReason() != null) {
            return known.getReason();
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
