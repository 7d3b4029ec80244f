package io.github.emotion4j.flink.job;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import org.apache.flink.core.fs.BlockLocation;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.local.LocalBlockLocation;

/**
 * An object store in this JVM, which Flink finds by the scheme {@code mem}: names and bytes, no
 * folders. It is read only.
 */
public final class MemoryStore implements FileSystemFactory {
    /** Who opens an object of this name tells {@link #reached} and waits for {@link #go}. */
    static final String HELD = "held";

    static volatile CountDownLatch reached = new CountDownLatch(1);
    static volatile CountDownLatch go = new CountDownLatch(1);

    private static final ConcurrentNavigableMap<String, byte[]> OBJECTS =
            new ConcurrentSkipListMap<>();

    static void clear() {
        OBJECTS.clear();
        reached = new CountDownLatch(1);
        go = new CountDownLatch(1);
    }

    static void put(String uri, byte[] bytes) {
        OBJECTS.put(new Path(uri).toString(), bytes);
    }

    @Override
    public String getScheme() {
        return "mem";
    }

    @Override
    public FileSystem create(URI store) {
        return new Store(store);
    }

    private record Status(Path path, long length, boolean folder) implements FileStatus {
        @Override
        public long getLen() {
            return length;
        }

        @Override
        public long getBlockSize() {
            return length;
        }

        @Override
        public short getReplication() {
            return 1;
        }

        @Override
        public long getModificationTime() {
            return 0;
        }

        @Override
        public long getAccessTime() {
            return 0;
        }

        @Override
        public boolean isDir() {
            return folder;
        }

        @Override
        public Path getPath() {
            return path;
        }
    }

    private static final class Stream extends FSDataInputStream {
        private final byte[] bytes;
        private int at;

        Stream(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public void seek(long to) {
            at = Math.toIntExact(to);
        }

        @Override
        public long getPos() {
            return at;
        }

        @Override
        public int read() {
            return at < bytes.length ? bytes[at++] & 0xff : -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (at == bytes.length) {
                return length == 0 ? 0 : -1;
            }
            int count = Math.min(length, bytes.length - at);
            System.arraycopy(bytes, at, target, offset, count);
            at += count;
            return count;
        }
    }

    private static final class Store extends FileSystem {
        private final URI store;

        Store(URI store) {
            this.store = store;
        }

        @Override
        public Path getWorkingDirectory() {
            return new Path(store);
        }

        @Override
        public Path getHomeDirectory() {
            return new Path(store);
        }

        @Override
        public URI getUri() {
            return store;
        }

        private static NavigableMap<String, byte[]> within(Path folder) {
            String prefix = folder + (folder.toString().endsWith("/") ? "" : "/");
            return OBJECTS.subMap(prefix, true, prefix + Character.MAX_VALUE, false);
        }

        @Override
        public FileStatus getFileStatus(Path path) throws IOException {
            byte[] bytes = OBJECTS.get(path.toString());
            if (bytes == null && within(path).isEmpty()) {
                throw new FileNotFoundException(path.toString());
            }
            return new Status(path, bytes == null ? 0 : bytes.length, bytes == null);
        }

        @Override
        public FileStatus[] listStatus(Path folder) throws IOException {
            List<FileStatus> found = new ArrayList<>();
            String before = "";
            for (Map.Entry<String, byte[]> one : within(folder).entrySet()) {
                String rest = one.getKey().substring(folder.toString().length());
                String name = rest.replaceFirst("^/", "").replaceFirst("/.*", "");
                if (!name.equals(before)) {
                    found.add(getFileStatus(new Path(folder, name)));
                }
                before = name;
            }
            return found.toArray(FileStatus[]::new);
        }

        @Override
        public BlockLocation[] getFileBlockLocations(FileStatus file, long start, long length) {
            return new BlockLocation[] {new LocalBlockLocation(length)};
        }

        @Override
        public FSDataInputStream open(Path path, int buffer) throws IOException {
            return open(path);
        }

        @Override
        public FSDataInputStream open(Path path) throws IOException {
            byte[] bytes = OBJECTS.get(path.toString());
            if (bytes == null) {
                throw new FileNotFoundException(path.toString());
            }
            if (path.getName().startsWith(HELD)) {
                reached.countDown();
                try {
                    go.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new InterruptedIOException("The reader is to stop");
                }
            }
            return new Stream(bytes);
        }

        @Override
        public boolean delete(Path path, boolean recursive) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean mkdirs(Path path) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FSDataOutputStream create(Path path, WriteMode mode) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean rename(Path from, Path to) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isDistributedFS() {
            return true;
        }
    }
}
