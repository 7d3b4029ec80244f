package io.github.emotion4j.app.server;

import io.github.emotion4j.core.Limits;
import java.time.Duration;

/**
 * How much a server does at once. It listens only on the loopback address.
 *
 * @param port the port; 0 for any that is free
 * @param limits what one input may ask for; an upload is at most as large as {@code maxBytes}
 * @param parallel how many requests are computed at once
 * @param queue how many more wait; beyond them a request is answered with 429
 * @param maxStreams how many live streams are open at once
 * @param timeout how long one request may take
 */
public record ServerSettings(
        int port, Limits limits, int parallel, int queue, int maxStreams, Duration timeout) {
    /** What a phone films in some minutes; larger files are analysed on the command line. */
    private static final long UPLOAD_BYTES = 64L << 20;

    /** Frames of cameras have at most 8.3 million; a picture of a phone 12 to 50. */
    private static final long PIXELS = 50_000_000;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if one is outside
     */
    public ServerSettings {
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
     * Port 7070, uploads of 64 MiB, as many at once as there are processors, 16 waiting, 32
     * streams, two minutes.
     *
     * @return the defaults
     */
    public static ServerSettings defaults() {
        return new ServerSettings(
                7070,
                Limits.defaults().withMaxBytes(UPLOAD_BYTES).withMaxPixels(PIXELS),
                Runtime.getRuntime().availableProcessors(),
                16,
                32,
                Duration.ofMinutes(2));
    }

    /**
     * These settings with another port.
     *
     * @param other the port; 0 for any that is free
     * @return new settings
     */
    public ServerSettings withPort(int other) {
        return new ServerSettings(other, limits, parallel, queue, maxStreams, timeout);
    }

    /**
     * These settings with another load.
     *
     * @param computed how many requests are computed at once
     * @param waiting how many more wait
     * @param streams how many live streams are open at once
     * @return new settings
     */
    public ServerSettings withLoad(int computed, int waiting, int streams) {
        return new ServerSettings(port, limits, computed, waiting, streams, timeout);
    }

    /**
     * These settings with another limit of uploads.
     *
     * @param bytes the size of the largest upload
     * @return new settings
     */
    public ServerSettings withUploadBytes(long bytes) {
        return new ServerSettings(
                port, limits.withMaxBytes(bytes), parallel, queue, maxStreams, timeout);
    }
}
