package io.github.emotion4j.fusion.internal;

import io.github.emotion4j.core.internal.numeric.Softmax;
import java.util.Arrays;
import java.util.List;

/**
 * Multinomial logistic regression, fitted with full-batch Adam on standardised features. Immutable.
 */
public final class SoftmaxRegression {
    /** The fit ends here whether or not the loss still falls. Chosen by hand. */
    private static final int ITERATIONS = 250;

    /** Adam's first rate, on standardised features. Chosen by hand. */
    private static final double RATE = 0.05;

    private final int features;
    private final int classes;
    private final double[] mean;
    private final double[] scale;
    private final double[] weights;

    private SoftmaxRegression(
            int features, int classes, double[] mean, double[] scale, double[] weights) {
        this.features = features;
        this.classes = classes;
        this.mean = mean;
        this.scale = scale;
        this.weights = weights;
    }

    /**
     * Fits rows to targets.
     *
     * @param rows at least one, all of the same length
     * @param targets the probability of each class, one array a row; their sum is the row's weight
     * @param penalty factor on half the squared weights of standardised features, added to the
     *     summed cross-entropy; at least 0
     * @return the regression
     */
    public static SoftmaxRegression fit(List<float[]> rows, List<float[]> targets, double penalty) {
        int n = rows.size();
        int features = rows.get(0).length;
        int classes = targets.get(0).length;
        double[] mean = new double[features];
        double[] scale = new double[features];
        for (int j = 0; j < features; j++) {
            for (float[] row : rows) {
                mean[j] += row[j] / n;
            }
            for (float[] row : rows) {
                scale[j] += (row[j] - mean[j]) * (row[j] - mean[j]) / n;
            }
            scale[j] = scale[j] < 1e-10 ? 1 : Math.sqrt(scale[j]);
        }
        double[][] x = new double[n][features + 1];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < features; j++) {
                x[i][j] = (rows.get(i)[j] - mean[j]) / scale[j];
            }
            x[i][features] = 1;
        }
        double[] w = new double[(features + 1) * classes];
        AdamSteps adam = new AdamSteps(w.length, ITERATIONS, RATE);
        double[] gradient = new double[w.length];
        double[] p = new double[classes];
        for (int step = 0; step < ITERATIONS; step++) {
            Arrays.fill(gradient, 0);
            for (int i = 0; i < n; i++) {
                probabilities(x[i], w, p);
                double weight = 0;
                for (float target : targets.get(i)) {
                    weight += target;
                }
                for (int c = 0; c < classes; c++) {
                    double error = (weight * p[c] - targets.get(i)[c]) / n;
                    for (int j = 0; j <= features; j++) {
                        gradient[j * classes + c] += error * x[i][j];
                    }
                }
            }
            for (int k = 0; k < features * classes; k++) {
                gradient[k] += penalty * w[k] / n;
            }
            adam.take(w, gradient);
        }
        return new SoftmaxRegression(features, classes, mean, scale, w);
    }

    /**
     * {@return the weights of the features as they are, not standardised: a fresh array of shape
     * (feature, class) with a last row of intercepts}
     */
    public double[][] weights() {
        double[][] raw = new double[features + 1][classes];
        for (int c = 0; c < classes; c++) {
            raw[features][c] = weights[features * classes + c];
            for (int j = 0; j < features; j++) {
                raw[j][c] = weights[j * classes + c] / scale[j];
                raw[features][c] -= mean[j] * raw[j][c];
            }
        }
        return raw;
    }

    /**
     * The probabilities of the classes.
     *
     * @param row a row of features
     * @return a fresh array
     */
    public double[] probabilities(float[] row) {
        double[] x = new double[features + 1];
        for (int j = 0; j < features; j++) {
            x[j] = (row[j] - mean[j]) / scale[j];
        }
        x[features] = 1;
        double[] p = new double[classes];
        probabilities(x, weights, p);
        return p;
    }

    private static void probabilities(double[] x, double[] w, double[] p) {
        int classes = p.length;
        Arrays.fill(p, 0);
        for (int j = 0; j < x.length; j++) {
            if (x[j] != 0) {
                for (int c = 0; c < classes; c++) {
                    p[c] += x[j] * w[j * classes + c];
                }
            }
        }
        Softmax.inPlace(p, 1);
    }
}
