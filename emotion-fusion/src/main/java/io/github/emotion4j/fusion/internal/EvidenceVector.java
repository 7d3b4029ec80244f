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
 * {@link #join} fits the logarithms to what other modalities know.
 */
public final class EvidenceVector {
    /** The length of a row. */
    public static final int WIDTH = 24;

    private static final int CLASSES = Emotion.ALL.size();

    /**
     * What a class has at least, so that no modality rules out what the others see. Networks are
     * trained with it.
     */
    static final double MIN_PROBABILITY = 0.005;

    /**
     * What a class counts as of which a modality knows nothing, where another does: as much as if
     * all were equally likely, so neither for the class nor against it.
     */
    static final double NO_OPINION = 1.0 / CLASSES;

    /** What a logarithm gains where it stands for no opinion instead of a small probability. */
    private static final float TO_NO_OPINION = (float) Math.log(NO_OPINION / MIN_PROBABILITY);

    /** Below this, log-probabilities are even and tell of no class; as in network.py. */
    private static final float EVEN = 1e-6f;

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
     * Lets a class that a modality does not know count as no opinion where another modality of the
     * same step knows it. A probability of exactly 0 says that it is not known. {@link
     * LogLinearPool} does the same for a whole recording. What a modality says alone stays.
     *
     * @param values rows of shape (step, slot, {@link #WIDTH}), which are changed
     * @param present 1 where a modality is present, else 0, of shape (step, slot)
     * @param slots the number of slots
     */
    public static void join(float[] values, float[] present, int slots) {
        for (int first = 0; first < present.length; first += slots) {
            for (int c = 0; c < CLASSES; c++) {
                boolean known = false;
                for (int i = first; i < first + slots; i++) {
                    known |= present[i] > 0 && tells(values, i) && probability(values, i, c) > 0;
                }
                for (int i = first; known && i < first + slots; i++) {
                    if (present[i] > 0 && probability(values, i, c) == 0) {
                        raise(values, i, c);
                    }
                }
            }
        }
    }

    private static boolean tells(float[] values, int row) {
        float sum = 0;
        for (int c = 0; c < CLASSES; c++) {
            sum += Math.abs(values[row * WIDTH + c]);
        }
        return sum > EVEN;
    }

    private static float probability(float[] values, int row, int emotion) {
        return values[row * WIDTH + CLASSES + emotion];
    }

    /** The logarithms stay centred. */
    private static void raise(float[] values, int row, int emotion) {
        values[row * WIDTH + emotion] += TO_NO_OPINION;
        for (int c = 0; c < CLASSES; c++) {
            values[row * WIDTH + c] -= TO_NO_OPINION / CLASSES;
        }
    }

    /**
     * Whether a network takes these rows and answers in the classes of {@link Emotion#ALL}.
     *
     * @param width the length of its rows
     * @param labels its classes, in order
     * @return whether it does
     */
    public static boolean isTakenBy(int width, List<String> labels) {
        return width == WIDTH && labels.equals(Emotion.ALL.stream().map(Emotion::label).toList());
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
        if (!isTakenBy(width, labels)) {
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
                            Emotion.ALL.stream().map(Emotion::label).toList()),
                    null);
        }
    }

    private static float units(long nanos) {
        return (float) Math.min(1, nanos / LONGEST_NANOS);
    }
}
