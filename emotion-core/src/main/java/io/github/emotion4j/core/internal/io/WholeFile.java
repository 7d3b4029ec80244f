package io.github.emotion4j.core.internal.io;

import io.github.emotion4j.core.EmotionException;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;

/**
 * Files that are written as a whole: to a draft beside, which is then moved into place, so that a
 * reader, or what is left after a crash, has the old content or the new one. A link stays a link.
 */
public final class WholeFile {
    private WholeFile() {}

    /**
     * Replaces the content of a file, or makes it. A device, and a file in a folder where nothing
     * else may be, are written in place.
     *
     * @param file where it is or will be
     * @param content all of it
     * @throws EmotionException if it cannot be written; what was there before is there still
     */
    public static void replace(Path file, byte[] content) {
        try {
            Path target = target(file);
            if (Files.exists(target)
                    && (!Files.isRegularFile(target) || !Files.isWritable(target.getParent()))) {
                Files.write(target, content);
            } else {
                replace(target, content, new FileAttribute<?>[0]);
            }
        } catch (IOException e) {
            throw cannotWrite(file, e);
        }
    }

    /**
     * Replaces the content of a file, or makes it, as one that only its owner can read where the
     * file system supports permissions.
     *
     * @param file where it is or will be
     * @param content all of it
     * @throws EmotionException if it cannot be written; what was there before is there still
     */
    public static void replaceOwnerOnly(Path file, byte[] content) {
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        try {
            replace(
                    target(file),
                    content,
                    posix
                            ? new FileAttribute<?>[] {
                                PosixFilePermissions.asFileAttribute(
                                        PosixFilePermissions.fromString("rw-------"))
                            }
                            : new FileAttribute<?>[0]);
        } catch (IOException e) {
            throw cannotWrite(file, e);
        }
    }

    private static Path target(Path file) throws IOException {
        if (Files.exists(file)) {
            return file.toRealPath();
        }
        return Files.isSymbolicLink(file)
                ? file.toAbsolutePath().resolveSibling(Files.readSymbolicLink(file))
                : file.toAbsolutePath();
    }

    private static void replace(Path target, byte[] content, FileAttribute<?>[] attributes)
            throws IOException {
        // A name of its own: the target's with an ending may be too long, and two may write it.
        Path draft = target.resolveSibling(".emotion4j-" + UUID.randomUUID());
        try {
            Files.createFile(draft, attributes);
            Files.write(draft, content);
            move(draft, target);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static void move(Path draft, Path target) throws IOException {
        try {
            Files.move(
                    draft,
                    target,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(draft, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static EmotionException cannotWrite(Path file, IOException cause) {
        return new EmotionException(
                file + ": cannot be written: " + Guard.reasonNotWritten(cause), cause);
    }
}
