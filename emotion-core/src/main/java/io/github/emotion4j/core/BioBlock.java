package io.github.emotion4j.core;

import java.util.Locale;
import java.util.Objects;

/**
 * A piece of one of the body's signals, evenly sampled. A sample that is missing is NaN.
 *
 * <p>The values are not copied: the caller must not change the array as long as the block is in
 * use. Apart from that, blocks are immutable and may be shared between threads.
 *
 * <pre>{@code
 * BioBlock pulse =
 *         new BioBlock(startNanos, BioBlock.Kind.PPG, BioBlock.Unit.ARBITRARY, 64, wave);
 * }</pre>
 */
public final class BioBlock implements Signal {
    /** What was measured. */
    public enum Kind {
        /** Electrocardiogram. */
        ECG("ECG"),
        /**
         * Photoplethysmogram, also called blood volume pulse. A beat must point up: give raw light,
         * which falls with each beat, with the opposite sign.
         */
        PPG("pulse"),
        /** Electrodermal activity as conductance. */
        EDA("skin conductance"),
        /** Skin temperature. */
        SKIN_TEMPERATURE("skin temperature"),
        /** Chest or belly movement, or air flow. */
        RESPIRATION("breathing"),
        /** Electromyogram. */
        EMG("EMG"),
        /** Electroencephalogram. */
        EEG("EEG"),
        /** Acceleration along one axis. */
        ACCELERATION("acceleration"),
        /** Heart rate as a device reports it. */
        HEART_RATE("heart rate"),
        /**
         * The time from one heart beat to the next, as a chest strap or another program measured
         * it. Such a block holds one interval and lasts as long: see {@link #beatInterval}.
         */
        BEAT_INTERVAL("intervals between beats");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /** {@return what people call it, such as {@code "skin conductance"}} */
        public String label() {
            return label;
        }
    }

    /** The unit of the values. */
    public enum Unit {
        /** Millivolts. */
        MILLIVOLT("mV"),
        /** Microvolts. */
        MICROVOLT("µV"),
        /** Microsiemens. */
        MICROSIEMENS("µS"),
        /** Degrees Celsius. */
        CELSIUS("°C"),
        /** Standard gravity, 9.80665 m/s². */
        STANDARD_GRAVITY("g"),
        /** Beats a minute. */
        BEATS_PER_MINUTE("1/min"),
        /** Milliseconds. */
        MILLISECOND("ms"),
        /** A scale without a unit, as sensors of pulse and breath have. */
        ARBITRARY("a.u.");

        private final String symbol;

        Unit(String symbol) {
            this.symbol = symbol;
        }

        /** {@return how the unit is written, such as {@code "µS"}} */
        public String symbol() {
            return symbol;
        }
    }

    private final TimeInterval interval;
    private final Kind kind;
    private final String site;
    private final Unit unit;
    private final double sampleRateHertz;
    private final double[] values;

    /**
     * Makes a block over an array, of a signal that comes from one place; for others see {@link
     * #at}.
     *
     * @param startNanos the first sample's time from the stream's origin
     * @param kind the measured quantity
     * @param unit the unit of the values
     * @param sampleRateHertz samples per second, above 0
     * @param values the samples, NaN where one is missing, not copied
     * @throws IllegalArgumentException if the start is negative or the rate not positive
     */
    public BioBlock(
            long startNanos, Kind kind, Unit unit, double sampleRateHertz, double[] values) {
        this(startNanos, kind, "", unit, sampleRateHertz, values);
    }

    private BioBlock(
            long startNanos,
            Kind kind,
            String site,
            Unit unit,
            double sampleRateHertz,
            double[] values) {
        long lengthNanos = TimeInterval.nanosOfSample(values.length, sampleRateHertz);
        this.interval = TimeInterval.ofLength(startNanos, lengthNanos);
        this.kind = Objects.requireNonNull(kind, "kind");
        this.site = Objects.requireNonNull(site, "site");
        this.unit = Objects.requireNonNull(unit, "unit");
        this.sampleRateHertz = sampleRateHertz;
        this.values = values;
    }

    /**
     * Makes a block of one interval between heart beats. It starts at the first of the two beats
     * and ends at the second; where the next block starts later, beats are missing between.
     *
     * @param startNanos the first beat's time from the stream's origin
     * @param millis the time to the second beat in milliseconds, above 0
     * @return the block
     * @throws IllegalArgumentException if the start is negative or the interval not positive
     */
    public static BioBlock beatInterval(long startNanos, double millis) {
        if (!(millis > 0)) {
            throw new IllegalArgumentException("millis must be a positive number, not " + millis);
        }
        double[] interval = {millis};
        return new BioBlock(
                startNanos, Kind.BEAT_INTERVAL, Unit.MILLISECOND, 1000 / millis, interval);
    }

    @Override
    public TimeInterval interval() {
        return interval;
    }

    @Override
    public String source() {
        return kind + site;
    }

    @Override
    public BioBlock later(long nanos) {
        long startNanos = interval.plusNanos(nanos).startNanos();
        return new BioBlock(startNanos, kind, site, unit, sampleRateHertz, values);
    }

    /**
     * The same samples of a signal that comes from several places.
     *
     * @param site where these were measured, such as {@code "F3"} of an EEG or {@code "x"} of an
     *     accelerometer
     * @return a block that shares the values
     */
    public BioBlock at(String site) {
        return new BioBlock(interval.startNanos(), kind, site, unit, sampleRateHertz, values);
    }

    /** {@return what was measured} */
    public Kind kind() {
        return kind;
    }

    /**
     * Where it was measured.
     *
     * @return such as {@code "F3"}; empty where there is one place only
     */
    public String site() {
        return site;
    }

    /** {@return the unit of the values} */
    public Unit unit() {
        return unit;
    }

    /**
     * Samples per second.
     *
     * @return hertz, above 0
     */
    public double sampleRateHertz() {
        return sampleRateHertz;
    }

    /** {@return how many samples there are, at least 0} */
    public int length() {
        return values.length;
    }

    /**
     * One sample.
     *
     * @param index its index, from 0
     * @return the value in the block's unit, or NaN where it is missing
     */
    public double value(int index) {
        return values[index];
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d samples of %s in %s at %s Hz, %s",
                values.length,
                kind.label(),
                unit.symbol(),
                sampleRateHertz,
                interval);
    }
}
