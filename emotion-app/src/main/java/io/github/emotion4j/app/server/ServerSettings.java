package io.github.emotion4j.app.server;

import io.github.emotion4j.core.Limits;
import java.time.Duration;

/** How much a server does at once. It listens only on the loopback address. Immutable. */
public final class ServerSettings {
    /**
     * 64 MiB, what a phone films in some minutes; larger files are analysed on the command line.
     * Frames of cameras have at most 8.3 million pixels; a picture of a phone 12 to 50.
     */
    private static final Limits UPLOADS =
            Limits.builder().maxBytes(64L << 20).maxPixels(50_000_000).build();

    private static final ServerSettings DEFAULTS = new Builder().build();

    private final int port;
    private final Limits limits;
    private final int parallel;
    private final int queue;
    private final int maxStreams;
    private final Duration timeout;

    private ServerSettings(Builder builder) {
        port = builder.port;
        limits = builder.limits;
        parallel = builder.parallel;
        queue = builder.queue;
        maxStreams = builder.maxStreams;
        timeout = builder.timeout;
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
        return DEFAULTS;
    }

    /**
     * A builder that begins with the defaults.
     *
     * @return the builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * A builder that begins with these settings.
     *
     * @return the builder
     */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.port = port;
        builder.limits = limits;
        builder.parallel = parallel;
        builder.queue = queue;
        builder.maxStreams = maxStreams;
        builder.timeout = timeout;
        return builder;
    }

    /**
     * The port; 0 for any that is free.
     *
     * @return the port, 0 to 65535
     */
    public int port() {
        return port;
    }

    /**
     * What one input may ask for; an upload is at most as large as {@code maxBytes}.
     *
     * @return the limits
     */
    public Limits limits() {
        return limits;
    }

    /**
     * How many requests are computed at once.
     *
     * @return at least 1
     */
    public int parallel() {
        return parallel;
    }

    /**
     * How many more wait; beyond them a request is answered with 429.
     *
     * @return at least 0
     */
    public int queue() {
        return queue;
    }

    /**
     * How many live streams are open at once.
     *
     * @return at least 1
     */
    public int maxStreams() {
        return maxStreams;
    }

    /**
     * How long one request may take.
     *
     * @return above 0
     */
    public Duration timeout() {
        return timeout;
    }

    /** Puts settings together. Not thread-safe. */
    public static final class Builder {
        private int port = 7070;
        private Limits limits = UPLOADS;
        private int parallel = Runtime.getRuntime().availableProcessors();
        private int queue = 16;
        private int maxStreams = 32;
        private Duration timeout = Duration.ofMinutes(2);

        private Builder() {}

        /**
         * Sets {@link ServerSettings#port()}.
         *
         * @param value the port, 0 to 65535
         * @return this builder
         */
        public Builder port(int value) {
            port = value;
            return this;
        }

        /**
         * Sets {@link ServerSettings#limits()}.
         *
         * @param value the limits
         * @return this builder
         */
        public Builder limits(Limits value) {
            limits = value;
            return this;
        }

        /**
         * Sets {@link ServerSettings#parallel()}.
         *
         * @param value at least 1
         * @return this builder
         */
        public Builder parallel(int value) {
            parallel = value;
            return this;
        }

        /**
         * Sets {@link ServerSettings#queue()}.
         *
         * @param value at least 0
         * @return this builder
         */
        public Builder queue(int value) {
            queue = value;
            return this;
        }

        /**
         * Sets {@link ServerSettings#maxStreams()}.
         *
         * @param value at least 1
         * @return this builder
         */
        public Builder maxStreams(int value) {
            maxStreams = value;
            return this;
        }

        /**
         * Sets {@link ServerSettings#timeout()}.
         *
         * @param value above 0
         * @return this builder
         */
        public Builder timeout(Duration value) {
            timeout = value;
            return this;
        }

        /**
         * Checks the ranges.
         *
         * @return the settings
         * @throws IllegalArgumentException if one is outside its range
         */
        public ServerSettings build() {
            return new ServerSettings(this);
        }
    }
}
