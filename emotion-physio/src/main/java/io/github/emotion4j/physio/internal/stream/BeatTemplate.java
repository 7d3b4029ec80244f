package io.github.emotion4j.physio.internal.stream;

/**
 * The running mean shape of the beats, and how much a beat is like it.
 *
 * <p>A shape is {@value #POINTS} values across a beat. Shapes are compared by correlation, so level
 * and size do not matter. A shape that is unlike the template still moves it a little, so that a
 * lasting change of shape is learned.
 */
public final class BeatTemplate {
    /** Values in a shape. */
    public static final int POINTS = 32;

    private final double[] mean = new double[POINTS];
    private int beats;

    /**
     * Compares a shape with the template, in [0, 1], then learns it. The first is taken as good.
     */
    public double compare(double[] shape) {
        double[] z = standardised(shape);
        double match = 0;
        double size = 0;
        for (int i = 0; i < POINTS; i++) {
            match += z[i] * mean[i];
            size += mean[i] * mean[i];
        }
        double quality = beats == 0 ? 1 : size == 0 ? 0 : Math.max(0, match / Math.sqrt(size));
        double rate = beats < 5 ? 1.0 / (beats + 1) : 0.02 + 0.13 * quality;
        for (int i = 0; i < POINTS; i++) {
            mean[i] += rate * (z[i] - mean[i]);
        }
        beats++;
        return Math.min(1, quality);
    }

    private static double[] standardised(double[] shape) {
        double mean = 0;
        for (double v : shape) {
            mean += v / POINTS;
        }
        double square = 0;
        for (double v : shape) {
            square += (v - mean) * (v - mean);
        }
        double scale = square == 0 ? 0 : 1 / Math.sqrt(square);
        double[] z = new double[POINTS];
        for (int i = 0; i < POINTS; i++) {
            z[i] = (shape[i] - mean) * scale;
        }
        return z;
    }
}
