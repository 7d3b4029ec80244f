package io.github.emotion4j.app.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What visitors leave behind: recorded sessions, which hold features and scores but no pixels and
 * no sound, in a folder of their own, and uploaded wristbands, in memory. The oldest go when there
 * are too many; all go when they are asked to and when the server ends.
 */
final class Recordings implements AutoCloseable {
    /**
     * Bounds what a page that is reloaded again and again leaves on the disk until the server ends.
     */
    private static final int MAX_KEPT = 32;

    private final Path folder;
    private final Deque<String> sessions = new ArrayDeque<>();
    private final Map<String, Wristband> wristbands = new LinkedHashMap<>();

    Recordings() throws IOException {
        folder = Files.createTempDirectory("emotion4j-sessions-");
    }

    /** A file for a new session. */
    synchronized Path newSession(String id) {
        sessions.add(id);
        while (sessions.size() > MAX_KEPT) {
            delete(sessions.remove());
        }
        return file(id);
    }

    static String newId() {
        return UUID.randomUUID().toString();
    }

    private Path file(String id) {
        return folder.resolve(id + ".jsonl.gz");
    }

    synchronized Optional<Path> session(String id) {
        return sessions.contains(id) && Files.exists(file(id))
                ? Optional.of(file(id))
                : Optional.empty();
    }

    /** Keeps a wristband; the oldest go where all together are too many or too long. */
    synchronized String keep(Wristband wristband) {
        String id = newId();
        wristbands.put(id, wristband);
        long samples = wristbands.values().stream().mapToLong(Wristband::samples).sum();
        Iterator<Wristband> oldest = wristbands.values().iterator();
        while (wristbands.size() > MAX_KEPT || samples > Wristband.MAX_SAMPLES) {
            samples -= oldest.next().samples();
            oldest.remove();
        }
        return id;
    }

    synchronized Optional<Wristband> wristband(String id) {
        return Optional.ofNullable(wristbands.get(id));
    }

    /** Deletes all; returns how many sessions and wristbands there were. */
    synchronized int deleteAll() {
        int count = sessions.size() + wristbands.size();
        sessions.forEach(this::delete);
        sessions.clear();
        wristbands.clear();
        return count;
    }

    private void delete(String id) {
        try {
            Files.deleteIfExists(file(id));
        } catch (IOException e) {
            throw new UncheckedIOException("A recorded session cannot be deleted", e);
        }
    }

    @Override
    public void close() {
        deleteAll();
        try {
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("The folder of sessions cannot be deleted", e);
        }
    }
}
