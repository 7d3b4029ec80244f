package io.github.emotion4j.fusion.train;

/** Hears of a training's progress, on the thread that trains. */
public interface TrainingListener {
    /** Hears nothing. */
    TrainingListener SILENT = new TrainingListener() {};

    /**
     * A batch was learned from.
     *
     * @param epoch the epoch, from 1
     * @param done batches done in it
     * @param batches batches in it
     * @param meanLoss the mean training loss so far in it
     */
    default void onBatch(int epoch, int done, int batches, double meanLoss) {}

    /**
     * An epoch is over and can be resumed from.
     *
     * @param result its figures
     * @param best whether its validation loss is the best so far
     */
    default void onEpoch(EpochResult result, boolean best) {}
}
