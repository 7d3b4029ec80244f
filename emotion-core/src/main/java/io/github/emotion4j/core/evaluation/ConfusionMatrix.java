package io.github.emotion4j.core.evaluation;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How often each label was predicted for each true label, and the scores that follow from it.
 *
 * <p>The definitions and the treatment of absent classes are scikit-learn's ({@code
 * precision_recall_fscore_support} with {@code labels} given and {@code zero_division=0}, {@code
 * balanced_accuracy_score}). Immutable and thread-safe.
 */
public final class ConfusionMatrix {

    private final List<String> labels;
    private final Map<String, Integer> indices;

    /** Rows are true labels, columns predicted labels. */
    private final double[][] cells;

    private final double[] supports;
    private final double[] predictedTotals;
    private final double total;

    private ConfusionMatrix(List<String> labels, Map<String, Integer> indices, double[][] cells) {
        int size = labels.size();
        this.labels = labels;
        this.indices = indices;
        this.cells = cells;
        this.supports = new double[size];
        this.predictedTotals = new double[size];
        for (int row = 0; row < size; row++) {
            for (int column = 0; column < size; column++) {
                supports[row] += cells[row][column];
                predictedTotals[column] += cells[row][column];
            }
        }
        this.total = Arrays.stream(supports).sum();
    }

    /**
     * The matrix of some predictions.
     *
     * @param labels all labels that may occur, in the order of the report
     * @param predictions the items, with their weights
     * @return the matrix
     * @throws IllegalArgumentException if there is no label, or one twice, if there is no
     *     prediction, or if one has a label that is not listed
     */
    public static ConfusionMatrix of(List<String> labels, List<Prediction> predictions) {
        if (labels.isEmpty()) {
            throw new IllegalArgumentException(
                    "The list of labels is empty; list every label that may occur");
        }
        List<String> listed = List.copyOf(labels);
        Map<String, Integer> indices = new HashMap<>();
        for (String label : listed) {
            if (indices.put(label, indices.size()) != null) {
                throw new IllegalArgumentException(
                        "The label \"" + label + "\" is listed twice in " + listed);
            }
        }
        if (predictions.isEmpty()) {
            throw new IllegalArgumentException(
                    "There is no prediction to evaluate; add at least one");
        }
        double[][] cells = new double[listed.size()][listed.size()];
        for (Prediction prediction : predictions) {
            int row = index(listed, indices, prediction.truth());
            cells[row][index(listed, indices, prediction.predicted())] += prediction.weight();
        }
        return new ConfusionMatrix(listed, Map.copyOf(indices), cells);
    }

    /** {@return the labels, in the order given} */
    public List<String> labels() {
        return labels;
    }

    /**
     * Total weight of the items with one true and one predicted label; their number when all
     * weights are 1.
     *
     * @param truth the true label
     * @param predicted the predicted label
     * @return the total weight, 0 if there is no such item
     * @throws IllegalArgumentException if a label is not listed
     */
    public double weight(String truth, String predicted) {
        return cells[index(labels, indices, truth)][index(labels, indices, predicted)];
    }

    /**
     * Total weight of all items; their number when all weights are 1.
     *
     * @return the total weight, positive
     */
    public double totalWeight() {
        return total;
    }

    /**
     * The scores of one class.
     *
     * @param label the class
     * @return its scores
     * @throws IllegalArgumentException if the label is not listed
     */
    public Scores scores(String label) {
        return scores(index(labels, indices, label));
    }

    /**
     * The scores over all decisions of all classes together. Each item has one true and one
     * predicted label here, so precision, recall and F1 all equal the accuracy.
     *
     * @return the micro average
     */
    public Scores micro() {
        double accuracy = accuracy();
        return new Scores(accuracy, accuracy, accuracy, total);
    }

    /**
     * The plain mean over all listed classes, those without items included (they count as 0). See
     * {@link #unweightedAverageRecall()} for the mean that leaves them out.
     *
     * @return the macro average
     */
    public Scores macro() {
        double[] equal = new double[labels.size()];
        Arrays.fill(equal, 1.0);
        return average(equal);
    }

    /** {@return the mean over all classes, each counted as much as its support} */
    public Scores weighted() {
        return average(supports);
    }

    /** {@return the accuracy: the share of the items whose label was predicted, in [0, 1]} */
    public double accuracy() {
        double correct = 0;
        for (int i = 0; i < labels.size(); i++) {
            correct += cells[i][i];
        }
        return correct / total;
    }

    /**
     * The mean recall of the classes that occur, also known as balanced accuracy: chance is one
     * over their number, however unequal the classes are.
     *
     * @return the unweighted average recall, in [0, 1]
     */
    public double unweightedAverageRecall() {
        double sum = 0;
        int occurring = 0;
        for (int i = 0; i < labels.size(); i++) {
            if (supports[i] > 0) {
                sum += cells[i][i] / supports[i];
                occurring++;
            }
        }
        return sum / occurring;
    }

    /** {@return the matrix as a text of several lines, one for each true label} */
    @Override
    public String toString() {
        return ReportText.matrix(this);
    }

    private Scores average(double[] weights) {
        double precision = 0;
        double recall = 0;
        double f1 = 0;
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            Scores scores = scores(i);
            precision += weights[i] * scores.precision();
            recall += weights[i] * scores.recall();
            f1 += weights[i] * scores.f1();
            sum += weights[i];
        }
        return new Scores(precision / sum, recall / sum, f1 / sum, total);
    }

    private Scores scores(int index) {
        double hits = cells[index][index];
        return new Scores(
                quotient(hits, predictedTotals[index]),
                quotient(hits, supports[index]),
                quotient(2 * hits, predictedTotals[index] + supports[index]),
                supports[index]);
    }

    private static double quotient(double part, double whole) {
        return whole == 0 ? 0 : part / whole;
    }

    private static int index(List<String> labels, Map<String, Integer> indices, String label) {
        Integer index = indices.get(label);
        if (index == null) {
            throw new IllegalArgumentException(
                    "Unknown label \""
                            + label
                            + "\"; the labels are "
                            + labels
                            + " (map it to one of them, or list it too)");
        }
        return index;
    }

    /**
     * Precision, recall and F1 of one class, or an average of them over classes.
     *
     * <p>A quotient whose denominator is zero counts as 0, as scikit-learn does with {@code
     * zero_division=0}: the precision of a class that was never predicted, the recall of a class
     * that never occurs, the F1 of a class that does neither.
     *
     * @param precision share of the items predicted as the class that are of the class, in [0, 1]
     * @param recall share of the items of the class that are predicted as the class, in [0, 1]
     * @param f1 2 TP / (2 TP + FP + FN), the harmonic mean of precision and recall, in [0, 1]; in
     *     an average, the average of the classes' F1
     * @param support total weight of the true items of the class, which is their number when all
     *     weights are 1; in an average, of all items
     */
    public record Scores(double precision, double recall, double f1, double support) {}
}
