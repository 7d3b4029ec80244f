package io.github.emotion4j.physio.hrv;

import io.github.emotion4j.physio.internal.dsp.CubicSpline;
import io.github.emotion4j.physio.internal.dsp.Statistics;
import io.github.emotion4j.physio.internal.dsp.Welch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Power of the intervals' variation by frequency, in ms².
 *
 * <p>Bands (Task Force 1996, doi:10.1161/01.CIR.93.5.1043): VLF 0.0033 to 0.04 Hz, LF 0.04 to 0.15
 * Hz, HF 0.15 to 0.4 Hz, lower edge inclusive. A band is NaN if the signal is too short for it
 * from: HF needs 55 s of beats without a long break, LF 115 s, VLF 295 s, as recordings of 1, 2 and
 * 5 minutes hold them; the ratio needs what LF needs. What is missing in short breaks is not
 * counted. A heart gives one value a beat: frequencies above half its mean rate are mirror images
 * of lower ones, so HF is NaN below 48 beats a minute and LF below 18.
 *
 * <p>The ratio of LF to HF does not measure a balance of the nervous system
 * (doi:10.3389/fphys.2013.00026).
 *
 * @param vlfPower power in the VLF band, ms²
 * @param lfPower power in the LF band, ms²
 * @param hfPower power in the HF band, ms²
 * @param lfPeakHertz frequency of the greatest density within LF; NaN without power there
 * @param hfPeakHertz frequency of the greatest density within HF; NaN without power there
 */
