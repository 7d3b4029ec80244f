package io.github.emotion4j.fusion.train;

/**
 * How a network is trained. Immutable.
 *
 * @param epochs the most epochs, at least 1; the learning rate falls along a half cosine over them
 * @param batchSize sequences a step of the optimiser, at least 1
 * @param learningRate Adam's first learning rate, above 0
 * @param weightDecay the share by which weights shrink, times the learning rate, at each step (as
 *     in AdamW, Loshchilov and Hutter 2019, arXiv:1711.05101), at least 0
 * @param gradientNorm the length to which longer gradients are cut, above 0
 * @param patience epochs without a better validation loss after which training ends, at least 1
 * @param modalityDropout the probability that a modality is taken from a sequence in an epoch, in
 *     [0, 1); at least one is always kept
 * @param averaging the share that the running mean of the weights, which is what is validated and
 *     kept, holds at each step, in [0, 1); 0 keeps the weights themselves
 * @param labelSmoothing the share of each target that is spread over all classes, in [0, 1)
 * @param poolPenalty above 0: an untrained network begins at the mixture of the product of opinions
 *     and logistic regressions of each set of modalities, with this penalty on half their squared
 *     weights, that does best on the validation set; 0: training begins where the network is
 * @param seed what order, dropout and modality dropout are drawn from
 */
public record TrainingSettings(
        int epochs,
        int batchSize,
        double learningRate,
        double weightDecay,
        double gradientNorm,
        int patience,
        double modalityDropout,
        double averaging,
        double labelSmoothing,
        double poolPenalty,
        long seed) {

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a setting is outside its range
     */
    public TrainingSettings {
        require("epochs", epochs, epochs >= 1);
        require("batchSize", batchSize, batchSize >= 1);
        require("learningRate", learningRate, learningRate > 0);
        require("weightDecay", weightDecay, weightDecay >= 0);
        require("gradientNorm", gradientNorm, gradientNorm > 0);
        require("patience", patience, patience >= 1);
        require("modalityDropout", modalityDropout, modalityDropout >= 0 && modalityDropout < 1);
        require("averaging", averaging, averaging >= 0 && averaging < 1);
        require("poolPenalty", poolPenalty, poolPenalty >= 0);
        require("labelSmoothing", labelSmoothing, labelSmoothing >= 0 && labelSmoothing < 1);
    }

    /**
     * What a training may begin with. The shipped network took the same but for at most 5 epochs
     * with patience 3 and learning rate 0.002 (benchmarks, {@code TrajectoryAccuracy}).
     *
     * @return 30 epochs, batches of 32, learning rate 0.003, weight decay 0.01, gradient norm 1,
     *     patience 6, modality dropout 0.2, averaging 0.98, no label smoothing, no regressions
     *     first, seed 1
     */
    public static TrainingSettings defaults() {
        return new TrainingSettings(30, 32, 0.003, 0.01, 1, 6, 0.2, 0.98, 0, 0, 1);
    }

    /**
     * The same settings with other lengths.
     *
     * @param epochs the most epochs, at least 1
     * @param patience epochs without a better validation loss, at least 1
     * @return the changed copy
     */
    public TrainingSettings withEpochs(int epochs, int patience) {
        return new TrainingSettings(
                epochs,
                batchSize,
                learningRate,
                weightDecay,
                gradientNorm,
                patience,
                modalityDropout,
                averaging,
                labelSmoothing,
                poolPenalty,
                seed);
    }

    /**
     * The same settings with other steps of the optimiser.
     *
     * @param batchSize sequences a step, at least 1
     * @param learningRate the first learning rate, above 0
     * @param weightDecay how fast weights are drawn back to where training began, at least 0
     * @return the changed copy
     */
    public TrainingSettings withOptimiser(int batchSize, double learningRate, double weightDecay) {
        return new TrainingSettings(
                epochs,
                batchSize,
                learningRate,
                weightDecay,
                gradientNorm,
                patience,
                modalityDropout,
                averaging,
                labelSmoothing,
                poolPenalty,
                seed);
    }

    /**
     * The same settings with another modality dropout and label smoothing.
     *
     * @param modalityDropout the probability that a modality is taken away, in [0, 1)
     * @param labelSmoothing the share of targets that is spread, in [0, 1)
     * @return the changed copy
     */
    public TrainingSettings withRegularisation(double modalityDropout, double labelSmoothing) {
        return new TrainingSettings(
                epochs,
                batchSize,
                learningRate,
                weightDecay,
                gradientNorm,
                patience,
                modalityDropout,
                averaging,
                labelSmoothing,
                poolPenalty,
                seed);
    }

    /**
     * The same settings with regressions at the beginning.
     *
     * @param poolPenalty their penalty; 0 for none
     * @return the changed copy
     */
    public TrainingSettings withPoolPenalty(double poolPenalty) {
        return new TrainingSettings(
                epochs,
                batchSize,
                learningRate,
                weightDecay,
                gradientNorm,
                patience,
                modalityDropout,
                averaging,
                labelSmoothing,
                poolPenalty,
                seed);
    }

    /**
     * The same settings with another seed.
     *
     * @param seed the seed
     * @return the changed copy
     */
    public TrainingSettings withSeed(long seed) {
        return new TrainingSettings(
                epochs,
                batchSize,
                learningRate,
                weightDecay,
                gradientNorm,
                patience,
                modalityDropout,
                averaging,
                labelSmoothing,
                poolPenalty,
                seed);
    }

    private static void require(String name, double value, boolean right) {
        if (!right) {
            throw new IllegalArgumentException(
                    name + " is " + value + ", outside its range (see TrainingSettings)");
        }
    }
}
