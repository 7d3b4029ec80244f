package io.github.emotion4j.audio.descriptor;

import java.util.Arrays;

/**
 * F0 by autocorrelation: candidates for each frame, then the cheapest path through them, which
 * repairs octave jumps and decides on voicing.
 *
 * <p>The autocorrelation of a Hann-windowed frame is divided by that of the window, so that its
 * peak height is the share of periodic energy. TarsosDSP's FastYin needs three transforms of twice
 * the length for each frame and has no path; this needs two (figures in the module's README).
 * Candidates are kept in plain arrays: a frame allocates nothing once they are large enough.
 *
 * <p>Reference: P. Boersma, "Accurate short-term analysis of the fundamental frequency and the
 * harmonics-to-noise ratio of a sampled sound", IFA Proceedings 17 (1993) 97-110; costs are that
 * method's usual ones for a 10 ms hop.
 */
final class PitchTracker {
    /** Praat's default, as are the next ones (Boersma 1993). */
    static final double FLOOR_HERTZ = 75;

    /** Praat's default. */
    static final double CEILING_HERTZ = 600;

    /** Praat's default. */
    private static final double VOICING_THRESHOLD = 0.45;

    /** Praat's default. */
    private static final double SILENCE_THRESHOLD = 0.03;

    /** Praat's default. */
    private static final double OCTAVE_COST = 0.01;

    /** Praat's default. */
    private static final double OCTAVE_JUMP_COST = 0.35;

    /** Praat's default. */
    private static final double VOICED_UNVOICED_COST = 0.14;

    /** Candidates of a frame; the default of Praat is 15. Chosen by hand. */
    private static final int KEPT = 6;

    /** Between points so far apart, a parabola finds the peaks of all harmonics up to 8 kHz. */
    private static final int STEPS = 4;

    /** Lags on either side of which a value between two is made. */
    private static final int REACH = 20;

    private final int rate;
    private final int frameLength;
    private final int shortestLag;
    private final int longestLag;
    private final double shortestOctave;
    private final float[] window;
    private final float[] windowCorrelation;
    private final float[] correlation;
    private final float[][] sinc = sinc();
    private final float[] work;
    private final RealFft fft;

    private int frames;
    private float[] lags = new float[0]; // 0 where a frame has fewer candidates
    private double[] octaves = new double[0]; // log2 of the lags
    private float[] strengths = new float[0];
    private float[] localPeaks = new float[0];

    PitchTracker(int rate) {
        this.rate = rate;
        frameLength = (int) Math.round(3 * rate / FLOOR_HERTZ) & ~1;
        shortestLag = (int) Math.floor(rate / CEILING_HERTZ);
        longestLag = (int) Math.ceil(rate / FLOOR_HERTZ);
        shortestOctave = log2(rate / CEILING_HERTZ);
        int length = Integer.highestOneBit(frameLength + longestLag) * 2;
        window = MelSettings.Window.HANN_PERIODIC.weights(frameLength);
        work = new float[length];
        fft = new RealFft(length);
        System.arraycopy(window, 0, work, 0, frameLength);
        fft.autocorrelate(work);
        windowCorrelation = new float[longestLag + REACH + 2];
        correlation = new float[REACH + windowCorrelation.length];
        for (int i = 0; i < windowCorrelation.length; i++) {
            windowCorrelation[i] = work[0] / work[i];
        }
    }

    /** Samples on either side of a frame's centre that {@link #add} reads. */
    int reach() {
        return frameLength / 2;
    }

    /** Makes room for frames to come, so that adding them allocates nothing. */
    void reserve(int count) {
        if (localPeaks.length < count) {
            localPeaks = Arrays.copyOf(localPeaks, count);
            lags = Arrays.copyOf(lags, count * KEPT);
            octaves = Arrays.copyOf(octaves, count * KEPT);
            strengths = Arrays.copyOf(strengths, count * KEPT);
        }
    }

    void reset() {
        frames = 0;
    }

