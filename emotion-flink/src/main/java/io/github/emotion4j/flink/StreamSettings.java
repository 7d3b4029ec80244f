package io.github.emotion4j.flink;

import java.io.Serializable;
import java.time.Duration;

/**
 * How {@link EmotionStreams} follows persons. Immutable.
 *
 * <pre>{@code
 * StreamSettings settings = StreamSettings.builder().sessionGap(Duration.ofMinutes(2)).build();
 * }</pre>
 */
public final class StreamSettings implements Serializable {
    private static final long serialVersionUID = 1;

    /** What a stream bridges; see {@link io.github.emotion4j.core.EmotionStream}. */
    private static final Duration MAX_GAP = Duration.ofMinutes(10);

    private static final Duration A_YEAR = Duration.ofDays(365);

    private final Duration maxWait;
    private final Duration sessionGap;
    private final Duration clockTolerance;
    private final int livePersons;
    private final int waitingRecords;
    private final long waitingBytes;
    private final boolean asynchronous;
    private final boolean batched;

    private StreamSettings(Builder builder) {
        maxWait = builder.maxWait;
        sessionGap = builder.sessionGap;
        clockTolerance = builder.clockTolerance;
        livePersons = builder.livePersons;
        waitingRecords = builder.waitingRecords;
        waitingBytes = builder.waitingBytes;
        asynchronous = builder.asynchronous;
        batched = builder.batched;
        if (sessionGap.isNegative() || sessionGap.isZero() || sessionGap.compareTo(MAX_GAP) > 0) {
            throw new IllegalArgumentException(
                    "sessionGap must be above 0 and at most 10 minutes, which a stream bridges, not "
                            + sessionGap);
        }
        requireRange("maxWait", maxWait);
        requireRange("clockTolerance", clockTolerance);
        requirePositive("livePersons", livePersons);
        requirePositive("waitingRecords", waitingRecords);
        requirePositive("waitingBytes", waitingBytes);
    }

    private static void requireRange(String name, Duration value) {
        if (value.isNegative() || value.compareTo(A_YEAR) > 0) {
            throw new IllegalArgumentException(name + " must be from 0 to 365 days, not " + value);
        }
    }

    private static void requirePositive(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, not " + value);
        }
    }

    /** {@return the default settings, as the builder lists them} */
    public static StreamSettings defaults() {
        return builder().build();
    }

    /** {@return a builder that begins with the defaults} */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * How far a modality may fall behind the others, in event time, before a step is given without
     * it; see {@link io.github.emotion4j.core.StreamOptions#maxWait()}.
     *
     * @return at least 0, at most 365 days
     */
    public Duration maxWait() {
        return maxWait;
    }

    /**
     * How long, in event time, a person sends nothing until the session ends: the last step is
     * given and the state is removed. The next signal begins a session.
     *
     * @return above 0, at most 10 minutes
     */
    public Duration sessionGap() {
        return sessionGap;
    }

    /**
     * {@return how far a signal may be ahead of the machine's clock, at least 0, at most 365 days}
     */
    public Duration clockTolerance() {
        return clockTolerance;
    }

    /**
     * How many persons a slot keeps in memory. The others rest in Flink's state.
     *
     * @return at least 1
     */
    public int livePersons() {
        return livePersons;
    }

    /**
     * How many records of a person may wait for the watermark for each second of event time that
     * they span; what exceeds it is a {@link BadRecord.Reason#FLOOD}.
     *
     * @return at least 1
     */
    public int waitingRecords() {
        return waitingRecords;
    }

    /**
     * How many bytes of records may wait for the watermark in a slot; what exceeds it is a {@link
     * BadRecord.Reason#FLOOD}. Beside the disorder of {@link SignalWatermarks} this has to hold
     * what one partition is read ahead of another while a job catches up.
     *
     * @return at least 1
     */
    public long waitingBytes() {
        return waitingBytes;
    }

    /**
     * {@return whether networks run in threads of their own while the task's thread reads on; the
     * estimates are the same}
     */
    public boolean asynchronous() {
        return asynchronous;
    }

    /**
     * {@return whether the steps of all persons of a tick share one call of the network; the
     * estimates are the same}
     */
    public boolean batched() {
        return batched;
    }

    /** Puts settings together. Not thread-safe. */
    public static final class Builder {
        private Duration maxWait = Duration.ofSeconds(1);
        private Duration sessionGap = Duration.ofMinutes(5);
        private Duration clockTolerance = Duration.ofMinutes(1);
        private int livePersons = 20_000;
        private int waitingRecords = 2_000;
        private long waitingBytes = 256L << 20;
        private boolean asynchronous = true;
        private boolean batched = true;

        private Builder() {}

        /** Sets {@link StreamSettings#maxWait()}, by default a second. */
        public Builder maxWait(Duration value) {
            maxWait = value;
            return this;
        }

        /** Sets {@link StreamSettings#sessionGap()}, by default 5 minutes. */
        public Builder sessionGap(Duration value) {
            sessionGap = value;
            return this;
        }

        /** Sets {@link StreamSettings#clockTolerance()}, by default a minute. */
        public Builder clockTolerance(Duration value) {
            clockTolerance = value;
            return this;
        }

        /** Sets {@link StreamSettings#livePersons()}, by default 20,000. */
        public Builder livePersons(int value) {
            livePersons = value;
            return this;
        }

        /** Sets {@link StreamSettings#waitingRecords()}, by default 2,000. */
        public Builder waitingRecords(int value) {
            waitingRecords = value;
            return this;
        }

        /** Sets {@link StreamSettings#waitingBytes()}, by default 256 MiB. */
        public Builder waitingBytes(long value) {
            waitingBytes = value;
            return this;
        }

        /** Sets {@link StreamSettings#asynchronous()}, by default true. */
        public Builder asynchronous(boolean value) {
            asynchronous = value;
            return this;
        }

        /** Sets {@link StreamSettings#batched()}, by default true. */
        public Builder batched(boolean value) {
            batched = value;
            return this;
        }

        /**
         * Makes the settings.
         *
         * @return the settings
         * @throws IllegalArgumentException if a value is out of its range
         */
        public StreamSettings build() {
            return new StreamSettings(this);
        }
    }
}
