package io.github.emotion4j.fusion.internal;

/**
 * The steps of the optimiser Adam (Kingma and Ba 2015) with its usual decays of 0.9 and 0.999, at a
 * rate that falls along half a cosine to 0. Confined to one thread.
 */
public final class AdamSteps {
    private final int steps;
    private final double rate;
    private final double[] mean;
    private final double[] square;
    private int taken;

    /**
     * Begins.
     *
     * @param weights how many weights there are
     * @param steps how many steps will be taken, above 0
     * @param rate the rate of learning from which it falls
     */
    public AdamSteps(int weights, int steps, double rate) {
        this.steps = steps;
        this.rate = rate;
        this.mean = new double[weights];
        this.square = new double[weights];
    }

    /**
     * Takes a step.
     *
     * @param weights are changed
     * @param gradient of the loss, one number a weight
     */
    public void take(double[] weights, double[] gradient) {
        taken++;
        double now = rate * (1 + Math.cos(Math.PI * taken / steps)) / 2;
        for (int k = 0; k < weights.length; k++) {
            double g = gradient[k];
            mean[k] = 0.9 * mean[k] + 0.1 * g;
            square[k] = 0.999 * square[k] + 0.001 * g * g;
            weights[k] -=
                    now
                            * (mean[k] / (1 - Math.pow(0.9, taken)))
                            / (Math.sqrt(square[k] / (1 - Math.pow(0.999, taken))) + 1e-8);
        }
    }
}
