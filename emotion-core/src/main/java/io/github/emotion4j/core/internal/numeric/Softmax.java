package io.github.emotion4j.core.internal.numeric;

/**
 * The softmax over a temperature (Guo et al. 2017, arXiv:1706.04599), of any number of classes and
 * unchecked; {@link io.github.emotion4j.core.EmotionProbabilities#softmax} checks its eight.
 */
public final class Softmax {
    private Softmax() {}

    /**
     * The probabilities of one step's logits.
     *
     * @param logits at least one
     * @param temperature above 0
     * @return a fresh array of probabilities
     */
    public static double[] of(float[] logits, double temperature) {
        double[] p = new double[logits.length];
        for (int c = 0; c < p.length; c++) {
            p[c] = logits[c];
        }
        inPlace(p, temperature);
        return p;
    }

    /**
     * Turns logits into probabilities.
     *
     * @param p logits of any scale
     * @param temperature above 0
     */
    public static void inPlace(double[] p, double temperature) {
        double greatest = Double.NEGATIVE_INFINITY;
        for (double logit : p) {
            greatest = Math.max(greatest, logit);
        }
        double sum = 0;
        for (int c = 0; c < p.length; c++) {
            p[c] = Math.exp((p[c] - greatest) / temperature);
            sum += p[c];
        }
        for (int c = 0; c < p.length; c++) {
            p[c] /= sum;
        }
    }
}
