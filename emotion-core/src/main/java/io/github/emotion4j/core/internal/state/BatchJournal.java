package io.github.emotion4j.core.internal.state;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.emotion4j.core.EmotionException;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.core.internal.io.BoundedInput;
import io.github.emotion4j.core.internal.io.Guard;
import io.github.emotion4j.core.internal.io.Hash;
import io.github.emotion4j.core.internal.io.JsonText;
import io.github.emotion4j.core.internal.io.LineReader;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The recordings that a batch is done with, one JSON object a line, after a line of the settings
 * that the results depend on. A last line that was cut off is left out. One thread, but for {@link
 * #key}; the file is locked against other batches.
 */
public final class BatchJournal implements AutoCloseable {
    private static final String FORMAT = "emotion4j-batch";
    private static final int VERSION = 3;

    private static final long MOST_BYTES_A_CHAR = 4;

    /** What every journal begins with. */
    private static final String FIRST_CHARS = "{\"format\":\"" + FORMAT + "\"";

    private final Path file;
    private final RandomAccessFile content;
    private final Limits limits;
    private final Set<String> done = new HashSet<>();

    private BatchJournal(Path file, RandomAccessFile content, Limits limits) {
        this.file = file;
        this.content = content;
        this.limits = limits;
    }

    /**
     * Opens a journal.
     *
     * @param file the file, made if it is not there
     * @param settings what the results depend on: the name of each setting and its value
     * @param limits bound what the journal and the recordings' folders hold
     * @throws InputException if it is no journal, of other settings, or used by another batch
     */
    public static BatchJournal open(Path file, Map<String, String> settings, Limits limits) {
        return Guard.read(
                file.toString(),
                () -> {
                    if (Files.exists(file)) {
                        BoundedInput.requireRegular(file);
                    }
                    RandomAccessFile content = open(file);
                    try {
                        lock(file, content.getChannel());
                        BatchJournal journal = new BatchJournal(file, content, limits);
                        long whole = journal.read(settings);
                        content.setLength(whole);
                        content.seek(whole);
                        if (whole == 0) {
                            journal.append(JsonText.write(head(settings)));
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
        try {
            return new RandomAccessFile(file.toFile(), "rw");
        } catch (FileNotFoundException e) {
            throw new EmotionException(
                    file + ": cannot be written: " + Guard.reasonNotWritten(e), e);
        }
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
    private long read(Map<String, String> settings) throws IOException {
        String name = file.toString();
        // Read through what holds the lock, which keeps others out on some systems.
        InputStream bytes = new FileInputStream(content.getFD());
        LineReader lines = new LineReader(name, bytes, limits);
        String line = lines.readLine();
        while (line != null) {
            boolean first = lines.lineNumber() == 1;
            String at = name + ", line " + lines.lineNumber();
            String next = lines.readLine();
            if (next == null && !endsWithALine()) {
                // The batch was broken off in the middle of the last one. The first one tells
                // whether it was a batch's, since what is cut here is lost.
                if (first && !JsonText.write(head(settings)).startsWith(line)) {
                    throw notOurs();
                }
                return startOfTheLast(line);
            }
            if (first && !line.startsWith(FIRST_CHARS)) {
                throw notOurs();
            }
            JsonText.read(at, line, json -> first ? check(json, settings) : know(json));
            line = next;
        }
        return content.length();
    }

    private boolean endsWithALine() throws IOException {
        content.seek(Math.max(0, content.length() - 1));
        return isLineEnd(content.read());
    }

    /** Looked for in the bytes: an editor may have changed the ends of lines. */
    private long startOfTheLast(String line) throws IOException {
        long size = content.length();
        byte[] tail = new byte[(int) Math.min(size, MOST_BYTES_A_CHAR * line.length() + 1)];
        content.seek(size - tail.length);
        content.readFully(tail);
        int start = tail.length;
        while (start > 0 && !isLineEnd(tail[start - 1])) {
            start--;
        }
        return size - tail.length + start;
    }

    private static boolean isLineEnd(int character) {
        return character == '\n' || character == '\r';
    }

    private boolean check(JsonObject json, Map<String, String> settings) {
        JsonText.requireVersion(file.toString(), json, VERSION);
        Map<String, String> begun = new TreeMap<>();
        json.getAsJsonObject("settings")
                .entrySet()
                .forEach(entry -> begun.put(entry.getKey(), entry.getValue().getAsString()));
        Set<String> names = new TreeSet<>(begun.keySet());
        names.addAll(settings.keySet());
        List<String> changed = new ArrayList<>();
        for (String name : names) {
            String before = begun.getOrDefault(name, "none");
            String now = settings.getOrDefault(name, "none");
            if (!before.equals(now)) {
                changed.add(name + ": " + before + ", and the recogniser has " + now);
            }
        }
        if (!changed.isEmpty()) {
            throw new InputException(
                    file.toString(),
                    "was begun with another recogniser ("
                            + String.join("; ", changed)
                            + "), so that results would not go together; name another file, or use"
                            + " the same recogniser");
        }
        return true;
    }

    private boolean know(JsonObject json) {
        return done.add(json.get("done").toString());
    }

    private InputException notOurs() {
        return new InputException(file.toString(), "is no journal of a batch; name another file");
    }

    private static JsonObject head(Map<String, String> settings) {
        JsonObject json = new JsonObject();
        json.addProperty("format", FORMAT);
        json.addProperty("version", VERSION);
        JsonObject all = new JsonObject();
        new TreeMap<>(settings).forEach(all::addProperty);
        json.add("settings", all);
        return json;
    }

    /** Whether a recording is done, and its files are as they were then. */
    public boolean contains(Recording recording) {
        return key(recording).map(done::contains).orElse(false);
    }

    /**
     * Notes that a recording is done.
     *
     * @param key its key, taken before it was read: a file that was changed meanwhile is not done
     */
    public void add(String key) {
        try {
            append("{\"done\":" + key + "}");
        } catch (IOException e) {
            throw new EmotionException(
                    file + ": cannot be written: " + Guard.reasonNotWritten(e), e);
        }
    }

    private void append(String line) throws IOException {
        content.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The identity of a recording; empty if it consists of signals, which have no name. Any thread
     * may ask.
     */
    public Optional<String> key(Recording recording) {
        JsonArray key = new JsonArray();
        for (Recording.Part part : recording.parts()) {
            key.add(part.name());
            key.add(part.offsetNanos());
            key.add(part.format().map(Object::toString).orElse(""));
            if (part instanceof Recording.FilePart filePart) {
                try {
                    key.add(new PartFiles(filePart.path(), limits).digest());
                } catch (IOException | RuntimeException e) {
                    return Optional.empty(); // It will fail, and what failed is tried again.
                }
            } else if (part instanceof Recording.BytesPart content) {
                key.add(Hash.sha256(content.bytes()));
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(key.toString());
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
