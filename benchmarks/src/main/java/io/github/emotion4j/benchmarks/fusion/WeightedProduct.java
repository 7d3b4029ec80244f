package io.github.emotion4j.benchmarks.fusion;

import io.github.emotion4j.core.internal.numeric.Softmax;
import java.util.Arrays;
import java.util.List;

/**
 * The log-linear pool: the product of the modalities' probabilities, each to a power of its own,
 * times a learned prior. Rows are the logarithms of all modalities one after another.
 */
final class WeightedProduct {
    private static final int ITERATIONS = 300;
    private static final double RATE = 0.05;

    private final double[] powers;
    private final double[] prior;

    private WeightedProduct(double[] powers, double[] prior) {
        this.powers = powers;
        this.prior = prior;
    }

    static WeightedProduct plain(int modalities, int classes) {
        double[] powers = new double[modalities];
        Arrays.fill(powers, 1);
        return new WeightedProduct(powers, new double[classes]);
    }

    static WeightedProduct fit(List<float[]> rows, List<float[]> targets) {
        int classes = targets.get(0).length;
        int modalities = rows.get(0).length / classes;
        WeightedProduct product = plain(modalities, classes);
        double[] m = new double[modalities + classes];
        double[] v = new double[modalities + classes];
        for (int step = 1; step <= ITERATIONS; step++) {
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
            double rate = RATE * (1 + Math.cos(Math.PI * step / ITERATIONS)) / 2;
            for (int k = 0; k < gradient.length; k++) {
                m[k] = 0.9 * m[k] + 0.1 * gradient[k];
                v[k] = 0.999 * v[k] + 0.001 * gradient[k] * gradient[k];
                double change =
                        rate
                                * (m[k] / (1 - Math.pow(0.9, step)))
                                / (Math.sqrt(v[k] / (1 - Math.pow(0.999, step))) + 1e-8);
                if (k < modalities) {
                    product.powers[k] -= change;
                } else {
                    product.prior[k - modalities] -= change;
                }
            }
        }
        return product;
    }

    double[] probabilities(float[] row) {
        double[] p = prior.clone();
        for (int k = 0; k < powers.length; k++) {
            for (int c = 0; c < p.length; c++) {
                p[c] += powers[k] * row[k * p.length + c];
            }
        }
        Softmax.inPlace(p, 1);
        return p;
    }
}
