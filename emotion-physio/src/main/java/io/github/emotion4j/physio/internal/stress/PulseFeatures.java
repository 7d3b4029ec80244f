package io.github.emotion4j.physio.internal.stress;

import io.github.emotion4j.core.internal.numeric.Quantile;
import io.github.emotion4j.physio.Ppg;
import io.github.emotion4j.physio.internal.dsp.Statistics;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;

/** What the stress model reads of a pulse wave: rate, variability and shape. */
public final class PulseFeatures {
    /** Names, in order. */
    public static final List<String> NAMES =
            List.of(
                    "pulse_rate_bpm",
                    "pulse_rate_slope_bpm_per_min",
                    "pulse_rate_p10_bpm",
                    "pulse_rate_p90_bpm",
                    "ln_sdnn_ms",
                    "ln_rmssd_ms",
                    "pnn50",
                    "sd1_sd2",
                    "ln_interval_lf_ms2",
                    "ln_interval_hf_ms2",
                    "ln_pulse_height",
                    "pulse_height_cv",
                    "ln_pulse_height_slope_per_min",
                    "pulse_rise_s",
                    "pulse_width_s",
                    "pulse_width_share",
                    "pulse_width_cv");

    /** Place of the logarithm of RMSSD among the features. */
    static final int RMSSD = 5;

    /** Place of the first of the features that only a pulse wave has. */
    static final int SHAPE = 10;

    private record Wave(
            double seconds,
            double intervalMillis,
            double height,
            double rise,
            double width,
            double quality) {}

    private final double spanSeconds;
    private final double startSeconds;
    private final double leastMillis;
    private final double mostMillis;
    private final ArrayDeque<Wave> waves = new ArrayDeque<>();
    private double previousSeconds;
    private double waveQuality;
    private double goodShare;
    private double oddShare;

    /** Keeps the waves of the last {@code spanSeconds} of a pulse that begins at a time. */
    public PulseFeatures(double startSeconds, double spanSeconds) {
        // The model was fitted on these; of a wrist's waves, those further apart were passed over.
        this(startSeconds, spanSeconds, 200, 30);
    }

    /** Likewise of beats that come at {@code leastBpm} to {@code mostBpm} a minute. */
    PulseFeatures(double startSeconds, double spanSeconds, double mostBpm, double leastBpm) {
        this.startSeconds = startSeconds;
        this.spanSeconds = spanSeconds;
        this.leastMillis = 60_000 / mostBpm;
        this.mostMillis = 60_000 / leastBpm;
    }

    /** Takes a wave. */
    public void add(Ppg.Wave w) {
        double seconds = startSeconds + w.seconds();
        double interval = w.first() ? Double.NaN : (seconds - previousSeconds) * 1000;
        previousSeconds = seconds;
        waves.add(
                new Wave(
                        seconds,
                        interval,
                        w.height(),
                        w.riseSeconds(),
                        w.widthSeconds(),
                        w.quality()));
        while (waves.peek().seconds < seconds - spanSeconds) {
            waves.poll();
        }
    }

    /** Writes the features of {@code [from, to)} to {@code out} at {@code at}; NaN if too few. */
    public void write(double from, double to, double[] out, int at) {
        Arrays.fill(out, at, at + NAMES.size(), Double.NaN);
        waveQuality = 0;
        goodShare = 0;
        oddShare = 0;
        int n = 0;
        int intervals = 0;
        double quality = 0;
        double[] all = new double[waves.size()];
        for (Wave w : waves) {
            if (w.seconds >= from && w.seconds < to) {
                quality += w.quality;
                n++;
                if (w.intervalMillis > leastMillis
                        && w.intervalMillis < mostMillis
                        && w.quality > 0.5) {
                    all[intervals++] = w.intervalMillis;
                }
            }
        }
        if (n < 5 || intervals < 5) {
            return;
        }
        double median = Statistics.median(all, intervals);
        double expected = (to - from) * 1000 / median;
        int good = 0;
        double[] times = new double[waves.size()];
        double[] ibi = new double[waves.size()];
        for (Wave w : waves) {
            if (w.seconds >= from
                    && w.seconds < to
                    && w.quality > 0.5
                    && Math.abs(w.intervalMillis - median) < 0.3 * median) {
                times[good] = w.seconds;
                ibi[good++] = w.intervalMillis;
            }
        }
        waveQuality = quality / n;
        goodShare = Math.min(1, good / expected);
        oddShare = 1 - good / (double) intervals;
        if (good < Math.max(8, 0.25 * expected)) {
            return;
        }
        rates(times, ibi, good, out, at);
        shape(from, to, median, out, at);
    }

