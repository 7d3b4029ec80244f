package io.github.emotion4j.core;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;

/**
 * How a live stream distributes its work over threads, and what it does when signals arrive faster
 * than they are processed. Immutable.
 *
 * @param maxWait how far, in stream time, a modality may fall behind the furthest one before a step
 *     is delivered without it; at least 0, by default one second
 * @param workers runs the recognition; by default the writers' own threads do. With workers, {@link
 *     EmotionStream#accept} only puts the signal into its modality's buffer
 * @param callbacks calls the listener and the subscribers, one call at a time and in order; by
 *     default the workers or, without workers, the writers' threads do (and the common pool calls
 *     the subscribers). A user interface's thread is an example; it may also write signals
 * @param buffers the modalities' buffers in front of the workers; modalities not named have {@link
 *     Buffer#block} of 64 signals. Only with workers
 */
public record StreamOptions(
        Duration maxWait,
        Optional<Executor> workers,
        Optional<Executor> callbacks,
        Map<ModalityId, Buffer> buffers) {
    /** Two steps. */
    private static final Duration DEFAULT_WAIT = Duration.ofSeconds(1);

    /** What happens to a signal that finds its modality's buffer full. */
    public enum Overflow {
        /** The writer waits until there is room, or processes a signal itself if no worker does. */
        BLOCK,
        /** The oldest waiting signal is dropped. */
        DROP_OLDEST,
        /** All waiting signals are dropped, so that the newest is processed next. */
        LATEST
    }

    /**
     * A bounded buffer. Dropped signals are counted in {@link EmotionStream#statistics()}, and the
     * evidence that follows has the issue {@code "signals-dropped"}.
     *
     * @param overflow what happens when it is full
     * @param capacity how many signals may wait, at least 1
     */
    public record Buffer(Overflow overflow, int capacity) {
        /**
         * Checks the capacity.
         *
         * @throws IllegalArgumentException if it is less than 1
         */
        public Buffer {
            if (capacity < 1) {
                throw new IllegalArgumentException(
                        "A buffer holds at least one signal, not " + capacity);
            }
        }

        /**
         * A buffer whose writer waits.
         *
         * @param capacity how many signals may wait, at least 1
         * @return the buffer
         */
        public static Buffer block(int capacity) {
            return new Buffer(Overflow.BLOCK, capacity);
        }

        /**
         * A buffer that drops the oldest.
         *
         * @param capacity how many signals may wait, at least 1
         * @return the buffer
         */
        public static Buffer dropOldest(int capacity) {
            return new Buffer(Overflow.DROP_OLDEST, capacity);
        }

        /**
         * A buffer that keeps only the newest signal. It suits frames of a camera, of which old
         * ones have no value.
         *
         * @return the buffer
         */
        public static Buffer latest() {
            return new Buffer(Overflow.LATEST, 1);
        }
    }

    /**
     * Copies the map and checks the wait.
     *
     * @throws IllegalArgumentException if the wait is negative, or there are buffers without
     *     workers
     */
    public StreamOptions {
        if (maxWait.isNegative()) {
            throw new IllegalArgumentException("maxWait must not be negative: " + maxWait);
        }
        if (workers.isEmpty() && !buffers.isEmpty()) {
            throw new IllegalArgumentException(
                    "Buffers need workers: name an executor with withWorkers(...) first, or leave"
                            + " the buffers out");
        }
        buffers = Collections.unmodifiableMap(new TreeMap<>(buffers));
    }

    /**
     * The default options: all work and all calls happen in the writers' threads.
     *
     * @return the defaults
     */
    public static StreamOptions defaults() {
        return new StreamOptions(DEFAULT_WAIT, Optional.empty(), Optional.empty(), Map.of());
    }

    /**
     * These options with another wait.
     *
     * @param wait see {@link #maxWait()}
     * @return new options
     */
    public StreamOptions withMaxWait(Duration wait) {
        return new StreamOptions(wait, workers, callbacks, buffers);
    }

    /**
     * These options with workers.
     *
     * @param executor see {@link #workers()}; the caller shuts it down after closing the stream
     * @return new options
     */
    public StreamOptions withWorkers(Executor executor) {
        return new StreamOptions(maxWait, Optional.of(executor), callbacks, buffers);
    }

    /**
     * These options with an executor for callbacks, such as a user interface's thread.
     *
     * @param executor see {@link #callbacks()}; the caller shuts it down
     * @return new options
     */
    public StreamOptions withCallbacks(Executor executor) {
        return new StreamOptions(maxWait, workers, Optional.of(executor), buffers);
    }

    /**
     * These options with a buffer for a modality.
     *
     * @param modality the modality
     * @param buffer its buffer
     * @return new options
     */
    public StreamOptions withBuffer(ModalityId modality, Buffer buffer) {
        Map<ModalityId, Buffer> more = new TreeMap<>(buffers);
        more.put(modality, buffer);
        return new StreamOptions(maxWait, workers, callbacks, more);
    }
}
