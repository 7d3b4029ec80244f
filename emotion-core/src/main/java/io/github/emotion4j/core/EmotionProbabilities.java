package io.github.emotion4j.core;

import io.github.emotion4j.core.internal.numeric.Softmax;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** A probability for each of the eight classes, summing to one. Immutable. */
public final class EmotionProbabilities {
    /** Every class equally likely: the prior where none is named. */
    public static final EmotionProbabilities UNIFORM = of(new double[] {1, 1, 1, 1, 1, 1, 1, 1});

    /** Eight numbers divided by their sum add up to 1 within this. */
    private static final double ROUNDING = 1e-14;

    private final double[] values;

    private EmotionProbabilities(double[] values) {
        this.values = values;
    }

    /**
     * Probabilities in proportion to weights, each beside the name of its class.
     *
     * <pre>{@code
     * EmotionProbabilities.of(Map.of(Emotion.NEUTRAL, 0.7, Emotion.HAPPINESS, 0.3));
     * }</pre>
     *
     * @param weights a value of at least 0 for each class, with a positive sum; a class that is not
     *     named has 0. They are divided by their sum
     * @return the probabilities
     * @throws IllegalArgumentException if a value is negative, infinite or not a number, or all are
     *     0
     */
    public static EmotionProbabilities of(Map<Emotion, Double> weights) {
        double[] values = new double[Emotion.ALL.size()];
        Objects.requireNonNull(weights, "weights")
                .forEach((emotion, weight) -> values[emotion.ordinal()] = weight);
        return of(values);
    }

    /**
     * Probabilities in proportion to weights in the order of the models.
     *
     * @param weights eight values of at least 0 in the order of {@link Emotion#ALL}, with a
     *     positive sum; they are divided by their sum, unless it is 1 except for rounding: what
     *     {@link #toArray()} gave comes back bit for bit
     * @return the probabilities
     * @throws IllegalArgumentException if the length is not eight or a value is negative, infinite
     *     or not a number, or all are 0
     */
    public static EmotionProbabilities of(double[] weights) {
        requireLength(weights.length);
        double sum = 0;
        double greatest = 0;
        for (double weight : weights) {
            if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "Weights must be finite and at least 0, not " + Arrays.toString(weights));
            }
            sum += weight;
            greatest = Math.max(greatest, weight);
        }
        if (!(sum > 0)) {
            throw new IllegalArgumentException("At least one weight must be positive");
        }
        double[] values = weights.clone();
        if (sum == Double.POSITIVE_INFINITY) {
            sum = 0;
            for (int i = 0; i < values.length; i++) {
                values[i] /= greatest;
                sum += values[i];
            }
        }
        if (Math.abs(sum - 1) > ROUNDING) {
            for (int i = 0; i < values.length; i++) {
                values[i] /= sum;
            }
        }
        return new EmotionProbabilities(values);
    }

    /**
     * The softmax of logits over a temperature (Guo et al. 2017, arXiv:1706.04599).
     *
     * @param logits eight network scores in the order of {@link Emotion#ALL}; negative infinity
     *     gives a class no mass
     * @param temperature the calibration temperature, above 0; 1 changes nothing
     * @return the probabilities
     * @throws IllegalArgumentException if the length is not eight, a score is not a number or
     *     infinite, all are negative infinity, or the temperature is not a positive number
     */
    public static EmotionProbabilities softmax(float[] logits, double temperature) {
        requireLength(logits.length);
        if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "temperature must be a number above 0, not " + temperature);
        }
        boolean mass = false;
        for (float logit : logits) {
            if (Float.isNaN(logit) || logit == Float.POSITIVE_INFINITY) {
                throw new IllegalArgumentException(
                        "A logit is infinite or not a number: " + Arrays.toString(logits));
            }
            mass |= logit != Float.NEGATIVE_INFINITY;
        }
        if (!mass) {
            throw new IllegalArgumentException(
                    "No class has any mass: all logits are negative infinity");
        }
        return of(Softmax.of(logits, temperature));
    }

    /**
     * The probability of one class.
     *
     * @param emotion the class
     * @return its probability in [0, 1]
     */
    public double probability(Emotion emotion) {
        return values[emotion.ordinal()];
    }

    /**
     * The most probable class; of equals, the first in model order.
     *
     * @return the class
     */
    public Emotion top() {
        int top = 0;
        for (int i = 1; i < values.length; i++) {
            if (values[i] > values[top]) {
                top = i;
            }
        }
        return Emotion.ALL.get(top);
    }

    /**
     * The probability of {@link #top()}.
     *
     * @return a value in [1/8, 1]
     */
    public double confidence() {
        return probability(top());
    }

    /**
     * The fewest classes that together reach a probability.
     *
     * @param coverage the probability to reach, in (0, 1]
     * @return the classes, in model order
     * @throws IllegalArgumentException if coverage is outside (0, 1]
     */
    public Set<Emotion> smallestSet(double coverage) {
        if (!(coverage > 0 && coverage <= 1)) {
            throw new IllegalArgumentException("coverage must be in (0, 1], not " + coverage);
        }
        List<Emotion> falling =
                Emotion.ALL.stream()
                        .sorted(Comparator.comparingDouble((Emotion e) -> -probability(e)))
                        .toList();
        Set<Emotion> set = EnumSet.noneOf(Emotion.class);
        double sum = 0;
        for (Emotion emotion : falling) {
            if (sum >= coverage - 1e-12) {
                break;
            }
            set.add(emotion);
            sum += probability(emotion);
        }
        return set;
    }

    /**
     * The probabilities in the order of {@link Emotion#ALL}.
     *
     * @return a fresh array of eight values
     */
    public double[] toArray() {
        return values.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EmotionProbabilities that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    /** The classes of at least one per cent, most probable first: {@code "happiness 0.93 ..."}. */
    @Override
    public String toString() {
        return Emotion.ALL.stream()
                .filter(e -> probability(e) >= 0.01)
                .sorted(Comparator.comparingDouble((Emotion e) -> -probability(e)))
                .map(e -> String.format(Locale.ROOT, "%s %.2f", e.label(), probability(e)))
                .collect(Collectors.joining(", "));
    }

    private static void requireLength(int length) {
        if (length != Emotion.ALL.size()) {
            throw new IllegalArgumentException(
                    "Expected one value for each of the "
                            + Emotion.ALL.size()
                            + " classes, not "
                            + length);
        }
    }
}
