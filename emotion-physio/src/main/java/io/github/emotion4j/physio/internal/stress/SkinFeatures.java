package io.github.emotion4j.physio.internal.stress;

import io.github.emotion4j.physio.internal.dsp.Statistics;
import io.github.emotion4j.physio.internal.dsp.TimedRing;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;

/** What the stress model reads of skin conductance: level, its course, and responses. */
public final class SkinFeatures {
    /** Names, in order. */
    public static final List<String> NAMES =
            List.of(
                    "ln_scl_us",
                    "scl_slope_us_per_min",
                    "ln_scl_slope_per_min",
                    "ln_scl_spread_us",
                    "ln_phasic_sd_us",
                    "ln_conductance_change_us_per_s",
                    "scr_per_min",
                    "ln_scr_amplitude_sum_us",
                    "ln_scr_amplitude_mean_us",
                    "scr_rise_s",
                    "rising_share");

    /** A response, and up to where the signal must be there to know it. */
    private record Rise(
            double onsetSeconds, double peakSeconds, double amplitude, double knownSeconds) {}

    private final TimedRing smoothed;
    private final TimedRing phasic;
    private final ArrayDeque<Rise> rises = new ArrayDeque<>();
    private final double spanSeconds;

    /** Keeps the last {@code spanSeconds}. */
    public SkinFeatures(double spanSeconds) {
        this.spanSeconds = spanSeconds;
        smoothed = new TimedRing(spanSeconds);
        phasic = new TimedRing(spanSeconds);
    }

    /** Takes the levels at one time. */
    public void level(double seconds, double smooth, double tonic) {
        smoothed.add(seconds, smooth);
        phasic.add(seconds, smooth - tonic);
    }

    /** Takes a response. */
    public void rise(double onset, double peak, double amplitude, double known) {
        rises.add(new Rise(onset, peak, amplitude, known));
        while (rises.peek().peakSeconds < peak - spanSeconds) {
            rises.poll();
        }
    }

    /**
     * Writes the features of {@code [from, to)}; NaN if less than half of the samples exist. A
     * response counts if it is known once the signal is there up to {@code known}, and not later:
     * so the number does not depend on how much more of the signal has come.
     */
    public void write(
            double from, double to, double known, double workingRate, double[] out, int at) {
        Arrays.fill(out, at, at + NAMES.size(), Double.NaN);
        double[] t = new double[smoothed.size()];
        double[] v = new double[smoothed.size()];
        int n = smoothed.copy(from, to, t, v);
        if (n < 0.5 * (to - from) * workingRate) {
            return;
        }
        double mean = Statistics.mean(v, n);
        if (!(mean > 0)) {
            return;
        }
        out[at] = Math.log(mean + 0.01);
        double slope = 60 * Statistics.slope(t, v, n);
        out[at + 1] = Math.max(-5, Math.min(5, slope));
        out[at + 2] = Math.max(-3, Math.min(3, slope / (mean + 0.05)));
        double change = 0;
        int rising = 0;
        for (int i = 1; i < n; i++) {
            change += Math.abs(v[i] - v[i - 1]);
            rising += v[i] > v[i - 1] ? 1 : 0;
        }
        out[at + 5] = Math.log(change / (t[n - 1] - t[0]) + 1e-3);
        out[at + 10] = rising / (n - 1.0);
        out[at + 3] = Math.log(Statistics.deviation(v, n) + 1e-3);
        int m = phasic.copy(from, to, t, v);
        out[at + 4] = Math.log(Statistics.deviation(v, m) + 1e-3);
        int count = 0;
        double sum = 0;
        double rise = 0;
        for (Rise r : rises) {
            if (r.peakSeconds >= from && r.peakSeconds < to && r.knownSeconds <= known) {
                count++;
                sum += r.amplitude;
                rise += r.peakSeconds - r.onsetSeconds;
            }
        }
        out[at + 6] = count * 60 / (to - from);
        out[at + 7] = Math.log(sum + 0.01);
        out[at + 8] = Math.log((count == 0 ? 0 : sum / count) + 0.01);
        out[at + 9] = count == 0 ? 0 : rise / count;
    }
}
