package io.github.emotion4j.audio.descriptor;

import java.util.Objects;

/**
 * Mel-frequency cepstral coefficients: the orthonormal DCT-II of a {@link LogMel} frame, liftered.
 *
 * <p>Coefficient k is {@code l(k) sqrt(2 / bands) sum_b logmel[b] cos(pi k (b + 1/2) / bands)},
 * with {@code sqrt(1 / bands)} for k = 0 and {@code l(k) = 1 + L / 2 sin(pi k / L)}. librosa's
 * values are these times {@code 10 / ln 10}, as librosa takes decibels, where no band of the signal
 * lies more than 80 dB below its strongest: librosa raises those to -80 dB unless it is told {@code
 * top_db=None}. Not thread-safe.
 *
 * <pre>{@code
 * float[] cepstra = Mfcc.kaldi().of(samples16kHz); // 13 values a frame
 * }</pre>
 */
public final class Mfcc {
    private final LogMel mel;
    private final int count;
    private final boolean energyFirst;
    private final float[] bands;
    private final float[][] transform;

    /**
     * Prepares the transform.
     *
     * @param settings the mel spectrum underneath
     * @param count number of coefficients, at most the number of bands
     * @param lifter L of the sine lifter; 0 for none
     * @param energyFirst whether coefficient 0 is replaced by the frame's log energy, as Kaldi does
     * @throws IllegalArgumentException if count or lifter is out of range
     */
    public Mfcc(MelSettings settings, int count, int lifter, boolean energyFirst) {
        Objects.requireNonNull(settings, "settings");
        if (count < 1 || count > settings.bands()) {
            throw new IllegalArgumentException(
                    "Count must be 1 to " + settings.bands() + ", was " + count);
        }
        if (lifter < 0) {
            throw new IllegalArgumentException("The lifter must be at least 0, was " + lifter);
        }
        this.mel = new LogMel(settings, energyFirst);
        this.count = count;
        this.energyFirst = energyFirst;
        this.bands = new float[settings.bands()];
        this.transform = transform(settings.bands(), count, lifter);
    }

    /**
     * Kaldi's 13 coefficients of 23 bands.
     *
     * @return an extractor that agrees with {@code compute-mfcc-feats --dither=0}
     */
    public static Mfcc kaldi() {
        return new Mfcc(MelSettings.kaldi(23), 13, 22, true);
    }

    /** {@return the number of coefficients in a frame} */
    public int count() {
        return count;
    }

    /**
     * One frame.
     *
     * @param samples a signal that holds the whole frame
     * @param offset index of the frame's first sample
     * @param out receives the coefficients
     * @param outOffset index of the first one in {@code out}
     */
    public void frame(float[] samples, int offset, float[] out, int outOffset) {
        mel.frame(samples, offset, bands, 0);
        apply(transform, bands, out, outOffset);
        if (energyFirst) {
            out[outOffset] = mel.logEnergy();
        }
    }

    /**
     * All whole frames of a signal.
     *
     * @param samples mono samples at the settings' rate
     * @return row-major (frame, coefficient)
     */
    public float[] of(float[] samples) {
        int frames = mel.settings().frames(samples.length);
        float[] out = new float[Math.multiplyExact(frames, count)];
        for (int i = 0; i < frames; i++) {
            frame(samples, i * mel.settings().hopLength(), out, i * count);
        }
        return out;
    }

    /**
     * Slope of each coefficient over five frames: {@code sum_n n (c[t+n] - c[t-n]) / (2 sum_n
     * n^2)}, n = 1, 2; the first and last frames are repeated at the edges.
     *
     * @param values row-major (frame, width)
     * @param width values in a frame
     * @return the deltas, same shape
     */
    public static float[] deltas(float[] values, int width) {
        if (width < 1 || values.length % width != 0) {
            throw new IllegalArgumentException(
                    values.length + " values do not make rows of " + width);
        }
        int frames = values.length / width;
        float[] out = new float[values.length];
        for (int t = 0; t < frames; t++) {
            for (int k = 0; k < width; k++) {
                float sum = 0;
                for (int n = 1; n <= 2; n++) {
                    int after = Math.min(frames - 1, t + n) * width + k;
                    int before = Math.max(0, t - n) * width + k;
                    sum += n * (values[after] - values[before]);
                }
                out[t * width + k] = sum / 10;
            }
        }
        return out;
    }

    /** Rows of the liftered orthonormal DCT-II, (count, bands). */
    static float[][] transform(int bands, int count, int lifter) {
        float[][] rows = new float[count][bands];
        for (int k = 0; k < count; k++) {
            double lift = lifter == 0 ? 1 : 1 + lifter / 2.0 * Math.sin(Math.PI * k / lifter);
            double norm = Math.sqrt((k == 0 ? 1.0 : 2.0) / bands) * lift;
            for (int b = 0; b < bands; b++) {
                rows[k][b] = (float) (norm * Math.cos(Math.PI * k * (b + 0.5) / bands));
            }
        }
        return rows;
    }

    /** Multiplies the rows with a band vector. */
    static void apply(float[][] rows, float[] bands, float[] out, int outOffset) {
        for (int k = 0; k < rows.length; k++) {
            float[] row = rows[k];
            float sum = 0;
            for (int b = 0; b < row.length; b++) {
                sum += row[b] * bands[b];
            }
            out[outOffset + k] = sum;
        }
    }
}
