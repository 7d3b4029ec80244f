package io.github.emotion4j.physio.internal.dsp;

/**
 * How large a signal was lately, which says what of a filter's answers is rounding: the means of a
 * line or of a level, however large, differ by it and have maxima, which are no beats. Memory is
 * two numbers.
 */
public final class RecentSize {
    /** Sums of doubles are right to some 1e-15; no converter has steps as small as this. */
    private static final double ROUNDING = 1e-12;

    private final int length;
    private int taken;
    private double before;
    private double now;

    /** Remembers {@code seconds} at least, twice as many at most. */
    public RecentSize(double seconds, double rateHertz) {
        length = (int) Math.ceil(seconds * rateHertz);
    }

    /** Takes a sample. */
    public void next(double x) {
        now = Math.max(now, Math.abs(x));
        if (++taken == length) {
            before = now;
            now = 0;
            taken = 0;
        }
    }

    /** Whether a height in the filtered signal is nothing but rounding. */
    public boolean isRounding(double height) {
        return height <= ROUNDING * Math.max(before, now);
    }

    /** Forgets the past. */
    public void reset() {
        taken = 0;
        before = 0;
        now = 0;
    }
}
