package io.github.emotion4j.fusion.affect;

import io.github.emotion4j.core.Affect;
import java.util.Objects;

/**
 * How fast mood and the other slow values of {@link AffectState} change. Immutable.
 *
 * <p>The times are conventions and not measured: expressions last seconds, moods minutes to hours
 * (Ekman 1992, doi:10.1080/02699939208411068), and a mood without new causes fades over about
 * twenty minutes (the default of Gebhard's ALMA 2005, doi:10.1145/1082473.1082478).
 *
 * <pre>{@code
 * AffectTracker tracker = new AffectTracker(AffectRates.builder().moodSeconds(60).build());
 * }</pre>
 */
public final class AffectRates {
    private static final AffectRates DEFAULTS = new Builder().build();

    private final double moodSeconds;
    private final double recoverySeconds;
    private final double sessionValenceSeconds;
    private final double trendSeconds;
    private final double blockSeconds;
    private final double allowanceDeviations;
    private final double thresholdDeviations;
    private final Affect rest;

    private AffectRates(Builder builder) {
        moodSeconds = builder.moodSeconds;
        recoverySeconds = builder.recoverySeconds;
        sessionValenceSeconds = builder.sessionValenceSeconds;
        trendSeconds = builder.trendSeconds;
        blockSeconds = builder.blockSeconds;
        allowanceDeviations = builder.allowanceDeviations;
        thresholdDeviations = builder.thresholdDeviations;
        rest = builder.rest;
        requirePositive("moodSeconds", moodSeconds);
        requirePositive("recoverySeconds", recoverySeconds);
        requirePositive("sessionValenceSeconds", sessionValenceSeconds);
        requirePositive("trendSeconds", trendSeconds);
        requirePositive("blockSeconds", blockSeconds);
        requirePositive("thresholdDeviations", thresholdDeviations);
        if (!(sessionValenceSeconds > moodSeconds)) {
            throw new IllegalArgumentException(
                    "sessionValenceSeconds must be above moodSeconds ("
                            + moodSeconds
                            + "), since sessionValence is the slower of the two, not "
                            + sessionValenceSeconds);
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
        builder.moodSeconds = moodSeconds;
        builder.recoverySeconds = recoverySeconds;
        builder.sessionValenceSeconds = sessionValenceSeconds;
        builder.trendSeconds = trendSeconds;
        builder.blockSeconds = blockSeconds;
        builder.allowanceDeviations = allowanceDeviations;
        builder.thresholdDeviations = thresholdDeviations;
        builder.rest = rest;
        return builder;
    }

    /**
     * {@return the time in which the mood goes 63 % of the way to a lasting expression of full
     * quality}
     */
    public double moodSeconds() {
        return moodSeconds;
    }

    /**
     * {@return the time in which the mood returns 63 % of the way to rest while no person is
     * perceived}
     */
    public double recoverySeconds() {
        return recoverySeconds;
    }

    /**
     * {@return the time in which the session's valence goes 63 % of the way to the mood's valence,
     * above {@code moodSeconds}}
     */
    public double sessionValenceSeconds() {
        return sessionValenceSeconds;
    }

    /** {@return how far back the trend looks: the age at which a step counts 37 % of a new one} */
    public double trendSeconds() {
        return trendSeconds;
    }

    /**
     * The time over which expressions are averaged before they are tested for a change; long enough
     * that neighbouring blocks are about independent.
     *
     * @return above 0
     */
    public double blockSeconds() {
        return blockSeconds;
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

    /** The rates, each with its name. */
    @Override
    public String toString() {
        return "AffectRates[moodSeconds="
                + moodSeconds
                + ", recoverySeconds="
                + recoverySeconds
                + ", sessionValenceSeconds="
                + sessionValenceSeconds
                + ", trendSeconds="
                + trendSeconds
                + ", blockSeconds="
                + blockSeconds
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
        private double moodSeconds = 120;
        private double recoverySeconds = 1200;
        private double sessionValenceSeconds = 1200;
        private double trendSeconds = 60;
        private double blockSeconds = 5;
        private double allowanceDeviations = 0.5;
        private double thresholdDeviations = 5;
        private Affect rest = Affect.CENTRE;

        private Builder() {}

        /** Sets {@link AffectRates#moodSeconds()}, above 0. */
        public Builder moodSeconds(double value) {
            moodSeconds = value;
            return this;
        }

        /** Sets {@link AffectRates#recoverySeconds()}, above 0. */
        public Builder recoverySeconds(double value) {
            recoverySeconds = value;
            return this;
        }

        /**
         * Sets {@link AffectRates#sessionValenceSeconds()}.
         *
         * @param value above {@code moodSeconds}
         * @return this builder
         */
        public Builder sessionValenceSeconds(double value) {
            sessionValenceSeconds = value;
            return this;
        }

        /** Sets {@link AffectRates#trendSeconds()}, above 0. */
        public Builder trendSeconds(double value) {
            trendSeconds = value;
            return this;
        }

        /** Sets {@link AffectRates#blockSeconds()}, above 0. */
        public Builder blockSeconds(double value) {
            blockSeconds = value;
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

    private static void requirePositive(String name, double value) {
        if (!(value > 0 && Double.isFinite(value))) {
            throw new IllegalArgumentException(name + " must be a positive number, not " + value);
        }
    }
}