    /** Adds the frame whose first sample is at {@code start}; samples outside are silence. */
    void add(float[] samples, int length, int start) {
        if (frames == localPeaks.length) {
            reserve(Math.max(64, frames * 2));
        }
        int from = Math.max(0, -start);
        int to = Math.min(frameLength, length - start);
        float mean = 0;
        for (int i = from; i < to; i++) {
            mean += samples[start + i];
        }
        mean /= Math.max(1, to - from);
        Arrays.fill(work, 0f);
        float peak = 0;
        int peakFrom = frameLength / 2 - longestLag / 2;
        int peakTo = frameLength / 2 + longestLag / 2;
        for (int i = from; i < to; i++) {
            float x = samples[start + i] - mean;
            work[i] = x * window[i];
            if (i >= peakFrom && i < peakTo) {
                peak = Math.max(peak, Math.abs(x));
            }
        }
        fft.autocorrelate(work);
        localPeaks[frames] = peak;
        int base = frames * KEPT;
        Arrays.fill(strengths, base, base + KEPT, Float.NEGATIVE_INFINITY);
        Arrays.fill(lags, base, base + KEPT, 0f);
        if (work[0] > 0) {
            pickPeaks(base);
        }
        frames++;
    }

    private void pickPeaks(int base) {
        float scale = 1 / work[0];
        for (int lag = 0; lag < windowCorrelation.length; lag++) {
            correlation[REACH + lag] = work[lag] * windowCorrelation[lag] * scale;
        }
        for (int lag = 1; lag <= REACH; lag++) {
            correlation[REACH - lag] = correlation[REACH + lag];
        }
        for (int lag = shortestLag; lag <= longestLag; lag++) {
            float before = correlation[REACH + lag - 1];
            float here = correlation[REACH + lag];
            float after = correlation[REACH + lag + 1];
            if (here > 0.3f * VOICING_THRESHOLD && here > before && here >= after) {
                refine(base, lag, firstStep(before, here, after));
            }
        }
    }

    /**
     * The step next to the top of a parabola through a peak, at most half a lag away. A float has
     * no curve left where the peak is as flat as the correlation of a frame with a single sample.
     */
    private static int firstStep(float before, float here, float after) {
        float curve = 2 * here - before - after;
        if (!(curve > 0)) {
            return 0;
        }
        int step = Math.round(0.5f * (after - before) / curve * STEPS);
        return Math.max(-STEPS / 2, Math.min(STEPS / 2, step));
    }

    /**
     * Keeps the peak near a lag. A period that falls between two lags has its peak there, too: a
     * parabola through the lags underestimates it where there are high harmonics, and a multiple of
     * the period, which falls on a lag, would win.
     *
     * @param step where the peak is looked for first, in parts of a lag
     */
    private void refine(int base, int lag, int step) {
        int at = step;
        float before = between(lag, at - 1);
        float here = between(lag, at);
        float after = between(lag, at + 1);
        for (int moved = 0; moved < STEPS && Math.max(before, after) > here; moved++) {
            if (after > before) {
                at++;
                before = here;
                here = after;
                after = between(lag, at + 1);
            } else {
                at--;
                after = here;
                here = before;
                before = between(lag, at - 1);
            }
        }
        float slope = 0.5f * (after - before);
        float curve = 2 * here - before - after;
        float peak = lag + (at + slope / curve) / STEPS;
        if (curve > 0 && peak >= rate / CEILING_HERTZ && peak <= rate / FLOOR_HERTZ) {
            keep(base, peak, Math.min(1f, here + 0.5f * slope * slope / curve));
        }
    }

    /** The correlation at a lag and some steps. */
    private float between(int lag, int steps) {
        int whole = lag + Math.floorDiv(steps, STEPS);
        float[] weights = sinc[Math.floorMod(steps, STEPS)];
        int from = whole + 1;
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        // Four sums, so that no addition waits for the one before.
        for (int i = 0; i < 2 * REACH; i += 4) {
            a += weights[i] * correlation[from + i];
            b += weights[i + 1] * correlation[from + i + 1];
            c += weights[i + 2] * correlation[from + i + 2];
            d += weights[i + 3] * correlation[from + i + 3];
        }
        return a + b + (c + d);
    }

