package io.github.emotion4j.benchmarks.fusion;

import io.github.emotion4j.core.internal.numeric.Softmax;
import io.github.emotion4j.fusion.internal.AdamSteps;
import java.util.Arrays;
import java.util.List;

/**
 * The log-linear pool: the product of the modalities' probabilities, each to a power of its own,
 * times a learned prior. Rows are the logarithms of all modalities one after another.
 */
final class WeightedProduct {
    private static final int ITERATIONS = 300;
    private static final double RATE = 0.05;

    /** The powers, then the logarithms of the prior. */
    private final double[] weights;

    private final int modalities;

    private WeightedProduct(double[] weights, int modalities) {
        this.weights = weights;
        this.modalities = modalities;
    }

    static WeightedProduct plain(int modalities, int classes) {
        double[] weights = new double[modalities + classes];
        Arrays.fill(weights, 0, modalities, 1);
        return new WeightedProduct(weights, modalities);
    }

    static WeightedProduct fit(List<float[]> rows, List<float[]> targets) {
        int classes = targets.get(0).length;
        int modalities = rows.get(0).length / classes;
        WeightedProduct product = plain(modalities, classes);
        AdamSteps adam = new AdamSteps(modalities + classes, ITERATIONS, RATE);
        for (int step = 0; step < ITERATIONS; step++) {
            double[] gradient = new double[modalities + classes];
            for (int i = 0; i < rows.size(); i++) {
                double[] p = product.probabilities(rows.get(i));
                for (int c = 0; c < classes; c++) {
                    double error = (p[c] - targets.get(i)[c]) / rows.size();
                    for (int k = 0; k < modalities; k++) {
                        gradient[k] += error * rows.get(i)[k * classes + c];
                    }
                    gradient[modalities + c] += error;
                }
            }
            adam.take(product.weights, gradient);
        }
        return product;
    }

    double[] probabilities(float[] row) {
        double[] p = Arrays.copyOfRange(weights, modalities, weights.length);
        for (int k = 0; k < modalities; k++) {
            for (int c = 0; c < p.length; c++) {
                p[c] += weights[k] * row[k * p.length + c];
            }
        }
        Softmax.inPlace(p, 1);
        return p;
    }
}
