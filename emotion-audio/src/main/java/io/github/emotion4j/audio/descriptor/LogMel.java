package io.github.emotion4j.audio.descriptor;

import java.util.Arrays;
import java.util.Objects;

/**
 * Natural logarithm of the energies in mel bands: ln(max(floor, sum over bins of weight x squared
 * magnitude)).
 *
 * <p>Frame i holds the samples from {@code i * hop}; a signal shorter than one frame has no frames.
 * NaN in a frame gives NaN in its bands. Computing a frame allocates nothing. Not thread-safe: one
 * object, one thread.
 *
 * <p>Reference: Davis and Mermelstein 1980, doi:10.1109/TASSP.1980.1163420; the Kaldi mode gives
 * Kaldi's {@code compute-fbank-feats}.
 *
 * <pre>{@code
 * float[] bands = new LogMel(MelSettings.librosa(40)).of(samples16kHz); // 40 values a frame
 * }</pre>
 */
public final class LogMel {
    private final MelSettings settings;
    private final float[] window;
    private final float[] work;
    private final float[] power;
    private final RealFft fft;
    private final int[] firstBin;
    private final float[][] weights;
    private final boolean withEnergy;
    private float logEnergy;

    /**
     * Prepares window and filters.
     *
     * @param settings what to compute
     */
    public LogMel(MelSettings settings) {
        this(settings, false);
    }

    /** Whether {@link #logEnergy} is asked for, too. */
    LogMel(MelSettings settings, boolean withEnergy) {
        this.withEnergy = withEnergy;
        this.settings = Objects.requireNonNull(settings, "settings");
        window = settings.window().weights(settings.frameLength());
        work = new float[settings.fftLength()];
        power = new float[settings.fftLength() / 2 + 1];
        fft = new RealFft(settings.fftLength());
        firstBin = new int[settings.bands()];
        weights = new float[settings.bands()][];
        double[][] dense = filters(settings);
        for (int b = 0; b < dense.length; b++) {
            int from = 0;
            while (from < dense[b].length && dense[b][from] == 0) {
                from++;
            }
            int to = dense[b].length;
            while (to > from && dense[b][to - 1] == 0) {
                to--;
            }
            firstBin[b] = from;
            weights[b] = new float[to - from];
            for (int k = from; k < to; k++) {
                weights[b][k - from] = (float) dense[b][k];
            }
        }
    }

    /** {@return the settings of what this object computes} */
    public MelSettings settings() {
        return settings;
    }

    /**
     * One frame.
     *
     * @param samples a signal that holds the whole frame
     * @param offset index of the frame's first sample
     * @param out receives the bands
     * @param outOffset index of the first band in {@code out}
     */
    public void frame(float[] samples, int offset, float[] out, int outOffset) {
        prepare(samples, offset);
        fft.power(work, power);
        float floor = (float) settings.floor();
        for (int b = 0; b < weights.length; b++) {
            float[] w = weights[b];
            int first = firstBin[b];
            float sum = 0;
            for (int k = 0; k < w.length; k++) {
                sum += w[k] * power[first + k];
            }
            out[outOffset + b] = (float) Math.log(Math.max(floor, sum));
        }
    }

    /**
     * All whole frames of a signal.
     *
     * @param samples mono samples at the settings' rate
     * @return row-major (frame, band)
     */
    public float[] of(float[] samples) {
        int frames = settings.frames(samples.length);
        float[] out = new float[Math.multiplyExact(frames, settings.bands())];
        for (int i = 0; i < frames; i++) {
            frame(samples, i * settings.hopLength(), out, i * settings.bands());
        }
        return out;
    }

    /**
     * Log energy of the last frame after mean removal, before emphasis and window (Kaldi's C0), for
     * an object that was made with it.
     */
    float logEnergy() {
        return logEnergy;
    }

    /** Squared magnitudes of the last frame, bins 0 to fft / 2. */
    float[] power() {
        return power;
    }

    private void prepare(float[] samples, int offset) {
        int n = settings.frameLength();
        if (settings.preEmphasis() == 0 && !settings.removeMean() && !withEnergy) {
            float gain = (float) settings.inputGain();
            for (int i = 0; i < n; i++) {
                work[i] = samples[offset + i] * window[i] * gain;
            }
        } else {
            emphasise(samples, offset, n);
        }
        Arrays.fill(work, n, work.length, 0f);
    }

    private void emphasise(float[] samples, int offset, int n) {
        double mean = 0;
        if (settings.removeMean()) {
            for (int i = 0; i < n; i++) {
                mean += samples[offset + i];
            }
            mean /= n;
        }
        double energy = 0;
        double c = settings.preEmphasis();
        double gain = settings.inputGain();
        double previous = (samples[offset] - mean) * gain;
        for (int i = 0; i < n; i++) {
            double x = (samples[offset + i] - mean) * gain;
            energy += x * x;
            work[i] = (float) ((x - c * previous) * window[i]);
            previous = x;
        }
        logEnergy = (float) Math.log(Math.max(settings.floor(), energy));
    }

    /** The filters as (band, bin) weights. */
    static double[][] filters(MelSettings s) {
        boolean htk = s.scale() == MelSettings.Scale.HTK;
        double low = htk ? htkMel(s.lowHertz()) : slaneyMel(s.lowHertz());
        double high = htk ? htkMel(s.highHertz()) : slaneyMel(s.highHertz());
        double step = (high - low) / (s.bands() + 1);
        double[][] filters = new double[s.bands()][s.fftLength() / 2 + 1];
        for (int b = 0; b < s.bands(); b++) {
            double left = low + b * step;
            double centre = left + step;
            double right = centre + step;
            double area = 1;
            if (!htk) {
                left = slaneyHertz(left);
                centre = slaneyHertz(centre);
                right = slaneyHertz(right);
                area = 2 / (right - left);
            }
            for (int k = 0; k <= s.fftLength() / 2; k++) {
                double hertz = (double) k * s.rateHertz() / s.fftLength();
                double x = htk ? htkMel(hertz) : hertz;
                double side =
                        Math.min((x - left) / (centre - left), (right - x) / (right - centre));
                filters[b][k] = Math.max(0, side) * area;
            }
        }
        return filters;
    }

    private static double htkMel(double hertz) {
        return 1127 * Math.log1p(hertz / 700);
    }

    private static double slaneyMel(double hertz) {
        return hertz < 1000 ? hertz * 3 / 200 : 15 + Math.log(hertz / 1000) / (Math.log(6.4) / 27);
    }

    private static double slaneyHertz(double mel) {
        return mel < 15 ? mel * 200 / 3 : 1000 * Math.exp((mel - 15) * Math.log(6.4) / 27);
    }
}
