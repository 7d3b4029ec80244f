package io.github.emotion4j.core;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * How a live stream distributes its work over threads, and what it does when signals arrive faster
 * than they are processed. Immutable.
 *
 * <pre>{@code
 * ExecutorService workers = Executors.newFixedThreadPool(2);
 * StreamOptions options = StreamOptions.builder()
 *         .workers(workers)                                           // recognition runs here
 *         .buffer(ModalityId.FACE, StreamOptions.Buffer.latest())     // old frames are dropped
 *         .build();
 * EmotionStream stream = recognizer.openStream(estimate -> {}, options);
 * }</pre>
 */
public final class StreamOptions {
    private static final StreamOptions DEFAULTS = new Builder().build();

    private final Duration maxWait;
    private final Optional<Executor> workers;
    private final Optional<Executor> callbacks;
    private final Map<ModalityId, Buffer> buffers;
    private final Optional<StepBatch> batch;

    private StreamOptions(Builder builder) {
        maxWait = builder.maxWait;
        workers = builder.workers;
        callbacks = builder.callbacks;
        buffers = Collections.unmodifiableMap(new TreeMap<>(builder.buffers));
        batch = builder.batch;
        if (TimeInterval.nanosOf(maxWait) < 0) {
            throw new IllegalArgumentException("maxWait must not be negative: " + maxWait);
        }
        if (workers.isEmpty() && !buffers.isEmpty()) {
            throw new IllegalArgumentException(
                    "Buffers need workers: name an executor with workers(...), or leave the buffers"
                            + " out");
        }
    }

    /**
     * {@return the default options: all work and all calls happen in the writers' threads, and late
     * modalities are waited for one second}
     */
    public static StreamOptions defaults() {
        return DEFAULTS;
    }

