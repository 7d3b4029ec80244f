package io.github.emotion4j.physio.hrv;

import io.github.emotion4j.core.internal.numeric.Quantile;
import io.github.emotion4j.physio.internal.dsp.Statistics;
import java.util.Arrays;

/**
 * Variability of intervals in the time domain.
 *
 * <p>Conventions: deviations divide by n - 1; successive differences are taken between adjoining
 * intervals only; pNN is a fraction of the differences, in [0, 1], that exceed the limit strictly.
 * On the same intervals the values are those of NeuroKit2's {@code hrv_time} (whose pNN is in
 * percent of the intervals); HeartPy divides by n and so gives slightly smaller deviations.
 * Minimum: two intervals for deviations, two differences for SDSD; what has no ground is NaN. A
 * minute is the usual least for SDNN, 10 s for RMSSD.
 *
 * <p>Reference: Task Force of the ESC and NASPE 1996, doi:10.1161/01.CIR.93.5.1043.
 *
 * @param count number of intervals
 * @param meanMillis mean interval, ms
 * @param medianMillis median interval, ms
 * @param sdnnMillis standard deviation of the intervals, ms
 * @param rmssdMillis root mean square of successive differences, ms
 * @param sdsdMillis standard deviation of successive differences, ms
 * @param pnn50 share of successive differences over 50 ms, in [0, 1]
 * @param pnn20 share of successive differences over 20 ms, in [0, 1]
 * @param cvnn SDNN divided by the mean
 * @param cvsd RMSSD divided by the mean
 * @param madMillis 1.4826 times the median absolute deviation from the median, ms
 * @param triangularIndex number of intervals divided by the fullest bin of a histogram with bins of
 *     1/128 s that start at 0
 * @param minMillis shortest interval, ms
 * @param maxMillis longest interval, ms
 */
public record TimeDomain(
        int count,
        double meanMillis,
        double medianMillis,
        double sdnnMillis,
        double rmssdMillis,
        double sdsdMillis,
        double pnn50,
        double pnn20,
        double cvnn,
        double cvsd,
        double madMillis,
        double triangularIndex,
        double minMillis,
        double maxMillis) {
    /** A difference of exactly the limit is not over it, despite rounding. */
    private static final double ROUNDING = 1e-6;

    /** The bin of the triangular index (Task Force 1996): 1/128 s. */
    private static final double BIN_MILLIS = 1000.0 / 128;

    /**
     * Describes intervals.
     *
     * @param intervals any number, best corrected for artefacts
     * @return the description; NaN where there are too few
     */
    public static TimeDomain of(Intervals intervals) {
        int n = intervals.size();
        double[] x = intervals.toArray();
        double[] d = new double[n];
        int m = 0;
        int over50 = 0;
        int over20 = 0;
        double square = 0;
        for (int i = 1; i < n; i++) {
            if (intervals.adjoins(i)) {
                double diff = x[i] - x[i - 1];
                d[m++] = diff;
                square += diff * diff;
                over50 += Math.abs(diff) > 50 + ROUNDING ? 1 : 0;
                over20 += Math.abs(diff) > 20 + ROUNDING ? 1 : 0;
            }
        }
        double mean = n == 0 ? Double.NaN : Statistics.mean(x, n);
        double sdnn = Statistics.deviation(x, n);
        double rmssd = m == 0 ? Double.NaN : Math.sqrt(square / m);
        Arrays.sort(x);
        double median = Quantile.of(x, n, 0.5);
        double[] away = new double[n];
        for (int i = 0; i < n; i++) {
            away[i] = Math.abs(x[i] - median);
        }
        return new TimeDomain(
                n,
                mean,
                median,
                sdnn,
                rmssd,
                Statistics.deviation(d, m),
                m == 0 ? Double.NaN : over50 / (double) m,
                m == 0 ? Double.NaN : over20 / (double) m,
                sdnn / mean,
                rmssd / mean,
                1.4826 * Statistics.median(away, n),
                triangularIndex(x),
                n == 0 ? Double.NaN : x[0],
                n == 0 ? Double.NaN : x[n - 1]);
    }

    private static double triangularIndex(double[] sorted) {
        int fullest = 0;
        int run = 0;
        long bin = -1;
        for (double v : sorted) {
            long b = (long) Math.floor(v / BIN_MILLIS);
            run = b == bin ? run + 1 : 1;
            bin = b;
            fullest = Math.max(fullest, run);
        }
        return fullest == 0 ? Double.NaN : sorted.length / (double) fullest;
    }

    /**
     * Mean rate.
     *
     * @return 60,000 divided by the mean interval, in beats a minute
     */
    public double beatsPerMinute() {
        return 60_000 / meanMillis;
    }
}
