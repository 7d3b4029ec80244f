package io.github.emotion4j.app.server;

import io.github.emotion4j.core.Limits;
import java.time.Duration;
import java.util.Objects;

/**
 * How much a server does at once. It listens only on the loopback address. Immutable.
 *
 * @param port the port, 0 to 65535; 0 for any that is free
 * @param limits what one input may ask for; an upload is at most as large as {@code maxBytes}
 * @param parallel how many requests are computed at once, at least 1
 * @param queue how many more wait, at least 0; beyond them a request is answered with 429
 * @param maxStreams how many live streams are open at once, at least 1
 * @param timeout how long one request may take, above 0
 */
public record ServerSettings(
        int port, Limits limits, int parallel, int queue, int maxStreams, Duration timeout) {
    /**
     * 64 MiB, what a phone films in some minutes; larger files are analysed on the command line.
     * Frames of cameras have at most 8.3 million pixels; a picture of a phone 12 to 50.
     */
    private static final Limits UPLOADS =
            Limits.builder().maxBytes(64L << 20).maxPixels(50_000_000).build();

    private static final ServerSettings DEFAULTS =
            new ServerSettings(
                    7070,
                    UPLOADS,
                    Runtime.getRuntime().availableProcessors(),
                    16,
                    32,
                    Duration.ofMinutes(2));

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if one is outside its range
     */
    public ServerSettings {
        Objects.requireNonNull(limits, "limits");
        Objects.requireNonNull(timeout, "timeout");
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be from 0 to 65535, not " + port);
        }
        if (parallel < 1 || queue < 0 || maxStreams < 1) {
            throw new IllegalArgumentException(
                    "parallel and maxStreams must be at least 1 and queue at least 0, not "
                            + parallel
                            + ", "
                            + maxStreams
                            + " and "
                            + queue);
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout must be above 0, not " + timeout);
        }
    }

    /**
     * {@return port 7070, uploads of 64 MiB, as many at once as there are processors, 16 waiting,
     * 32 streams, two minutes}
     */
    public static ServerSettings defaults() {
        return DEFAULTS;
    }

    /** {@return these settings with another port, 0 to 65535} */
    public ServerSettings withPort(int value) {
        return new ServerSettings(value, limits, parallel, queue, maxStreams, timeout);
    }
}