    /** {@return a builder that begins with the defaults} */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return a builder that begins with these options} */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.maxWait = maxWait;
        builder.workers = workers;
        builder.callbacks = callbacks;
        builder.buffers.putAll(buffers);
        builder.batch = batch;
        return builder;
    }

    /**
     * {@return how far, in stream time, a modality may fall behind the furthest one before a step
     * is delivered without it, at least 0}
     */
    public Duration maxWait() {
        return maxWait;
    }

    /**
     * What runs the recognition; empty where the writers' own threads do. With workers, {@link
     * EmotionStream#accept} only puts the signal into its modality's buffer.
     *
     * @return the executor; the caller shuts it down after closing the stream
     */
    public Optional<Executor> workers() {
        return workers;
    }

    /**
     * What calls the listener and the subscribers, one call at a time and in order; empty where the
     * workers or, without workers, the writers' threads do (and {@link
     * java.util.concurrent.CompletableFuture#defaultExecutor()} calls the subscribers).
     *
     * @return the executor, if any
     */
    public Optional<Executor> callbacks() {
        return callbacks;
    }

    /**
     * The modalities' buffers in front of the workers; modalities not named have {@link
     * Buffer#block} of 64 signals.
     *
     * @return the buffers
     */
    public Map<ModalityId, Buffer> buffers() {
        return buffers;
    }

    /**
     * Where completed steps wait to be joined with those of other streams; empty where each is
     * joined at once.
     *
     * @return the batch, if any
     */
    public Optional<StepBatch> batch() {
        return batch;
    }

    private List<Object> parts() {
        return List.of(maxWait, workers, callbacks, buffers, batch);
    }

    /** Whether the other has the same options, with the same executors and batch. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StreamOptions that && parts().equals(that.parts());
    }

    @Override
    public int hashCode() {
        return parts().hashCode();
    }

    /** The options, each with its name. */
    @Override
    public String toString() {
        return "StreamOptions[maxWait="
                + maxWait
                + ", workers="
                + workers
                + ", callbacks="
                + callbacks
                + ", buffers="
                + buffers
                + ", batch="
                + batch
                + "]";
    }

    /** Puts options together. Not thread-safe. */
    public static final class Builder {
        /** Two steps. */
        private Duration maxWait = Duration.ofSeconds(1);

        private Optional<Executor> workers = Optional.empty();
        private Optional<Executor> callbacks = Optional.empty();
        private final Map<ModalityId, Buffer> buffers = new TreeMap<>();
        private Optional<StepBatch> batch = Optional.empty();

        private Builder() {}

        /** Sets {@link StreamOptions#maxWait()}, at least 0. */
        public Builder maxWait(Duration value) {
            maxWait = Objects.requireNonNull(value, "maxWait");
            return this;
        }

        /**
         * Sets {@link StreamOptions#workers()}, the executor; the caller shuts it down after
         * closing the stream.
         */
        public Builder workers(Executor value) {
            workers = Optional.of(Objects.requireNonNull(value, "workers"));
            return this;
        }

        /**
         * Sets {@link StreamOptions#batch()}, the batch, the same for all streams whose steps are
         * joined together.
         */
        public Builder batch(StepBatch value) {
            batch = Optional.of(Objects.requireNonNull(value, "batch"));
            return this;
        }

        /**
         * Sets {@link StreamOptions#callbacks()}. A user interface's thread is an example; it may
         * also write signals.
         *
         * @param value the executor; the caller shuts it down
         * @return this builder
         */
        public Builder callbacks(Executor value) {
            callbacks = Optional.of(Objects.requireNonNull(value, "callbacks"));
            return this;
        }

        /**
         * Sets the buffer of one modality; only with workers.
         *
         * @param modality the modality
         * @param value its buffer
         * @return this builder
         */
        public Builder buffer(ModalityId modality, Buffer value) {
            buffers.put(
                    Objects.requireNonNull(modality, "modality"),
                    Objects.requireNonNull(value, "buffer"));
            return this;
        }

        /**
         * Checks the ranges.
         *
         * @return the options
         * @throws IllegalArgumentException if one is outside its range
         */
        public StreamOptions build() {
            return new StreamOptions(this);
        }
    }

    /**
     * A bounded buffer. Dropped signals are counted in {@link EmotionStream#statistics()}, and the
     * evidence that follows has the issue {@code "signals-dropped"}. Immutable.
     */
    public static final class Buffer {
        private final boolean blocking;
        private final int capacity;

        private Buffer(boolean blocking, int capacity) {
            if (capacity < 1) {
                throw new IllegalArgumentException(
                        "A buffer holds at least one signal, not " + capacity);
            }
            this.blocking = blocking;
            this.capacity = capacity;
        }

        /**
         * A buffer whose writer waits until there is room, or processes a signal itself if no
         * worker does.
         *
         * @param capacity how many signals may wait, at least 1
         * @return the buffer
         * @throws IllegalArgumentException if it is less
         */
        public static Buffer block(int capacity) {
            return new Buffer(true, capacity);
        }

        /**
         * A buffer that drops the oldest.
         *
         * @param capacity how many signals may wait, at least 1
         * @return the buffer
         * @throws IllegalArgumentException if it is less
         */
        public static Buffer dropOldest(int capacity) {
            return new Buffer(false, capacity);
        }

        /**
         * A buffer that keeps only the newest signal: {@code dropOldest(1)}. It suits frames of a
         * camera, of which old ones have no value.
         *
         * @return the buffer
         */
        public static Buffer latest() {
            return dropOldest(1);
        }

        /**
         * {@return whether the writer waits where the buffer is full; else the oldest is dropped}
         */
        public boolean isBlocking() {
            return blocking;
        }

        /** {@return how many signals may wait, at least 1} */
        public int capacity() {
            return capacity;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Buffer that
                    && blocking == that.blocking
                    && capacity == that.capacity;
        }

        @Override
        public int hashCode() {
            return Objects.hash(blocking, capacity);
        }

        /** As it is made: {@code "block(64)"}. */
        @Override
        public String toString() {
            return (blocking ? "block(" : "dropOldest(") + capacity + ")";
        }
    }
}
