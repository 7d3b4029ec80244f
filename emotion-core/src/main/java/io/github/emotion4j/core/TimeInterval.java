package io.github.emotion4j.core;

import java.time.Duration;
import java.util.Locale;

/**
 * A span of time counted from the recording's or the stream's origin. Immutable.
 *
 * @param startNanos the first instant, in nanoseconds, at least 0
 * @param endNanos the end, in nanoseconds, not before the start; equal to it for an instant
 */
public record TimeInterval(long startNanos, long endNanos) {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** Up to here a rate's remainder times a second's nanoseconds fits into a long. */
    private static final long MAX_EXACT_RATE_HERTZ = 9_000_000_000L;

    /**
     * Checks the order.
     *
     * @throws IllegalArgumentException if the start is negative or after the end
     */
    public TimeInterval {
        if (startNanos < 0 || endNanos < startNanos) {
            throw new IllegalArgumentException(
                    "An interval needs 0 <= start <= end, not " + startNanos + " to " + endNanos);
        }
    }

    /**
     * The exact time of a sample, free of the error that adding up a rounded period makes.
     *
     * @param sampleIndex the sample's index, at least 0
     * @param sampleRateHertz samples per second, above 0
     * @return its time in nanoseconds, rounded down
     * @throws IllegalArgumentException if the index is negative, the rate not a positive number, or
     *     the time beyond 292 years
     */
    public static long nanosOfSample(long sampleIndex, double sampleRateHertz) {
        if (sampleIndex < 0) {
            throw new IllegalArgumentException("sampleIndex must not be negative: " + sampleIndex);
        }
        if (!(sampleRateHertz > 0) || Double.isInfinite(sampleRateHertz)) {
            throw new IllegalArgumentException(
                    "sampleRateHertz must be a positive number, not " + sampleRateHertz);
        }
        long wholeRate = (long) sampleRateHertz;
        if (wholeRate == sampleRateHertz && wholeRate <= MAX_EXACT_RATE_HERTZ) {
            long seconds = sampleIndex / wholeRate;
            if (seconds >= Long.MAX_VALUE / NANOS_PER_SECOND) {
                throw tooLate(seconds + " s");
            }
            return seconds * NANOS_PER_SECOND
                    + sampleIndex % wholeRate * NANOS_PER_SECOND / wholeRate;
        }
        double nanos = sampleIndex / sampleRateHertz * NANOS_PER_SECOND;
        if (!(nanos < Long.MAX_VALUE)) {
            throw tooLate("sample " + sampleIndex + " at " + sampleRateHertz + " Hz");
        }
        return (long) nanos;
    }

    /** {@return the first instant, in seconds} */
    public double startSeconds() {
        return startNanos / 1e9;
    }

    /** {@return the end, in seconds} */
    public double endSeconds() {
        return endNanos / 1e9;
    }

    /** {@return the length, in seconds} */
    public double lengthSeconds() {
        return lengthNanos() / 1e9;
    }

    /** {@return the length, in nanoseconds, at least 0} */
    public long lengthNanos() {
        return endNanos - startNanos;
    }

    /**
     * This interval, later.
     *
     * @param nanos by how much, at least minus the start
     * @return the moved interval
     * @throws IllegalArgumentException if it would start before 0, or end beyond 292 years
     */
    public TimeInterval plusNanos(long nanos) {
        return new TimeInterval(plus(startNanos, nanos), plus(endNanos, nanos));
    }

    /** The interval of a signal; one that no {@code long} of nanoseconds holds is refused. */
    static TimeInterval ofLength(long startNanos, long lengthNanos) {
        return new TimeInterval(startNanos, plus(startNanos, lengthNanos));
    }

    /** A duration that options name; one that no {@code long} of nanoseconds holds is refused. */
    static long nanosOf(Duration duration) {
        try {
            return duration.toNanos();
        } catch (ArithmeticException e) {
            throw tooLate(duration.toString());
        }
    }

    private static long plus(long nanos, long more) {
        long sum = nanos + more;
        if (((nanos ^ sum) & (more ^ sum)) < 0) {
            throw tooLate(nanos + " ns and " + more + " ns");
        }
        return sum;
    }

    private static IllegalArgumentException tooLate(String time) {
        return new IllegalArgumentException("No time is beyond 292 years, as is " + time);
    }

    /** Seconds with three decimals: {@code "1.500-2.000 s"}. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.3f-%.3f s", startSeconds(), endSeconds());
    }
}
