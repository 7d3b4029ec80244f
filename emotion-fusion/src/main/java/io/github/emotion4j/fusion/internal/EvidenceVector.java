package io.github.emotion4j.fusion.internal;

import io.github.emotion4j.core.Affect;
import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModelException;
import io.github.emotion4j.core.TimeInterval;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * How the fusion network sees one modality's evidence: a row of {@value #WIDTH} numbers, the same
 * for every modality. Columns 0-7: the logarithms of the class probabilities (at least 0.005) less
 * their mean; 8-15: the probabilities, uniform if the modality gives none; 16, 17: valence and
 * arousal, 0 if it gives none; 18, 19: stress, and whether it is given; 20: quality; 21: 0 where
 * the evidence is new in this step, else its age at the step's end; 22: the length of its interval,
 * so that an utterance begun before a change is known by it. Both in units of 5 s, at most 1.
 */
public final class EvidenceVector {
    /** The length of a row. */
    public static final int WIDTH = 24;

    private static final int CLASSES = Emotion.ALL.size();

    /** Bounds the logarithm of a probability of 0. */
    private static final double MIN_PROBABILITY = 0.005;

    /** The unit of ages and lengths, 5 s; networks are trained with it. */
    private static final double LONGEST_NANOS = 5e9;

    private EvidenceVector() {}

    /**
     * The row of a piece of evidence.
     *
     * @param evidence what a modality perceived
     * @param step the step in which it counts
     * @param beforeNanos where the evidence began that the same modality had in the step before
     * @return a fresh array of {@link #WIDTH} numbers
     */
    public static float[] of(
            Evidence.Present evidence, TimeInterval step, OptionalLong beforeNanos) {
        float[] row = new float[WIDTH];
        EmotionProbabilities said = evidence.probabilities().orElse(EmotionProbabilities.UNIFORM);
        Affect affect = evidence.affect().orElse(Affect.CENTRE);
        double mean = 0;
        for (Emotion emotion : Emotion.ALL) {
            double probability = said.probability(emotion);
            double logarithm = Math.log(Math.max(probability, MIN_PROBABILITY));
            mean += logarithm / CLASSES;
            row[emotion.ordinal()] = (float) logarithm;
            row[CLASSES + emotion.ordinal()] = (float) probability;
        }
        for (int i = 0; i < CLASSES; i++) {
            row[i] -= (float) mean;
        }
        int next = 2 * CLASSES;
        row[next] = (float) affect.valence();
        row[next + 1] = (float) affect.arousal();
        row[next + 2] = (float) evidence.stress().orElse(0);
        row[next + 3] = evidence.stress().isPresent() ? 1 : 0;
        row[next + 4] = (float) evidence.quality();
        long endNanos = evidence.interval().endNanos();
        boolean isNew = endNanos > step.startNanos() || step.startNanos() == 0;
        row[next + 5] = isNew ? 0 : units(step.endNanos() - endNanos);
        row[next + 6] = units(evidence.interval().lengthNanos());
        boolean goesOn =
                beforeNanos.isPresent()
                        && beforeNanos.getAsLong() == evidence.interval().startNanos();
        row[next + 7] = goesOn ? 1 : 0;
        return row;
    }

    /**
     * Checks that a network takes these rows and answers in the classes of {@link Emotion#ALL}, in
     * their order. Others take features and classes of their own, through {@link FusionNetwork}.
     *
     * @param network its name, for the message
     * @param width the length of its rows
     * @param labels its classes, in order
     * @throws ModelException if it is made for others
     */
    public static void requireTakenBy(String network, int width, List<String> labels) {
        List<String> classes = Emotion.ALL.stream().map(Emotion::label).toList();
        if (width != WIDTH || !labels.equals(classes)) {
            throw new ModelException(
                    String.format(
                            Locale.ROOT,
                            "The network %s takes rows of %d numbers and gives %s; evidence has"
                                    + " rows of %d and the classes %s, in this order. Use a network"
                                    + " with those in its model.json, such as \"fusion\"",
                            network,
                            width,
                            labels,
                            WIDTH,
                            classes),
                    null);
        }
    }

    private static float units(long nanos) {
        return (float) Math.min(1, nanos / LONGEST_NANOS);
    }
}
