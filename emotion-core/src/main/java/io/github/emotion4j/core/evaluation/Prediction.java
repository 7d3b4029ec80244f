package io.github.emotion4j.core.evaluation;

import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionProbabilities;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One evaluated item: what is true, what was predicted and, where known, how sure the model was.
 *
 * @param truth the true label
 * @param predicted the predicted label
 * @param confidence the probability the model gave to {@code predicted}, in [0, 1]; empty if the
 *     model gives none
 * @param weight how much the item counts; positive and finite, 1 by default
 * @param group what the item shares with others so that they are not independent, most often the
 *     person; empty if items are independent
 */
public record Prediction(
        String truth,
        String predicted,
        OptionalDouble confidence,
        double weight,
        Optional<String> group) {

    /** How far from 1 probabilities may sum; half-precision softmax stays well inside. */
    private static final double SUM_TOLERANCE = 1e-3;

    /**
     * Checks the ranges.
     *
     * @param truth the true label
     * @param predicted the predicted label
     * @param confidence the probability of {@code predicted}, in [0, 1], or empty
     * @param weight how much the item counts; positive and finite
     * @param group what the item shares with others, or empty
     * @throws IllegalArgumentException if the confidence is not in [0, 1] or the weight is not
     *     positive and finite
     */
    public Prediction {
        if (confidence.isPresent()
                && !(confidence.getAsDouble() >= 0 && confidence.getAsDouble() <= 1)) {
            throw new IllegalArgumentException(
                    "The confidence is "
                            + confidence.getAsDouble()
                            + "; give a probability in [0, 1], or none");
        }
        checkWeight(weight);
    }

    /**
     * A prediction without probabilities, with weight 1 and no group.
     *
     * @param truth the true label
     * @param predicted the predicted label
     * @return the prediction
     */
    public static Prediction of(String truth, String predicted) {
        return new Prediction(truth, predicted, OptionalDouble.empty(), 1, Optional.empty());
    }

    /**
     * A prediction of the most probable class, with weight 1 and no group; as many labels as {@link
     * Emotion#ALL} has, each by {@link Emotion#label()}. An estimate that names no class still has
     * probabilities; leave it out where only named classes count.
     *
     * @param truth the true class
     * @param probabilities what the recogniser says, such as {@code
     *     timeline.summary().probabilities()}
     * @return the prediction
     */
    public static Prediction of(Emotion truth, EmotionProbabilities probabilities) {
        return new Prediction(
                truth.label(),
                probabilities.top().label(),
                OptionalDouble.of(probabilities.confidence()),
                1,
                Optional.empty());
    }

    /**
     * A prediction made from class probabilities: the label with the largest one, the first of them
     * if several are equal, with weight 1 and no group.
     *
     * @param truth the true label
     * @param labels the labels in the order of the probabilities
     * @param probabilities one probability in [0, 1] for each label; they sum to 1 (tolerance
     *     0.001)
     * @return the prediction
     * @throws IllegalArgumentException if there is not one probability for each label, if one is
     *     NaN or outside [0, 1], or if they do not sum to 1
     */
    public static Prediction ofProbabilities(
            String truth, List<String> labels, double[] probabilities) {
        if (labels.isEmpty() || probabilities.length != labels.size()) {
            throw new IllegalArgumentException(
                    probabilities.length
                            + " probabilities for "
                            + labels.size()
                            + " labels; give exactly one for each label");
        }
        int best = 0;
        double sum = 0;
        for (int i = 0; i < probabilities.length; i++) {
            if (!(probabilities[i] >= 0 && probabilities[i] <= 1 + SUM_TOLERANCE)) {
                throw new IllegalArgumentException(
                        "The probability of \""
                                + labels.get(i)
                                + "\" is "
                                + probabilities[i]
                                + "; probabilities are in [0, 1] (logits need a softmax first)");
            }
            sum += probabilities[i];
            if (probabilities[i] > probabilities[best]) {
                best = i;
            }
        }
        if (Math.abs(sum - 1) > SUM_TOLERANCE) {
            throw new IllegalArgumentException(
                    "The probabilities "
                            + Arrays.toString(probabilities)
                            + " sum to "
                            + sum
                            + "; divide them by their sum, or apply a softmax to logits");
        }
        double confidence = Math.min(1, probabilities[best]);
        return new Prediction(
                truth, labels.get(best), OptionalDouble.of(confidence), 1, Optional.empty());
    }

    /**
     * The same prediction with another weight.
     *
     * @param weight how much the item counts; positive and finite
     * @return the changed copy
     * @throws IllegalArgumentException if the weight is not positive and finite
     */
    public Prediction withWeight(double weight) {
        return new Prediction(truth, predicted, confidence, weight, group);
    }

    /**
     * The same prediction as part of a group of dependent items.
     *
     * @param group the group, most often the person
     * @return the changed copy
     */
    public Prediction withGroup(String group) {
        return new Prediction(truth, predicted, confidence, weight, Optional.of(group));
    }

    boolean isCorrect() {
        return truth.equals(predicted);
    }

    private static void checkWeight(double weight) {
        if (!(weight > 0) || Double.isInfinite(weight)) {
            throw new IllegalArgumentException(
                    "The weight is "
                            + weight
                            + "; weights are positive and finite (leave out items that do not"
                            + " count)");
        }
    }
}
