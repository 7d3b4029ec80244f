package io.github.emotion4j.physio.internal.dsp;

import java.util.Arrays;

/**
 * Moving average over the last {@code length} samples, one addition and one subtraction a sample.
 *
 * <p>The response is symmetric, so the output lags by exactly {@code (length - 1) / 2} samples at
 * every frequency; odd lengths lag by whole samples. The sum is made afresh each time the ring
 * wraps, so rounding never accumulates.
 */
public final class MovingAverage {
    private final double[] ring;
    private final double share;
    private int next;
    private double sum;
    private boolean started;

    /** Averages {@code length} samples, at least one. */
    public MovingAverage(int length) {
        this.ring = new double[Math.max(1, length)];
        this.share = 1.0 / ring.length;
    }

    /** An odd length nearest to {@code seconds} at {@code rateHertz}, at least one. */
    public static int oddLength(double seconds, double rateHertz) {
        return 2 * (int) Math.round((seconds * rateHertz - 1) / 2) + 1;
    }

    /** Takes a sample and returns the average; the first sample fills the past. */
    public double next(double x) {
        if (!started) {
            Arrays.fill(ring, x);
            sum = x * ring.length;
            started = true;
        }
        sum += x - ring[next];
        ring[next] = x;
        if (++next == ring.length) {
            next = 0;
            double exact = 0;
            for (double v : ring) {
                exact += v;
            }
            sum = exact;
        }
        return sum * share;
    }

    /** Forgets the past. */
    public void reset() {
        started = false;
        next = 0;
    }

    /** Lag in samples. */
    public int delay() {
        return (ring.length - 1) / 2;
    }
}