public record FrequencyDomain(
        double vlfPower, double lfPower, double hfPower, double lfPeakHertz, double hfPeakHertz) {
    /** The bands of the Task Force 1996, as are the next three. */
    private static final double VLF = 0.0033;

    /** The bands of the Task Force 1996. */
    private static final double LF = 0.04;

    /** The bands of the Task Force 1996. */
    private static final double HF = 0.15;

    /** The bands of the Task Force 1996. */
    private static final double TOP = 0.4;

    /** The usual rate for series of intervals; twice the highest rate of a heart. */
    private static final double RESAMPLE_HERTZ = 4;

    /** 1024 samples at 4 Hz. */
    private static final double SEGMENT_SECONDS = 256;

    /** Two or three missed beats; longer pauses cut the series. Chosen by hand. */
    private static final double BRIDGED_SECONDS = 3;

    /** The Task Force's five minutes. */
    private static final double STRETCH_SECONDS = 300;

    /** Time from beat to beat that a band needs; the ends of a recording hold no interval. */
    static final int HF_SECONDS = 55;

    /** Two minutes (Task Force 1996), less the intervals at the edges. */
    static final int LF_SECONDS = 115;

    /** Five minutes (Task Force 1996), less the intervals at the edges. */
    static final int VLF_SECONDS = 295;

    /** Longest break that the periodogram takes for a few beats that are missing. */
    static final int BREAK_SECONDS = 10;

    private static final FrequencyDomain NONE =
            new FrequencyDomain(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);

    /**
     * Lomb and Scargle's periodogram of the intervals at the times of their beats: no resampling,
     * short breaks need no filling.
     *
     * <p>Density at f is 2 T P(f) / N with P the classical periodogram (scipy.signal.lombscargle),
     * T the span and N the count, so that a sine of amplitude A adds A²/2; taken at multiples of
     * 1/(2T), at most 1/600 Hz apart, and summed over the band. The series is cut at breaks of over
     * 10 s, and what is longer than five minutes into windows of five minutes; each window of at
     * least 20 intervals counts for the bands that it is long enough for, and their densities are
     * averaged.
     *
     * @param intervals any number
     * @return the powers; NaN where there is too little
     */
    public static FrequencyDomain lombScargle(Intervals intervals) {
        List<Intervals> windows = new ArrayList<>();
        double longest = 1;
        for (Intervals.Segment segment : intervals.segments(BREAK_SECONDS)) {
            double start = intervals.endSeconds(segment.from());
            double end = intervals.endSeconds(segment.to() - 1);
            // What is covered, not the clock, says how many windows can be filled.
            double covered = intervals.coveredSeconds(segment) + 1e-6;
            int count = Math.max(1, (int) (covered / STRETCH_SECONDS));
            double length = (end - start) / count;
            for (int k = 0; k < count; k++) {
                double until = k == count - 1 ? Math.nextUp(end) : start + (k + 1) * length;
                windows.add(intervals.within(start + k * length, until));
            }
            longest = Math.max(longest, length);
        }
        double step = Math.min(1 / (2 * longest), 1.0 / 600);
        double[] density = new double[(int) Math.ceil(TOP / step) + 1];
        int[] used = new int[density.length];
        double[] one = new double[density.length];
        for (Intervals window : windows) {
            double lowest = lowestHertz(window.coveredSeconds());
            if (window.size() < 20 || lowest >= TOP) {
                continue;
            }
            periodogram(window.ends(), window.values(), step, one);
            double highest = highestHertz(Statistics.mean(window.values(), window.size()));
            int to = Math.min(density.length, (int) Math.ceil(highest / step));
            for (int k = (int) Math.ceil(lowest / step); k < to; k++) {
                density[k] += one[k];
                used[k]++;
            }
        }
        for (int k = 0; k < density.length; k++) {
            density[k] = used[k] == 0 ? Double.NaN : density[k] / used[k];
        }
        return bands(density, step);
    }

    /** The lowest frequency that a signal of this length resolves. */
    private static double lowestHertz(double coveredSeconds) {
        if (coveredSeconds < HF_SECONDS) {
            return Double.POSITIVE_INFINITY;
        }
        return coveredSeconds < LF_SECONDS ? HF : coveredSeconds < VLF_SECONDS ? LF : VLF;
    }

    /** The upper edge of the bands that a heart of this mean interval is quick enough for. */
    static double highestHertz(double meanMillis) {
        double half = 500 / meanMillis;
        return half >= TOP ? Double.POSITIVE_INFINITY : half >= HF ? HF : half >= LF ? LF : VLF;
    }

    /**
     * Welch's method on the intervals drawn evenly at 4 Hz by a cubic spline (not-a-knot) over the
     * times of their beats; Hann segments of 256 s, or of the whole length where that is shorter,
     * overlapping by half. Breaks of over 3 s are not bridged: each segment between them gives
     * segments of its own. The longest segment determines which bands can be computed.
     *
     * @param intervals any number
     * @return the powers; NaN where there is too little
     */
    public static FrequencyDomain welch(Intervals intervals) {
        double longest = 0;
        double covered = 0;
        List<Intervals.Segment> segments = intervals.segments(BRIDGED_SECONDS);
        for (Intervals.Segment segment : segments) {
            longest = Math.max(longest, intervals.spanSeconds(segment));
            covered = Math.max(covered, intervals.coveredSeconds(segment));
        }
        double lowest = lowestHertz(covered);
        if (lowest >= TOP) {
            return NONE;
        }
        Welch welch =
                new Welch(
                        (int) (Math.min(SEGMENT_SECONDS, longest) * RESAMPLE_HERTZ),
                        RESAMPLE_HERTZ);
        double slowest = 0;
        for (Intervals.Segment segment : segments) {
            if (segment.to() - segment.from() >= 20) {
                double[] x = Arrays.copyOfRange(intervals.values(), segment.from(), segment.to());
                slowest = Math.max(slowest, Statistics.mean(x, x.length));
                double[] even = even(intervals, segment.from(), segment.to());
                welch.add(even, 0, even.length);
            }
        }
        if (welch.segments() == 0) {
            return NONE;
        }
        double[] density = welch.density();
        Arrays.fill(density, 0, (int) Math.ceil(lowest / welch.spacing()), Double.NaN);
        double highest = highestHertz(slowest) / welch.spacing();
        int from = (int) Math.min(density.length, Math.ceil(highest));
        Arrays.fill(density, from, density.length, Double.NaN);
        return bands(density, welch.spacing());
    }

    private static double[] even(Intervals intervals, int from, int to) {
        double[] t = Arrays.copyOfRange(intervals.ends(), from, to);
        double[] x = Arrays.copyOfRange(intervals.values(), from, to);
        CubicSpline spline = new CubicSpline(t, x);
        double[] even = new double[(int) ((t[t.length - 1] - t[0]) * RESAMPLE_HERTZ) + 1];
        for (int i = 0; i < even.length; i++) {
            even[i] = spline.value(t[0] + i / RESAMPLE_HERTZ);
        }
        return even;
    }

    /**
     * The density at multiples of {@code step}, by rotating each beat's angle from one to the next.
     */
    private static void periodogram(double[] t, double[] x, double step, double[] density) {
        int n = t.length;
        double mean = Statistics.mean(x, n);
        double[] c = new double[n];
        double[] s = new double[n];
        double[] turnC = new double[n];
        double[] turnS = new double[n];
        double[] y = new double[n];
        for (int i = 0; i < n; i++) {
            double angle = 2 * Math.PI * step * (t[i] - t[0]);
            turnC[i] = Math.cos(angle);
            turnS[i] = Math.sin(angle);
            c[i] = 1;
            y[i] = x[i] - mean;
        }
        double scale = 2 * (t[n - 1] - t[0]) / n;
        for (int k = 1; k < density.length; k++) {
            double yc = 0;
            double ys = 0;
            double cc = 0;
            double cs = 0;
            for (int i = 0; i < n; i++) {
                double nc = c[i] * turnC[i] - s[i] * turnS[i];
                double ns = s[i] * turnC[i] + c[i] * turnS[i];
                c[i] = nc;
                s[i] = ns;
                yc += y[i] * nc;
                ys += y[i] * ns;
                cc += nc * nc;
                cs += nc * ns;
            }
            double ss = n - cc;
            // Scargle's tau, applied by angle addition on the sums.
            double tau = 0.5 * Math.atan2(2 * cs, cc - ss);
            double tc = Math.cos(tau);
            double ts = Math.sin(tau);
            double a = yc * tc + ys * ts;
            double b = ys * tc - yc * ts;
            double cc2 = tc * tc * cc + 2 * tc * ts * cs + ts * ts * ss;
            double ss2 = n - cc2;
            double power = 0.5 * ((cc2 > 1e-9 ? a * a / cc2 : 0) + (ss2 > 1e-9 ? b * b / ss2 : 0));
            density[k] = scale * power;
        }
    }

    private static FrequencyDomain bands(double[] density, double step) {
        return new FrequencyDomain(
                sum(density, step, VLF, LF),
                sum(density, step, LF, HF),
                sum(density, step, HF, TOP),
                peak(density, step, LF, HF),
                peak(density, step, HF, TOP));
    }

    private static double sum(double[] density, double step, double from, double to) {
        double sum = 0;
        for (int k = (int) Math.ceil(from / step); k < density.length && k * step < to; k++) {
            sum += density[k];
        }
        double power = sum * step;
        // Of a steady series, which has a power of 0, there is left what rounding made.
        return power < Intervals.STEADY_MILLIS * Intervals.STEADY_MILLIS ? 0 : power;
    }

    private static double peak(double[] density, double step, double from, double to) {
        int best = (int) Math.ceil(from / step);
        if (!(sum(density, step, from, to) > 0)) {
            return Double.NaN;
        }
        for (int k = best; k < density.length && k * step < to; k++) {
            if (density[k] > density[best]) {
                best = k;
            }
        }
        return best * step;
    }

    /**
     * LF power as a share of LF and HF.
     *
     * @return a share in [0, 1]; NaN where there is no power
     */
    public double lfNormalised() {
        return lfPower / (lfPower + hfPower);
    }

    /**
     * HF power as a share of LF and HF.
     *
     * @return a share in [0, 1]; NaN where there is no power
     */
    public double hfNormalised() {
        return hfPower / (lfPower + hfPower);
    }

    /**
     * LF power divided by HF power.
     *
     * @return the ratio; NaN where there is no HF power
     */
    public double lfHfRatio() {
        return hfPower > 0 ? lfPower / hfPower : Double.NaN;
    }
}
