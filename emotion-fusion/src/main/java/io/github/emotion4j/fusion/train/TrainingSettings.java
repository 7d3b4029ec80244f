package io.github.emotion4j.fusion.train;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a network is trained. Immutable.
 *
 * <pre>{@code
 * TrainingSettings settings =
 *         TrainingSettings.builder().epochs(10).patience(3).learningRate(0.002).build();
 * new FusionTrainer(NetworkFile.shipped("fusion"), settings);
 * }</pre>
 */
public final class TrainingSettings {
    private static final TrainingSettings DEFAULTS = new Builder().build();

    private final int epochs;
    private final int batchSize;
    private final double learningRate;
    private final double weightDecay;
    private final double gradientNorm;
    private final int patience;
    private final double modalityDropout;
    private final double averaging;
    private final double labelSmoothing;
    private final double poolPenalty;
    private final long seed;

    private TrainingSettings(Builder builder) {
        epochs = builder.epochs;
        batchSize = builder.batchSize;
        learningRate = builder.learningRate;
        weightDecay = builder.weightDecay;
        gradientNorm = builder.gradientNorm;
        patience = builder.patience;
        modalityDropout = builder.modalityDropout;
        averaging = builder.averaging;
        labelSmoothing = builder.labelSmoothing;
        poolPenalty = builder.poolPenalty;
        seed = builder.seed;
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
        return DEFAULTS;
    }

    /** {@return a builder that begins with the defaults} */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return a builder that begins with these settings} */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.epochs = epochs;
        builder.batchSize = batchSize;
        builder.learningRate = learningRate;
        builder.weightDecay = weightDecay;
        builder.gradientNorm = gradientNorm;
        builder.patience = patience;
        builder.modalityDropout = modalityDropout;
        builder.averaging = averaging;
        builder.labelSmoothing = labelSmoothing;
        builder.poolPenalty = poolPenalty;
        builder.seed = seed;
        return builder;
    }

    /**
     * The most epochs; the learning rate falls along a half cosine over them.
     *
     * @return at least 1
     */
    public int epochs() {
        return epochs;
    }

    /**
     * Sequences a step of the optimiser.
     *
     * @return at least 1
     */
    public int batchSize() {
        return batchSize;
    }

    /**
     * Adam's first learning rate.
     *
     * @return above 0
     */
    public double learningRate() {
        return learningRate;
    }

    /**
     * The share by which weights are drawn back to where training began, times the learning rate,
     * at each step (as in AdamW, Loshchilov and Hutter 2019, arXiv:1711.05101).
     *
     * @return at least 0
     */
    public double weightDecay() {
        return weightDecay;
    }

    /** {@return the length to which longer gradients are cut} */
    public double gradientNorm() {
        return gradientNorm;
    }

    /**
     * Epochs without a better validation loss after which training ends.
     *
     * @return at least 1
     */
    public int patience() {
        return patience;
    }

    /**
     * The probability that a modality is taken from a sequence in an epoch; at least one is always
     * kept.
     *
     * @return in [0, 1)
     */
    public double modalityDropout() {
        return modalityDropout;
    }

    /**
     * The share that the running mean of the weights, which is what is validated and kept, holds at
     * each step; 0 keeps the weights themselves.
     *
     * @return in [0, 1)
     */
    public double averaging() {
        return averaging;
    }

    /** {@return the share of each target that is spread over all classes, in [0, 1)} */
    public double labelSmoothing() {
        return labelSmoothing;
    }

    /**
     * Above 0: an untrained network begins at the mixture of the product of opinions and logistic
     * regressions of each set of modalities, with this penalty on half their squared weights, that
     * does best on the validation set; 0: training begins where the network is.
     *
     * @return at least 0
     */
    public double poolPenalty() {
        return poolPenalty;
    }

    /** {@return what order, dropout and modality dropout are drawn from} */
    public long seed() {
        return seed;
    }

    private List<Object> parts() {
        return List.of(
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

    /** Whether the other has the same settings. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TrainingSettings that && parts().equals(that.parts());
    }

    @Override
    public int hashCode() {
        return parts().hashCode();
    }

    /** All settings by name; trainings with equal texts go on with each other's checkpoints. */
    @Override
    public String toString() {
        return "TrainingSettings[epochs="
                + epochs
                + ", batchSize="
                + batchSize
                + ", learningRate="
                + learningRate
                + ", weightDecay="
                + weightDecay
                + ", gradientNorm="
                + gradientNorm
                + ", patience="
                + patience
                + ", modalityDropout="
                + modalityDropout
                + ", averaging="
                + averaging
                + ", labelSmoothing="
                + labelSmoothing
                + ", poolPenalty="
                + poolPenalty
                + ", seed="
                + seed
                + "]";
    }

    /** Puts settings together. Not thread-safe. */
    public static final class Builder {
        private int epochs = 30;
        private int batchSize = 32;
        private double learningRate = 0.003;
        private double weightDecay = 0.01;
        private double gradientNorm = 1;
        private int patience = 6;
        private double modalityDropout = 0.2;
        private double averaging = 0.98;
        private double labelSmoothing = 0;
        private double poolPenalty = 0;
        private long seed = 1;

        private Builder() {}

        /** Sets {@link TrainingSettings#epochs()}, at least 1. */
        public Builder epochs(int value) {
            epochs = value;
            return this;
        }

        /** Sets {@link TrainingSettings#batchSize()}, at least 1. */
        public Builder batchSize(int value) {
            batchSize = value;
            return this;
        }

        /** Sets {@link TrainingSettings#learningRate()}, above 0. */
        public Builder learningRate(double value) {
            learningRate = value;
            return this;
        }

        /** Sets {@link TrainingSettings#weightDecay()}, at least 0. */
        public Builder weightDecay(double value) {
            weightDecay = value;
            return this;
        }

        /** Sets {@link TrainingSettings#gradientNorm()}, above 0. */
        public Builder gradientNorm(double value) {
            gradientNorm = value;
            return this;
        }

        /** Sets {@link TrainingSettings#patience()}, at least 1. */
        public Builder patience(int value) {
            patience = value;
            return this;
        }

        /** Sets {@link TrainingSettings#modalityDropout()}, in [0, 1). */
        public Builder modalityDropout(double value) {
            modalityDropout = value;
            return this;
        }

        /** Sets {@link TrainingSettings#averaging()}, in [0, 1). */
        public Builder averaging(double value) {
            averaging = value;
            return this;
        }

        /** Sets {@link TrainingSettings#labelSmoothing()}, in [0, 1). */
        public Builder labelSmoothing(double value) {
            labelSmoothing = value;
            return this;
        }

        /** Sets {@link TrainingSettings#poolPenalty()}, at least 0. */
        public Builder poolPenalty(double value) {
            poolPenalty = value;
            return this;
        }

        /** Sets {@link TrainingSettings#seed()}. */
        public Builder seed(long value) {
            seed = value;
            return this;
        }

        /**
         * Checks the ranges.
         *
         * @return the settings
         * @throws IllegalArgumentException if one is outside its range
         */
        public TrainingSettings build() {
            return new TrainingSettings(this);
        }
    }

    private static void require(String name, double value, boolean right) {
        if (!right) {
            throw new IllegalArgumentException(
                    name + " is " + value + ", outside its range (see TrainingSettings)");
        }
    }
}
