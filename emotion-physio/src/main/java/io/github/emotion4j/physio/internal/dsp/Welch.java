package io.github.emotion4j.physio.internal.dsp;

import org.jtransforms.fft.DoubleFFT_1D;

/**
 * Power spectral density by Welch's method: Hann-tapered segments that overlap by half, each freed
 * of its mean; one-sided density. The same numbers as scipy.signal.welch's defaults.
 */
public final class Welch {
    private final int segment;
    private final double rate;
    private final DoubleFFT_1D fft;
    private final double[] taper;
    private final double scale;
    private final double[] sum;
    private int segments;

    /** Segments of {@code segment} samples at {@code rateHertz}. */
    public Welch(int segment, double rateHertz) {
        this.segment = segment;
        this.rate = rateHertz;
        this.fft = new DoubleFFT_1D(segment);
        this.taper = new double[segment];
        double square = 0;
        for (int i = 0; i < segment; i++) {
            taper[i] = 0.5 - 0.5 * Math.cos(2 * Math.PI * i / segment);
            square += taper[i] * taper[i];
        }
        this.scale = 1 / (rateHertz * square);
        this.sum = new double[segment / 2 + 1];
    }

    /**
     * Adds all the segments of a part of a signal; a part shorter than one segment adds nothing.
     */
    public void add(double[] x, int from, int to) {
        int step = segment - segment / 2;
        for (int start = from; start + segment <= to; start += step) {
            addSegment(x, start);
        }
    }

    /** Adds one segment. */
    public void addSegment(double[] x, int start) {
        double mean = 0;
        for (int i = 0; i < segment; i++) {
            mean += x[start + i];
        }
        mean /= segment;
        // Real and imaginary parts by turns in the end.
        double[] spectrum = new double[2 * segment];
        for (int i = 0; i < segment; i++) {
            spectrum[i] = (x[start + i] - mean) * taper[i];
        }
        fft.realForwardFull(spectrum);
        for (int k = 0; k < sum.length; k++) {
            boolean twice = k > 0 && !(segment % 2 == 0 && k == segment / 2);
            double re = spectrum[2 * k];
            double im = spectrum[2 * k + 1];
            sum[k] += (re * re + im * im) * scale * (twice ? 2 : 1);
        }
        segments++;
    }

    /** How many segments were added. */
    public int segments() {
        return segments;
    }

    /** Spacing of the frequencies in hertz. */
    public double spacing() {
        return rate / segment;
    }

    /**
     * Mean density at multiples of {@link #spacing()}, in unit² per hertz; NaN without segments.
     */
    public double[] density() {
        double[] mean = new double[sum.length];
        for (int k = 0; k < mean.length; k++) {
            mean[k] = sum[k] / segments;
        }
        return mean;
    }
}