    /** How alike the waves of the span last written are, in [0, 1]. */
    public double waveQuality() {
        return waveQuality;
    }

    /** How much of the span last written has good intervals, in [0, 1]. */
    public double goodShare() {
        return goodShare;
    }

    /** How many intervals of the span last written are far from their median, in [0, 1]. */
    double oddShare() {
        return oddShare;
    }

    private static void rates(double[] times, double[] ibi, int good, double[] out, int at) {
        double[] v = new double[good];
        for (int i = 0; i < good; i++) {
            v[i] = 60_000 / ibi[i];
        }
        out[at] = 60_000 / Statistics.mean(ibi, good);
        out[at + 1] = 60 * Statistics.slope(times, v, good);
        Arrays.sort(v, 0, good);
        out[at + 2] = Quantile.of(v, good, 0.1);
        out[at + 3] = Quantile.of(v, good, 0.9);
        double sdnn = Statistics.deviation(ibi, good);
        out[at + 4] = Math.log(sdnn + 1);
        int pairs = 0;
        int over = 0;
        double square = 0;
        for (int i = 1; i < good; i++) {
            // Only true neighbours make a successive difference.
            if (Math.abs(times[i] - times[i - 1] - ibi[i] / 1000) < 0.02) {
                double d = ibi[i] - ibi[i - 1];
                square += d * d;
                over += Math.abs(d) > 50 ? 1 : 0;
                pairs++;
            }
        }
        if (pairs >= 5) {
            double rmssd = Math.sqrt(square / pairs);
            out[at + 5] = Math.log(rmssd + 1);
            out[at + 6] = over / (double) pairs;
            double sd1 = rmssd / Math.sqrt(2);
            double sd2 = Math.sqrt(Math.max(1, 2 * sdnn * sdnn - sd1 * sd1));
            out[at + 7] = Math.min(2, sd1 / sd2);
        }
        double[] bands = IntervalBands.of(times, ibi, good);
        out[at + 8] = Math.log(bands[0] + 1);
        out[at + 9] = Math.log(bands[1] + 1);
    }

    private void shape(double from, double to, double median, double[] out, int at) {
        int n = 0;
        double[] t = new double[waves.size()];
        double[] v = new double[waves.size()];
        double[] rise = new double[waves.size()];
        double[] width = new double[waves.size()];
        for (Wave w : waves) {
            if (w.seconds >= from && w.seconds < to && w.quality > 0.5) {
                t[n] = w.seconds;
                v[n] = w.height;
                rise[n] = w.rise;
                width[n] = w.width;
                n++;
            }
        }
        double height = Statistics.median(v, n);
        out[at + 10] = Math.log(Math.max(height, 1e-6));
        out[at + 11] = Math.min(3, Statistics.deviation(v, n) / Math.max(height, 1e-6));
        int m = 0;
        for (int i = 0; i < n; i++) {
            if (v[i] > 0) {
                v[m] = Math.log(v[i]);
                t[m++] = t[i];
            }
        }
        out[at + 12] = 60 * Statistics.slope(t, v, m);
        out[at + 13] = Statistics.median(rise, n);
        double typical = Statistics.median(width, n);
        out[at + 14] = typical;
        out[at + 15] = typical * 1000 / median;
        out[at + 16] = Math.min(3, Statistics.deviation(width, n) / typical);
    }
}
