package io.github.emotion4j.physio.internal.stress;

import io.github.emotion4j.core.internal.numeric.Quantile;
import io.github.emotion4j.physio.internal.dsp.Statistics;
import io.github.emotion4j.physio.internal.dsp.TimedRing;
import java.util.Arrays;

/** Mean, slope, spread and range of a slow signal such as skin temperature or a device's rate. */
public final class LevelFeatures {
    /** How many features there are. */
    public static final int COUNT = 4;

    private final TimedRing ring;

    /** Keeps the last {@code spanSeconds}. */
    public LevelFeatures(double spanSeconds) {
        ring = new TimedRing(spanSeconds);
    }

    /** Takes a value. */
    public void add(double seconds, double value) {
        ring.add(seconds, value);
    }

    /** Writes mean, slope per minute, log of the deviation and range; NaN if half is missing. */
    public void write(double from, double to, double rate, double[] out, int at) {
        Arrays.fill(out, at, at + COUNT, Double.NaN);
        double[] t = new double[ring.size()];
        double[] v = new double[ring.size()];
        int n = ring.copy(from, to, t, v);
        if (n < 3 || n < 0.5 * (to - from) * rate) {
            return;
        }
        out[at] = Statistics.mean(v, n);
        out[at + 1] = 60 * Statistics.slope(t, v, n);
        out[at + 2] = Math.log(Statistics.deviation(v, n) + 0.01);
        Arrays.sort(v, 0, n);
        out[at + 3] = Quantile.of(v, n, 0.9) - Quantile.of(v, n, 0.1);
    }
}
