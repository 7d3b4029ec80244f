package io.github.emotion4j.core.internal.io;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Resources that are opened and closed together, the last one first, even if closing one fails. Not
 * thread-safe.
 */
public final class Resources implements AutoCloseable {
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    /**
     * Adds one.
     *
     * @param resource what {@link #close()} is to close
     * @return the resource
     */
    public <T extends AutoCloseable> T add(T resource) {
        open.push(resource);
        return resource;
    }

    /**
     * Closes all because of a failure.
     *
     * @param cause the failure, to which what closing throws is added as suppressed
     */
    public void closeAfter(Throwable cause) {
        try {
            close();
        } catch (RuntimeException | Error e) {
            if (e != cause) {
                cause.addSuppressed(e);
            }
        }
    }

    /** Closes all; throws the first exception, with the others suppressed. Idempotent. */
    @Override
    public void close() {
        while (!open.isEmpty()) {
            AutoCloseable next = open.pop();
            try {
                next.close();
            } catch (RuntimeException | Error e) {
                closeAfter(e);
                throw e;
            } catch (Exception e) {
                closeAfter(e);
                throw new IllegalStateException("Closing failed: " + e.getMessage(), e);
            }
        }
    }
}
