package io.github.emotion4j.physio.internal;

/**
 * Breathing as it shows in a pulse: beats are higher, nearer and on another level in time with it.
 *
 * <p>Each series is drawn evenly at 4 Hz, freed of its line, tapered, and its power is taken at
 * steps of 1/120 Hz; the series' spectra are added, each scaled to the same total.
 */
public final class Rhythm {
    private static final double STEP_SECONDS = 0.25;
    private static final double LOWEST_HERTZ = 0.10;
    private static final double HIGHEST_HERTZ = 0.60;
    private static final double GRID_HERTZ = 1.0 / 120;

    private final int bins = (int) Math.round((HIGHEST_HERTZ - LOWEST_HERTZ) / GRID_HERTZ) + 1;
    private final double[] total = new double[bins];
    private int series;

    /** Forgets the series added. */
    public void clear() {
        java.util.Arrays.fill(total, 0);
        series = 0;
    }

    /** Adds one series of {@code n} values at times that rise; fewer than 12 are left out. */
    public void add(double[] t, double[] v, int n) {
        if (n < 12 || t[n - 1] - t[0] < 15) {
            return;
        }
        int m = (int) ((t[n - 1] - t[0]) / STEP_SECONDS);
        double[] y = new double[m];
        double mid = Statistics.mean(v, n);
        double slope = Statistics.slope(t, v, n);
        double centre = Statistics.mean(t, n);
        int j = 0;
        for (int i = 0; i < m; i++) {
            double at = t[0] + i * STEP_SECONDS;
            while (j + 2 < n && t[j + 1] < at) {
                j++;
            }
            double share = (at - t[j]) / Math.max(t[j + 1] - t[j], 1e-9);
            double value = v[j] + share * (v[j + 1] - v[j]) - mid - slope * (at - centre);
            y[i] = value * 0.5 * (1 - Math.cos(2 * Math.PI * (i + 0.5) / m));
        }
        double[] power = new double[bins];
        double sum = 0;
        for (int b = 0; b < bins; b++) {
            power[b] = power(y, 2 * Math.PI * (LOWEST_HERTZ + b * GRID_HERTZ) * STEP_SECONDS);
            sum += power[b];
        }
        if (sum > 0) {
            series++;
            for (int b = 0; b < bins; b++) {
                total[b] += power[b] / sum;
            }
        }
    }

    /** Goertzel's recurrence. */
    private static double power(double[] y, double omega) {
        double c = 2 * Math.cos(omega);
        double s1 = 0;
        double s2 = 0;
        for (double v : y) {
            double s0 = v + c * s1 - s2;
            s2 = s1;
            s1 = s0;
        }
        return s1 * s1 + s2 * s2 - c * s1 * s2;
    }

    /** Frequency of the greatest power in breaths a minute; NaN if no series was added. */
    public double breathsPerMinute() {
        return series == 0 ? Double.NaN : 60 * (LOWEST_HERTZ + top() * GRID_HERTZ);
    }

    /** Share of the power within 0.025 Hz of the greatest, in [0, 1]. */
    public double concentration() {
        if (series == 0) {
            return Double.NaN;
        }
        int top = top();
        double near = 0;
        for (int b = Math.max(0, top - 3); b <= Math.min(bins - 1, top + 3); b++) {
            near += total[b];
        }
        return near / series;
    }

    /** Mean frequency of the power in breaths a minute. */
    public double centreBreathsPerMinute() {
        double sum = 0;
        for (int b = 0; b < bins; b++) {
            sum += total[b] * (LOWEST_HERTZ + b * GRID_HERTZ);
        }
        return series == 0 ? Double.NaN : 60 * sum / series;
    }

    private int top() {
        int top = 0;
        for (int b = 1; b < bins; b++) {
            if (total[b] > total[top]) {
                top = b;
            }
        }
        return top;
    }
}
