package io.github.emotion4j.app.server;

import io.github.emotion4j.core.EmotionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What visitors leave behind: recorded sessions, which hold features and scores but no pixels and
 * no sound, in a folder of their own, and uploaded wristbands, in memory. The oldest go when there
 * are too many; all go when they are asked to and when the server ends, or, after one that was
 * killed, when the next one begins.
 */
final class Recordings implements AutoCloseable {
    /**
     * Bounds what a page that is reloaded again and again leaves on the disk until the server ends.
     */
    private static final int MAX_KEPT = 32;

    private final SessionFolder folder;
    private final Set<String> open = new HashSet<>();
    private final Deque<String> complete = new ArrayDeque<>();
    private final Map<String, Wristband> wristbands = new LinkedHashMap<>();

    Recordings() throws IOException {
        folder = new SessionFolder();
    }

    /** A file for a new session, which is kept at least until it is complete. */
    synchronized Path newSession(String id) {
        open.add(id);
        return file(id);
    }

    /**
     * Nothing is written to a session any more; the oldest of those go.
     *
     * @throws EmotionException if one cannot be deleted
     */
    synchronized void complete(String id) {
        if (open.remove(id)) {
            complete.add(id);
            while (complete.size() > MAX_KEPT) {
                delete(List.of(complete.element()));
            }
        }
    }

    /** A session that has not begun leaves nothing. */
    synchronized void discard(String id) {
        delete(List.of(id));
    }

    static String newId() {
        return UUID.randomUUID().toString();
    }

    private Path file(String id) {
        return folder.path().resolve(id + ".jsonl.gz");
    }

    synchronized Optional<Path> session(String id) {
        return (open.contains(id) || complete.contains(id)) && Files.exists(file(id))
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

    /**
     * Deletes all; returns how many sessions and wristbands there were.
     *
     * @throws EmotionException if sessions cannot be deleted; all others are
     */
    synchronized int deleteAll() {
        List<String> sessions = new ArrayList<>(open);
        sessions.addAll(complete);
        int count = sessions.size() + wristbands.size();
        wristbands.clear();
        delete(sessions);
        return count;
    }

    /** What cannot be deleted is known still, so that it can be tried again. */
    private void delete(List<String> ids) {
        EmotionException failure = null;
        for (String id : ids) {
            try {
                Files.deleteIfExists(file(id));
                open.remove(id);
                complete.remove(id);
            } catch (IOException e) {
                failure = new EmotionException("A recorded session cannot be deleted: " + e, e);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public void close() {
        deleteAll();
        try {
            folder.close();
        } catch (IOException e) {
            throw new UncheckedIOException("The folder of sessions cannot be deleted", e);
        }
    }
}