    /** Weights of the lags around one, for each step after it: a sinc under a Hann bell. */
    private static float[][] sinc() {
        float[][] rows = new float[STEPS][2 * REACH];
        for (int step = 0; step < STEPS; step++) {
            for (int i = 0; i < 2 * REACH; i++) {
                double x = i - REACH + 1 - (double) step / STEPS;
                double bell = 0.5 + 0.5 * Math.cos(Math.PI * x / REACH);
                rows[step][i] = (float) (x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x) * bell);
            }
        }
        return rows;
    }

    /** Keeps the strongest candidates, shorter lags preferred by the octave cost. */
    private void keep(int base, float lag, float height) {
        double octave = log2(lag);
        int weakest = base;
        double least = Double.POSITIVE_INFINITY;
        for (int k = base; k < base + KEPT; k++) {
            double score = strengths[k] - OCTAVE_COST * octaves[k];
            if (score < least) {
                least = score;
                weakest = k;
            }
        }
        if (height - OCTAVE_COST * octave > least) {
            strengths[weakest] = height;
            lags[weakest] = lag;
            octaves[weakest] = octave;
        }
    }

    /**
     * The contour of all frames added.
     *
     * @param f0 receives hertz, 0 where unvoiced
     * @param voicing receives the periodicity of the frame's best candidate, [0, 1]
     * @param globalPeak largest distance of a sample from the signal's mean
     */
    void track(float[] f0, float[] voicing, double globalPeak) {
        int states = KEPT + 1;
        double[] cost = new double[states];
        double[] next = new double[states];
        byte[] from = new byte[Math.max(1, frames) * states];
        for (int t = 0; t < frames; t++) {
            double intensity = globalPeak == 0 ? 0 : localPeaks[t] / globalPeak;
            for (int k = 0; k < states; k++) {
                if (k < KEPT && lags[t * KEPT + k] == 0) {
                    next[k] = Double.POSITIVE_INFINITY;
                    continue;
                }
                double best = t == 0 ? 0 : Double.POSITIVE_INFINITY;
                for (int j = 0; t > 0 && j < states; j++) {
                    double c = cost[j] + transition(t, j, k);
                    if (c < best) {
                        best = c;
                        from[t * states + k] = (byte) j;
                    }
                }
                next[k] = best - merit(t, k, intensity);
            }
            double[] swap = cost;
            cost = next;
            next = swap;
        }
        int state = 0;
        for (int k = 1; k < states; k++) {
            if (frames > 0 && cost[k] < cost[state]) {
                state = k;
            }
        }
        for (int t = frames - 1; t >= 0; t--) {
            f0[t] = state == KEPT ? 0 : rate / lags[t * KEPT + state];
            voicing[t] = strongest(t);
            state = from[t * states + state];
        }
    }

    private float strongest(int t) {
        float best = 0;
        for (int k = t * KEPT; k < (t + 1) * KEPT; k++) {
            best = Math.max(best, strengths[k]);
        }
        return best;
    }

    private double merit(int t, int k, double intensity) {
        if (k == KEPT) {
            double silence = 2 - intensity / SILENCE_THRESHOLD * (1 + VOICING_THRESHOLD);
            return VOICING_THRESHOLD + Math.max(0, silence);
        }
        int candidate = t * KEPT + k;
        return strengths[candidate] - OCTAVE_COST * (octaves[candidate] - shortestOctave);
    }

    private double transition(int t, int from, int to) {
        if (from == KEPT && to == KEPT) {
            return 0;
        }
        if (from == KEPT || to == KEPT) {
            return VOICED_UNVOICED_COST;
        }
        return OCTAVE_JUMP_COST * Math.abs(octaves[(t - 1) * KEPT + from] - octaves[t * KEPT + to]);
    }

    private static double log2(double x) {
        return Math.log(x) * 1.4426950408889634;
    }
}
