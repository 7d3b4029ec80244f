package io.github.emotion4j.core.evaluation;

import java.util.List;
import java.util.Optional;

/**
 * Everything there is to say about predicted labels: scores of each class, averages, confusion
 * matrix, calibration where predictions have a confidence, and intervals where they are asked for.
 *
 * <p>Immutable and thread-safe.
 *
 * <pre>{@code
 * List<Prediction> predictions = List.of(Prediction.of("joy", "joy"), Prediction.of("fear", "joy"));
 * System.out.println(ClassificationReport.of(List.of("fear", "joy"), predictions).toText());
 * }</pre>
 */
public final class ClassificationReport {

    private final List<Prediction> predictions;
    private final ConfusionMatrix confusionMatrix;
    private final Optional<ReliabilityDiagram> reliability;
    private final Optional<Intervals> intervals;

    private ClassificationReport(
            List<Prediction> predictions,
            ConfusionMatrix confusionMatrix,
            Optional<ReliabilityDiagram> reliability,
            Optional<Intervals> intervals) {
        this.predictions = predictions;
        this.confusionMatrix = confusionMatrix;
        this.reliability = reliability;
        this.intervals = intervals;
    }

    /**
     * Evaluates predictions. Either all of them have a confidence or none has; {@link
     * ReliabilityDiagram#DEFAULT_BINS} are used.
     *
     * @param labels all labels that may occur, in the order of the report
     * @param predictions the items
     * @return the report, without intervals
     * @throws IllegalArgumentException if there is no label, or one twice, if there is no
     *     prediction, if one has a label that is not listed, or if only some have a confidence
     */
    public static ClassificationReport of(List<String> labels, List<Prediction> predictions) {
        ConfusionMatrix confusionMatrix = ConfusionMatrix.of(labels, predictions);
        Optional<ReliabilityDiagram> reliability =
                predictions.stream().anyMatch(p -> p.confidence().isPresent())
                        ? Optional.of(
                                ReliabilityDiagram.of(predictions, ReliabilityDiagram.DEFAULT_BINS))
                        : Optional.empty();
        return new ClassificationReport(
                List.copyOf(predictions), confusionMatrix, reliability, Optional.empty());
    }

    /**
     * The same report with the calibration error over another number of bins.
     *
     * @param binCount the number of bins, at least 1
     * @return the changed copy
     * @throws IllegalArgumentException if the number is below 1 or the predictions have no
     *     confidence
     */
    public ClassificationReport withCalibrationBins(int binCount) {
        return new ClassificationReport(
                predictions,
                confusionMatrix,
                Optional.of(ReliabilityDiagram.of(predictions, binCount)),
                intervals);
    }

    /**
     * The same report with intervals of accuracy, unweighted average recall and macro F1. Groups
     * are drawn if the predictions have groups, else single predictions. A class that a draw lacks
     * is left out of that draw's unweighted average recall, and counts as 0 in its macro F1.
     *
     * @param bootstrap the settings
     * @return the changed copy
     * @throws IllegalArgumentException if only some predictions have a group, or if there are fewer
     *     than two groups or predictions to draw from
     */
    public ClassificationReport withIntervals(Bootstrap bootstrap) {
        long grouped = predictions.stream().filter(p -> p.group().isPresent()).count();
        if (grouped != 0 && grouped != predictions.size()) {
            throw new IllegalArgumentException(
                    "Only "
                            + grouped
                            + " of "
                            + predictions.size()
                            + " predictions have a group; give all of them one, or none");
        }
        boolean byGroup = grouped != 0;
        List<Bootstrap.Interval> drawn =
                bootstrap.intervals(
                        byGroup
                                ? Bootstrap.groups(predictions, Prediction::group)
                                : Bootstrap.singles(predictions),
                        items -> ConfusionMatrix.of(confusionMatrix.labels(), items),
                        List.of(
                                ConfusionMatrix::accuracy,
                                ConfusionMatrix::unweightedAverageRecall,
                                matrix -> matrix.macro().f1()));
        Intervals made =
                new Intervals(bootstrap, byGroup, drawn.get(0), drawn.get(1), drawn.get(2));
        return new ClassificationReport(
                predictions, confusionMatrix, reliability, Optional.of(made));
    }

    /** {@return the number of predictions, whatever their weights; at least 1} */
    public int items() {
        return predictions.size();
    }

    /**
     * {@return the confusion matrix, which also gives accuracy, recalls, precisions and averages}
     */
    public ConfusionMatrix confusionMatrix() {
        return confusionMatrix;
    }

    /**
     * {@return the reliability diagram with the expected calibration error; empty if the
     * predictions have no confidence}
     */
    public Optional<ReliabilityDiagram> reliability() {
        return reliability;
    }

    /** {@return the intervals; empty unless {@link #withIntervals} made them} */
    public Optional<Intervals> intervals() {
        return intervals;
    }

    /**
     * The report to read, with three decimals: the table known from scikit-learn's {@code
     * classification_report}, then unweighted average recall, calibration, intervals and the
     * confusion matrix.
     *
     * @return the text, several lines, each ended by a line feed
     */
    public String toText() {
        return ReportText.report(this);
    }

    /**
     * The report for programs, as one JSON object. Its fields are stable within a {@code schema}
     * (now 1): {@code schema}, {@code items}, {@code labels}, {@code accuracy}, {@code
     * unweightedAverageRecall}, {@code micro}, {@code macro}, {@code weighted} and the elements of
     * {@code classes} (each with {@code label} in {@code classes}, {@code precision}, {@code
     * recall}, {@code f1}, {@code support}), {@code confusion} (rows true, columns predicted); with
     * a confidence also {@code calibration} ({@code expectedCalibrationError}, {@code binCount},
     * {@code bins} of {@code lower}, {@code upper}, {@code weight}, {@code meanConfidence}, {@code
     * accuracy}); with intervals also {@code intervals} ({@code level}, {@code resamples}, {@code
     * seed}, {@code unit}: "group" or "item", {@code units}; {@code accuracy}, {@code
     * unweightedAverageRecall}, {@code macroF1} of {@code lower}, {@code upper}).
     *
     * @return the text of the object, indented
     */
    public String toJson() {
        return ReportJson.report(this);
    }

    /** {@return the report as text, as by {@link #toText()}} */
    @Override
    public String toString() {
        return toText();
    }

    /**
     * Bootstrap intervals of the main figures, on the same draws.
     *
     * @param bootstrap the settings they were made with
     * @param byGroup whether groups were drawn, else single predictions
     * @param accuracy the interval of the accuracy
     * @param unweightedAverageRecall the interval of the unweighted average recall
     * @param macroF1 the interval of the macro average of F1
     */
    public record Intervals(
            Bootstrap bootstrap,
            boolean byGroup,
            Bootstrap.Interval accuracy,
            Bootstrap.Interval unweightedAverageRecall,
            Bootstrap.Interval macroF1) {}
}
