package io.github.emotion4j.fusion.affect;

import io.github.emotion4j.core.Affect;
import io.github.emotion4j.fusion.internal.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How fast mood and the other slow values of {@link AffectState} change. Immutable; times are from
 * a nanosecond to 36,500 days.
 *
 * <p>The times are conventions and not measured: expressions last seconds, moods minutes to hours
 * (Ekman 1992, doi:10.1080/02699939208411068), and a mood without new causes fades over about
 * twenty minutes (the default of Gebhard's ALMA 2005, doi:10.1145/1082473.1082478).
 *
 * <pre>{@code
 * AffectTracker tracker = new AffectTracker(AffectRates.builder().mood(Duration.ofMinutes(1)).build());
 * }</pre>
 */
public final class AffectRates {
    private static final AffectRates DEFAULTS = new Builder().build();

    private final Duration mood;
    private final Duration recovery;
    private final Duration sessionValence;
    private final Duration trend;
    private final Duration block;
    private final double allowanceDeviations;
    private final double thresholdDeviations;
    private final Affect rest;

    private AffectRates(Builder builder) {
        mood = builder.mood;
        recovery = builder.recovery;
        sessionValence = builder.sessionValence;
        trend = builder.trend;
        block = builder.block;
        allowanceDeviations = builder.allowanceDeviations;
        thresholdDeviations = builder.thresholdDeviations;
        rest = builder.rest;
        if (!(thresholdDeviations > 0 && Double.isFinite(thresholdDeviations))) {
            throw new IllegalArgumentException(
                    "thresholdDeviations must be a positive number, not " + thresholdDeviations);
        }
        if (sessionValence.compareTo(mood) <= 0) {
            throw new IllegalArgumentException(
                    "sessionValence must be above mood ("
                            + mood
                            + "), since sessionValence is the slower of the two, not "
                            + sessionValence);
        }
        if (!(allowanceDeviations >= 0 && Double.isFinite(allowanceDeviations))) {
            throw new IllegalArgumentException(
                    "allowanceDeviations must be at least 0, not " + allowanceDeviations);
        }
    }

    /**
     * Mood over two minutes, recovery over twenty, sessionValence over twenty, the trend of the
     * last minute, changes in blocks of five seconds with {@code k} 0.5 and {@code h} 5, rest in
     * the centre.
     *
     * @return the defaults
     */
    public static AffectRates defaults() {
        return DEFAULTS;
    }

    /** {@return a builder that begins with the defaults} */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return a builder that begins with these rates} */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.mood = mood;
        builder.recovery = recovery;
        builder.sessionValence = sessionValence;
        builder.trend = trend;
        builder.block = block;
        builder.allowanceDeviations = allowanceDeviations;
        builder.thresholdDeviations = thresholdDeviations;
        builder.rest = rest;
        return builder;
    }

    /**
     * {@return the time in which the mood goes 63 % of the way to a lasting expression of full
     * quality}
     */
    public Duration mood() {
        return mood;
    }

    /**
     * {@return the time in which the mood returns 63 % of the way to rest while no person is
     * perceived}
     */
    public Duration recovery() {
        return recovery;
    }

    /**
     * {@return the time in which the session's valence goes 63 % of the way to the mood's valence,
     * above {@code mood}}
     */
    public Duration sessionValence() {
        return sessionValence;
    }

    /** {@return how far back the trend looks: the age at which a step counts 37 % of a new one} */
    public Duration trend() {
        return trend;
    }

    /**
     * The time over which expressions are averaged before they are tested for a change; long enough
     * that neighbouring blocks are about independent.
     *
     * @return above 0
     */
    public Duration block() {
        return block;
    }

    /**
     * Half the smallest change worth finding, in standard deviations of the blocks ({@code k} of
     * the CUSUM).
     *
     * @return at least 0
     */
    public double allowanceDeviations() {
        return allowanceDeviations;
    }

    /**
     * The sum at which a change is reported ({@code h} of the CUSUM). With 0.5 and 5 a false change
     * is found on one axis about every 465 blocks and one of a standard deviation after about 10
     * (Montgomery 2013, table 9.3, two-sided).
     *
     * @return above 0
     */
    public double thresholdDeviations() {
        return thresholdDeviations;
    }

    /**
     * Where the mood rests.
     *
     * @return valence and arousal
     */
    public Affect rest() {
        return rest;
    }

    private List<Object> parts() {
        return List.of(
                mood,
                recovery,
                sessionValence,
                trend,
                block,
                allowanceDeviations,
                thresholdDeviations,
                rest);
    }

    /** Whether the other has the same rates. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AffectRates rates && parts().equals(rates.parts());
    }

    @Override
    public int hashCode() {
        return parts().hashCode();
    }

    /** The rates, each with its name. */
    @Override
    public String toString() {
        return "AffectRates[mood="
                + mood
                + ", recovery="
                + recovery
                + ", sessionValence="
                + sessionValence
                + ", trend="
                + trend
                + ", block="
                + block
                + ", allowanceDeviations="
                + allowanceDeviations
                + ", thresholdDeviations="
                + thresholdDeviations
                + ", rest="
                + rest
                + "]";
    }

    /** Puts rates together. Not thread-safe. */
    public static final class Builder {
        private Duration mood = Duration.ofMinutes(2);
        private Duration recovery = Duration.ofMinutes(20);
        private Duration sessionValence = Duration.ofMinutes(20);
        private Duration trend = Duration.ofMinutes(1);
        private Duration block = Duration.ofSeconds(5);
        private double allowanceDeviations = 0.5;
        private double thresholdDeviations = 5;
        private Affect rest = Affect.CENTRE;

        private Builder() {}

        /** Sets {@link AffectRates#mood()}, above 0. */
        public Builder mood(Duration value) {
            mood = Durations.positive("mood", value);
            return this;
        }

        /** Sets {@link AffectRates#recovery()}, above 0. */
        public Builder recovery(Duration value) {
            recovery = Durations.positive("recovery", value);
            return this;
        }

        /**
         * Sets {@link AffectRates#sessionValence()}.
         *
         * @param value above {@code mood}
         * @return this builder
         */
        public Builder sessionValence(Duration value) {
            sessionValence = Durations.positive("sessionValence", value);
            return this;
        }

        /** Sets {@link AffectRates#trend()}, above 0. */
        public Builder trend(Duration value) {
            trend = Durations.positive("trend", value);
            return this;
        }

        /** Sets {@link AffectRates#block()}, above 0. */
        public Builder block(Duration value) {
            block = Durations.positive("block", value);
            return this;
        }

        /** Sets {@link AffectRates#allowanceDeviations()}, at least 0. */
        public Builder allowanceDeviations(double value) {
            allowanceDeviations = value;
            return this;
        }

        /** Sets {@link AffectRates#thresholdDeviations()}, above 0. */
        public Builder thresholdDeviations(double value) {
            thresholdDeviations = value;
            return this;
        }

        /** Sets {@link AffectRates#rest()}, valence and arousal. */
        public Builder rest(Affect value) {
            rest = Objects.requireNonNull(value, "rest");
            return this;
        }

        /**
         * Checks the ranges.
         *
         * @return the rates
         * @throws IllegalArgumentException if one is outside its range
         */
        public AffectRates build() {
            return new AffectRates(this);
        }
    }
}
