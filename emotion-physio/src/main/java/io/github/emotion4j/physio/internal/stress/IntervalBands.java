package io.github.emotion4j.physio.internal.stress;

import io.github.emotion4j.physio.internal.dsp.Statistics;

/**
 * Power of a short interval series in the LF and HF bands, in ms², by a least-squares spectrum at
 * steps of 0.01 Hz. Meant for series of a minute, where a full analysis has no ground.
 */
public final class IntervalBands {
    /** 0.01 Hz, so that the bands of the Task Force are whole steps: 0.04, 0.15 and 0.4 Hz. */
    private static final double STEP = 0.01;

    /** 0.04 Hz, where LF begins. */
    private static final int FIRST = 4;

    /** 0.15 Hz, where HF begins. */
    private static final int HF = 15;

    /** 0.4 Hz, where HF ends. */
    private static final int LAST = 40;

    private IntervalBands() {}

    /** LF (0.04 to 0.15 Hz) and HF (0.15 to 0.4 Hz) power. */
    public static double[] of(double[] t, double[] ibi, int n) {
        double mean = Statistics.mean(ibi, n);
        double[] c = new double[LAST - FIRST];
        double[] s = new double[LAST - FIRST];
        for (int i = 0; i < n; i++) {
            addBeat(ibi[i] - mean, 2 * Math.PI * STEP * (t[i] - t[0]), c, s);
        }
        double scale = 2 * STEP * (t[n - 1] - t[0] + 1) / ((double) n * n);
        double lf = 0;
        double hf = 0;
        for (int k = 0; k < c.length; k++) {
            double power = scale * (c[k] * c[k] + s[k] * s[k]);
            if (k < HF - FIRST) {
                lf += power;
            } else {
                hf += power;
            }
        }
        return new double[] {lf, hf};
    }

    /** Adds a beat at each frequency, by turning its angle on from one to the next. */
    private static void addBeat(double x, double angle, double[] c, double[] s) {
        double turnC = Math.cos(angle);
        double turnS = Math.sin(angle);
        double re = x * Math.cos((FIRST + 0.5) * angle);
        double im = x * Math.sin((FIRST + 0.5) * angle);
        for (int k = 0; k < c.length; k++) {
            c[k] += re;
            s[k] += im;
            double next = re * turnC - im * turnS;
            im = im * turnC + re * turnS;
            re = next;
        }
    }
}
