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

    /**
     * Candidates of a frame; the default of Praat is 15. Chosen by hand; no measurement of it is on
     * record.
     */
    private static final int KEPT = 6;

    private final int rate;
    private final int frameLength;
    private final int shortestLag;
    private final int longestLag;
    private final double shortestOctave;
    private final float[] window;
    private final float[] windowCorrelation;
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
        windowCorrelation = new float[longestLag + 2];
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
        float before = work[shortestLag - 1] * windowCorrelation[shortestLag - 1] * scale;
        float here = work[shortestLag] * windowCorrelation[shortestLag] * scale;
        for (int lag = shortestLag; lag <= longestLag; lag++) {
            float after = work[lag + 1] * windowCorrelation[lag + 1] * scale;
            if (here > 0.3f * VOICING_THRESHOLD && here > before && here >= after) {
                float slope = 0.5f * (after - before);
                float curve = 2 * here - before - after;
                float height = Math.min(1f, here + 0.5f * slope * slope / curve);
                keep(base, lag + slope / curve, height);
            }
            before = here;
            here = after;
        }
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
     * @param globalPeak largest absolute sample of the signal
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
