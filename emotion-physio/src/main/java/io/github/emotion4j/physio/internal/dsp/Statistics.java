package io.github.emotion4j.physio.internal.dsp;

import io.github.emotion4j.core.internal.numeric.Quantile;
import java.util.Arrays;

/** Plain statistics of the first {@code n} values of an array; NaN where there are too few. */
public final class Statistics {
    private Statistics() {}

    /** Arithmetic mean. */
    public static double mean(double[] x, int n) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += x[i];
        }
        return sum / n;
    }

    /** Standard deviation with {@code n - 1}. */
    public static double deviation(double[] x, int n) {
        if (n < 2) {
            return Double.NaN;
        }
        double mean = mean(x, n);
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += (x[i] - mean) * (x[i] - mean);
        }
        return Math.sqrt(sum / (n - 1));
    }

    /** Least-squares slope of {@code y} over {@code t}. */
    public static double slope(double[] t, double[] y, int n) {
        double tm = mean(t, n);
        double ym = mean(y, n);
        double top = 0;
        double bottom = 0;
        for (int i = 0; i < n; i++) {
            top += (t[i] - tm) * (y[i] - ym);
            bottom += (t[i] - tm) * (t[i] - tm);
        }
        return bottom == 0 ? Double.NaN : top / bottom;
    }

    /** Median. */
    public static double median(double[] x, int n) {
        double[] sorted = Arrays.copyOf(x, n);
        Arrays.sort(sorted);
        return Quantile.of(sorted, n, 0.5);
    }

    /** The upper of the two middle values where {@code n} is even; 0 where there is no value. */
    public static double upperMedian(double[] x, int n) {
        double[] sorted = Arrays.copyOf(x, n);
        Arrays.sort(sorted);
        return n == 0 ? 0 : sorted[n / 2];
    }
}
