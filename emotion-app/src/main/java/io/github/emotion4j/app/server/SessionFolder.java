package io.github.emotion4j.app.server;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
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

    /**
     * The locks of this program, guarded by itself. They are never opened again: to close a file
     * gives up all locks that a program has on it.
     */
    private static final Set<Path> OWN = new HashSet<>();

    private final Path lockFile;
    private final FileChannel lock;
    private final Path path;

    SessionFolder() throws IOException {
        synchronized (OWN) {
            String name = PREFIX + UUID.randomUUID();
            Path temporary = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
            lockFile = temporary.resolve(name + LOCK);
            OWN.add(lockFile);
            lock =
                    FileChannel.open(
                            lockFile, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            lock.lock();
            // Made last, so that nobody takes it for that of a killed server.
            path = Files.createTempDirectory(name);
            for (Path other : list(temporary, PREFIX + "*" + LOCK)) {
                if (!OWN.contains(other)) {
                    deleteIfLeft(other);
                }
            }
        }
    }

    private static List<Path> list(Path folder, String glob) throws IOException {
        List<Path> all = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, glob)) {
            files.forEach(all::add);
        }
        return all;
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
                String name = String.valueOf(other.getFileName()).replace(LOCK, "");
                for (Path folder : list(other.resolveSibling(""), name + "*")) {
                    if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) && isOwn(folder)) {
                        deleteWithFiles(folder);
                    }
                }
            }
            Files.delete(other);
        } catch (NoSuchFileException | OverlappingFileLockException e) {
            LOG.debug("Another server ends or runs: {}", other, e);
        } catch (IOException e) {
            LOG.warn("What a killed server left cannot be deleted: {}", other, e);
        }
    }

    private boolean isOwn(Path file) throws IOException {
        return Files.getOwner(file, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(lockFile));
    }

    private static void deleteWithFiles(Path folder) throws IOException {
        for (Path file : list(folder, "*")) {
            Files.delete(file);
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
