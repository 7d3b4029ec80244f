package io.github.emotion4j.app.server;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A temporary folder that does not outlive its server for long: a file beside it is locked while
 * the server runs, so that the next server deletes the folders of those that were killed. Nothing
 * of another user is touched.
 */
final class SessionFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SessionFolder.class);
    private static final String PREFIX = "emotion4j-sessions-";
    private static final String LOCK = ".lock";

    private final Path lockFile;
    private final FileChannel lock;
    private final Path path;

    SessionFolder() throws IOException {
        lockFile = Files.createTempFile(PREFIX, LOCK);
        lock = FileChannel.open(lockFile, StandardOpenOption.WRITE);
        lock.lock();
        path = Files.createTempDirectory(stem(lockFile));
        try (DirectoryStream<Path> locks =
                Files.newDirectoryStream(folderOf(lockFile), PREFIX + "*" + LOCK)) {
            locks.forEach(this::deleteIfLeft);
        }
    }

    private static String stem(Path lockFile) {
        return String.valueOf(lockFile.getFileName()).replace(LOCK, "-");
    }

    private static Path folderOf(Path file) {
        return file.toAbsolutePath().resolveSibling("");
    }

    Path path() {
        return path;
    }

    private void deleteIfLeft(Path other) {
        try {
            if (!isOwn(other) || !Files.isRegularFile(other, LinkOption.NOFOLLOW_LINKS)) {
                return;
            }
            try (FileChannel channel = FileChannel.open(other, StandardOpenOption.WRITE)) {
                if (channel.tryLock() == null) {
                    return;
                }
                try (DirectoryStream<Path> folders =
                        Files.newDirectoryStream(folderOf(other), stem(other) + "*")) {
                    for (Path folder : folders) {
                        if (isOwn(folder) && Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                            deleteWithFiles(folder);
                        }
                    }
                }
            }
            Files.delete(other);
        } catch (OverlappingFileLockException e) {
            LOG.trace("{} is of this program", other, e);
        } catch (IOException e) {
            LOG.warn("What a killed server left cannot be deleted: {}", other, e);
        }
    }

    private boolean isOwn(Path file) throws IOException {
        return Files.getOwner(file, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(lockFile));
    }

    private static void deleteWithFiles(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    /** Deletes the folder, which must be empty. */
    @Override
    public void close() throws IOException {
        Files.deleteIfExists(path);
        lock.close();
        Files.deleteIfExists(lockFile);
    }
}
