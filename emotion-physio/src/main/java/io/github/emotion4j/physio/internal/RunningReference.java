package io.github.emotion4j.physio.internal;

import java.util.Arrays;

/**
 * Where a person's features have been lately: running means over about 90 s, 4 min, 10 min and 30
 * min, and the running deviation over 30 min. Until a mean has seen its span it is the plain mean
 * of what there was, so a stream has a reference from its second span on. O(1) memory.
 */
public final class RunningReference {
    /** Rows of {@link #copy}: four means, then the deviation. */
    public static final int COUNT = 5;

    private static final double[] SPANS_SECONDS = {90, 240, 600, 1800};
    private static final int SLOWEST = SPANS_SECONDS.length - 1;

    private final int n;
    private final double stepSeconds;
    private final double[][] mean;
    private final double[] variance;
    private final int[] seen;

    /** References of {@code n} features that come every {@code stepSeconds}. */
    public RunningReference(int n, double stepSeconds) {
        this.n = n;
        this.stepSeconds = stepSeconds;
        this.mean = new double[SPANS_SECONDS.length][n];
        this.variance = new double[n];
        this.seen = new int[n];
    }

    /** Learns one span's features; NaN is passed over. */
    public void learn(double[] features) {
        for (int i = 0; i < n; i++) {
            double x = features[i];
            if (Double.isNaN(x)) {
                continue;
            }
            seen[i]++;
            double away = seen[i] == 1 ? 0 : x - mean[SLOWEST][i];
            for (int k = 0; k < SPANS_SECONDS.length; k++) {
                double weight = Math.max(1.0 / seen[i], stepSeconds / SPANS_SECONDS[k]);
                mean[k][i] += weight * (x - mean[k][i]);
                if (k == SLOWEST) {
                    variance[i] = (1 - weight) * (variance[i] + weight * away * away);
                }
            }
        }
    }

    /** The references, row after row; 0 for a feature never seen. */
    public double[] copy() {
        double[] out = new double[COUNT * n];
        for (int k = 0; k < SPANS_SECONDS.length; k++) {
            System.arraycopy(mean[k], 0, out, k * n, n);
        }
        for (int i = 0; i < n; i++) {
            out[SLOWEST * n + n + i] = Math.sqrt(variance[i]);
        }
        return out;
    }

    /** Forgets the person. */
    public void reset() {
        for (double[] row : mean) {
            Arrays.fill(row, 0);
        }
        Arrays.fill(variance, 0);
        Arrays.fill(seen, 0);
    }
}
