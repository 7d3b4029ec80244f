package io.github.emotion4j.physio.internal;

/**
 * Power of a short interval series in the LF and HF bands, in ms², by a least-squares spectrum at
 * steps of 0.01 Hz. Meant for series of a minute, where a full analysis has no ground.
 */
public final class IntervalBands {
    private static final double STEP = 0.01;

    private IntervalBands() {}

    /** LF (0.04 to 0.15 Hz) and HF (0.15 to 0.4 Hz) power. */
    public static double[] of(double[] t, double[] ibi, int n) {
        double mean = Statistics.mean(ibi, n);
        double lf = 0;
        double hf = 0;
        for (int k = 4; k < 40; k++) {
            double omega = 2 * Math.PI * (k + 0.5) * STEP;
            double c = 0;
            double s = 0;
            for (int i = 0; i < n; i++) {
                double x = ibi[i] - mean;
                c += x * Math.cos(omega * t[i]);
                s += x * Math.sin(omega * t[i]);
            }
            double power = 2 * (c * c + s * s) / ((double) n * n) * STEP * (t[n - 1] - t[0] + 1);
            if (k < 15) {
                lf += power;
            } else {
                hf += power;
            }
        }
        return new double[] {lf, hf};
    }
}
