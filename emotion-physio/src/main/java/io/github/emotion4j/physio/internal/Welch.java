package io.github.emotion4j.physio.internal;

/**
 * Power spectral density by Welch's method: Hann-tapered segments that overlap by half, each freed
 * of its mean; one-sided density. The same numbers as scipy.signal.welch's defaults.
 */
public final class Welch {
    private final int segment;
    private final double rate;
    private final Fft fft;
    private final double[] taper;
    private final double scale;
    private final double[] sum;
    private int segments;

    /** Segments of {@code segment} samples at {@code rateHertz}. */
    public Welch(int segment, double rateHertz) {
        this.segment = segment;
        this.rate = rateHertz;
        this.fft = new Fft(segment);
        this.taper = new double[segment];
        double square = 0;
        for (int i = 0; i < segment; i++) {
            taper[i] = 0.5 - 0.5 * Math.cos(2 * Math.PI * i / segment);
            square += taper[i] * taper[i];
        }
        this.scale = 1 / (rateHertz * square);
        this.sum = new double[segment / 2 + 1];
    }

    /** Adds all the segments of a segment; a segment shorter than a segment adds nothing. */
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
        double[] re = new double[segment];
        double[] im = new double[segment];
        for (int i = 0; i < segment; i++) {
            re[i] = (x[start + i] - mean) * taper[i];
        }
        fft.transform(re, im);
        for (int k = 0; k < sum.length; k++) {
            boolean twice = k > 0 && !(segment % 2 == 0 && k == segment / 2);
            sum[k] += (re[k] * re[k] + im[k] * im[k]) * scale * (twice ? 2 : 1);
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
