package io.github.emotion4j.core.internal.stream;

import io.github.emotion4j.core.internal.io.Resources;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How long a recogniser's models live: until it is closed and its last recording and stream have
 * ended. Thread-safe.
 */
public final class Lifetime {
    private final Resources resources;
    private final Set<LiveStream> streams = new HashSet<>();

    /** The recogniser until it is closed, recordings and streams. */
    private int users = 1;

    private boolean closed;

    /** The lifetime of {@code resources}, which begins. */
    public Lifetime(Resources resources) {
        this.resources = resources;
    }

    /**
     * Refuses what would begin after the end.
     *
     * @throws IllegalStateException if the recogniser is closed
     */
    public synchronized void requireOpen() {
        if (closed) {
            throw closed();
        }
    }

    /**
     * Keeps the models until {@link #leave}.
     *
     * @throws IllegalStateException if the recogniser is closed
     */
    public synchronized void enter() {
        requireOpen();
        users++;
    }

    /** Lets go of the models; the last user frees them. */
    public void leave() {
        synchronized (this) {
            users--;
            if (users > 0) {
                return;
            }
        }
        resources.close();
    }

    /**
     * Takes a stream that has {@linkplain #enter entered}, so that {@link #close} closes it.
     *
     * @throws IllegalStateException if the recogniser was closed meanwhile; the stream is abandoned
     */
    public void begin(LiveStream stream) {
        boolean late;
        synchronized (this) {
            streams.add(stream);
            late = closed;
        }
        if (late) {
            IllegalStateException refused = closed();
            stream.abandon(refused);
            throw refused;
        }
    }

    /** Lets a stream go that has ended. */
    public void end(LiveStream stream) {
        synchronized (this) {
            streams.remove(stream);
        }
        leave();
    }

    /** Closes the open streams and lets the recogniser go of the models. Idempotent. */
    public void close() {
        List<LiveStream> open;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            open = List.copyOf(streams);
        }
        for (LiveStream stream : open) {
            try {
                stream.close();
            } catch (RuntimeException | Error e) {
                // The stream's done() reports it; the other streams and the models must be closed,
                // too.
            }
        }
        leave();
    }

    private static IllegalStateException closed() {
        return new IllegalStateException("The recogniser is closed");
    }
}
