package io.github.emotion4j.fusion.train;

import io.github.emotion4j.core.evaluation.ClassificationReport;
import java.nio.file.Path;
import java.util.List;

/**
 * A finished training.
 *
 * @param folder where {@code model.pt} and {@code model.json} of the best epoch, {@code log.jsonl}
 *     and the TensorBoard events are
 * @param bestEpoch the epoch whose weights were kept; 0 if none bettered those it began with
 * @param epochs the figures of all epochs, those before a resumption included
 * @param report how the kept weights, calibrated, do on the labelled validation steps
 */
public record TrainingResult(
        Path folder, int bestEpoch, List<EpochResult> epochs, ClassificationReport report) {
    /** Copies the list. */
    public TrainingResult {
        epochs = List.copyOf(epochs);
    }
}
