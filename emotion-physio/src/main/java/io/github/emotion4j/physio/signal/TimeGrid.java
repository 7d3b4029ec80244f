package io.github.emotion4j.physio.signal;

import java.util.function.DoubleConsumer;

/**
 * Lays samples with time stamps on an even grid, without bridging what is missing.
 *
 * <p>A sample takes the next place on the grid while its time is within the tolerance of that
 * place's; jitter and coarse clocks do no harm. If it is later, the places between become NaN; if
 * it is earlier, or its value is not finite, it is counted and, where its place is taken, left out.
 * O(1) memory; confined to one thread.
 */
public final class TimeGrid {
    private final double rate;
    private final double tolerance;
    private final DoubleConsumer out;
    private double origin = Double.NaN;
    private long placed;
    private double latest = Double.NEGATIVE_INFINITY;
    private long repeated;
    private long backwards;
    private long gaps;
    private long missing;

    /**
     * A grid.
     *
     * @param sampleRateHertz places per second, above 0
     * @param toleranceSeconds how far a time may be from its place's, at least half a sample
     * @param out takes the values in order, NaN where one is missing
     * @throws IllegalArgumentException if the rate is not positive or the tolerance under half a
     *     sample
     */
    public TimeGrid(double sampleRateHertz, double toleranceSeconds, DoubleConsumer out) {
        if (!(sampleRateHertz > 0) || !(toleranceSeconds * sampleRateHertz >= 0.5)) {
            throw new IllegalArgumentException(
                    "a grid needs a rate above 0 and a tolerance of half a sample or more, not "
                            + sampleRateHertz
                            + " Hz and "
                            + toleranceSeconds
                            + " s");
        }
        this.rate = sampleRateHertz;
        this.tolerance = toleranceSeconds;
        this.out = out;
    }

    /**
     * Takes a sample.
     *
     * @param seconds its time on any clock
     * @param value its value, or NaN
     */
    public void accept(double seconds, double value) {
        if (Double.isNaN(seconds)) {
            missing++;
            return;
        }
        if (Double.isNaN(origin)) {
            origin = seconds;
        }
        if (seconds == latest) {
            repeated++;
        }
        double due = origin + placed / rate;
        if (seconds < latest - tolerance || seconds < due - tolerance) {
            backwards++;
            return;
        }
        latest = Math.max(latest, seconds);
        if (seconds > due + tolerance) {
            long holes = Math.round((seconds - due) * rate);
            gaps++;
            missing += holes;
            for (long i = 0; i < holes; i++) {
                out.accept(Double.NaN);
            }
            placed += holes;
        }
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            missing++;
            out.accept(Double.NaN);
        } else {
            out.accept(value);
        }
        placed++;
    }

    /**
     * Samples whose time was that of the sample before.
     *
     * @return how many
     */
    public long repeated() {
        return repeated;
    }

    /**
     * Samples left out because their time went back or was taken.
     *
     * @return how many
     */
    public long backwards() {
        return backwards;
    }

    /**
     * Holes in time.
     *
     * @return how many
     */
    public long gaps() {
        return gaps;
    }

    /**
     * Places without a value.
     *
     * @return how many
     */
    public long missing() {
        return missing;
    }
}
