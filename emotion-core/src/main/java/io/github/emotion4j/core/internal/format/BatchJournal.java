package io.github.emotion4j.core.internal.format;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.core.internal.io.BoundedInput;
import io.github.emotion4j.core.internal.io.Guard;
import io.github.emotion4j.core.internal.io.JsonText;
import io.github.emotion4j.core.internal.io.LineReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The recordings that a batch is done with, one JSON object a line, after a line of the settings
 * that the results depend on. A last line that was cut off is left out. One thread; the file is
 * locked against other batches.
 */
public final class BatchJournal implements AutoCloseable {
    private static final String FORMAT = "emotion4j-batch";
    private static final int VERSION = 1;

    /** What every journal begins with. */
    private static final String FIRST_CHARS = "{\"format\":\"" + FORMAT + "\"";

    private final Path file;
    private final RandomAccessFile content;
    private final Set<String> done = new HashSet<>();

    private BatchJournal(Path file, RandomAccessFile content) {
        this.file = file;
        this.content = content;
    }

    /**
     * Opens a journal.
     *
     * @param file the file, made if it is not there
     * @param settings what the results depend on, in words
     * @throws InputException if it is no journal, of other settings, or used by another batch
     */
    public static BatchJournal open(Path file, String settings, Limits limits) {
        return Guard.read(
                file.toString(),
                () -> {
                    if (Files.exists(file)) {
                        BoundedInput.requireRegular(file);
                    }
                    RandomAccessFile content = open(file);
                    try {
                        lock(file, content.getChannel());
                        BatchJournal journal = new BatchJournal(file, content);
                        long whole = journal.read(settings, limits);
                        content.setLength(whole);
                        content.seek(whole);
                        if (whole == 0) {
                            journal.append(head(settings));
                        }
                        return journal;
                    } catch (IOException | RuntimeException e) {
                        content.close();
                        throw e;
                    }
                });
    }

    /** Not a channel: the interrupt of a thread that writes to one would close it. */
    private static RandomAccessFile open(Path file) throws IOException {
        if (file.getFileSystem() != FileSystems.getDefault()) {
            throw new InputException(
                    file.toString(), "is in no folder of this machine; name another file");
        }
        return new RandomAccessFile(file.toFile(), "rw");
    }

    private static void lock(Path file, FileChannel channel) throws IOException {
        @Nullable FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            throw new InputException(
                    file.toString(), "is used by another batch; wait for it, or name another file");
        }
    }

    /** Reads the lines; returns the bytes of those that are whole. */
    private long read(String settings, Limits limits) throws IOException {
        String name = file.toString();
        long whole = 0;
        long size = content.length();
        // Read through what holds the lock, which keeps others out on some systems.
        InputStream bytes = new FileInputStream(content.getFD());
        LineReader lines = new LineReader(name, bytes, limits);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            long end = whole + line.getBytes(StandardCharsets.UTF_8).length + 1;
            boolean first = whole == 0;
            if (end > size) {
                // The last one has no end: the batch was broken off in the middle of it. The first
                // one tells whether it was a batch's, since what is cut here is lost.
                if (first && !JsonText.write(head(settings)).startsWith(line)) {
                    throw notOurs();
                }
                break;
            }
            if (first && !line.startsWith(FIRST_CHARS)) {
                throw notOurs();
            }
            String at = name + ", line " + lines.lineNumber();
            JsonText.read(at, line, json -> first ? check(json, settings) : know(json));
            whole = end;
        }
        return whole;
    }

    private boolean check(JsonObject json, String settings) {
        JsonText.requireVersion(file.toString(), json, VERSION);
        String found = json.get("settings").getAsString();
        if (!found.equals(settings)) {
            throw new InputException(
                    file.toString(),
                    "was begun with "
                            + found
                            + ", and the recogniser has "
                            + settings
                            + "; name another file, or use the same recogniser");
        }
        return true;
    }

    private boolean know(JsonObject json) {
        return done.add(json.get("done").toString());
    }

    private InputException notOurs() {
        return new InputException(file.toString(), "is no journal of a batch; name another file");
    }

    private static JsonObject head(String settings) {
        JsonObject json = new JsonObject();
        json.addProperty("format", FORMAT);
        json.addProperty("version", VERSION);
        json.addProperty("settings", settings);
        return json;
    }

    /** Whether a recording is done, and its files are as they were then. */
    public boolean contains(Recording recording) {
        return key(recording).map(key -> done.contains(key.toString())).orElse(false);
    }

    /** Notes that a recording is done. */
    public void add(Recording recording) {
        Optional<JsonArray> key = key(recording);
        if (key.isPresent()) {
            JsonObject json = new JsonObject();
            json.add("done", key.get());
            try {
                append(json);
            } catch (IOException e) {
                throw new InputException(file.toString(), "cannot be written: " + e, e);
            }
        }
    }

    private void append(JsonObject json) throws IOException {
        content.write((JsonText.write(json) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** The identity of a recording; empty if it consists of signals, which have no name. */
    private static Optional<JsonArray> key(Recording recording) {
        JsonArray key = new JsonArray();
        for (Recording.Part part : recording.parts()) {
            key.add(part.name());
            key.add(part.offsetNanos());
            if (part instanceof Recording.FilePart filePart) {
                key.add(filePart.format().map(Object::toString).orElse(""));
                try {
                    BasicFileAttributes found =
                            Files.readAttributes(filePart.path(), BasicFileAttributes.class);
                    key.add(found.isDirectory() ? 0 : found.size());
                    key.add(found.lastModifiedTime().toMillis());
                } catch (IOException e) {
                    return Optional.empty(); // It will fail, and what failed is tried again.
                }
            } else if (part instanceof Recording.BytesPart content) {
                key.add(content.bytes().length);
                key.add(Arrays.hashCode(content.bytes()));
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(key);
    }

    @Override
    public void close() {
        Guard.read(
                file.toString(),
                () -> {
                    content.close();
                    return true;
                });
    }
}
