package io.github.emotion4j.fusion.internal;

/** How a step's logits become probabilities; running and training must do it alike. */
public final class StepCalibration {
    private StepCalibration() {}

    /**
     * The pattern of present modalities, which chooses temperature and threshold.
     *
     * @param present above 0 where a modality is present, {@code slots} values a step
     * @param step the step's index
     * @param slots the network's slots
     * @return bit i is set where slot i is present
     */
    public static int pattern(float[] present, int step, int slots) {
        int pattern = 0;
        for (int slot = 0; slot < slots; slot++) {
            pattern |= present[step * slots + slot] > 0 ? 1 << slot : 0;
        }
        return pattern;
    }

    /**
     * The softmax over a temperature (Guo et al. 2017, arXiv:1706.04599).
     *
     * @param logits one step's, at least one
     * @param temperature above 0
     * @return a fresh array of probabilities
     */
    public static double[] softmax(float[] logits, double temperature) {
        double greatest = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            greatest = Math.max(greatest, logit);
        }
        double sum = 0;
        double[] probabilities = new double[logits.length];
        for (int i = 0; i < logits.length; i++) {
            probabilities[i] = Math.exp((logits[i] - greatest) / temperature);
            sum += probabilities[i];
        }
        for (int i = 0; i < logits.length; i++) {
            probabilities[i] /= sum;
        }
        return probabilities;
    }
}
