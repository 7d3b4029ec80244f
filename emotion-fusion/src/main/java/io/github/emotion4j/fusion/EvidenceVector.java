package io.github.emotion4j.fusion;

import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.TimeInterval;

/**
 * How the fusion network sees one modality's evidence: a row of {@value #WIDTH} numbers, the same
 * for every modality. Columns 0-7: the logarithms of the class probabilities (at least 0.005) less
 * their mean; 8-15: the probabilities; 16, 17: valence and arousal; 18, 19: stress, and whether it
 * is told; 20: quality; 21: the evidence's age at the step's end in units of 5 s, at most 1; 22:
 * whether it is new in this step.
 */
public final class EvidenceVector {
    /** The length of a row. */
    public static final int WIDTH = 23;

    private static final int CLASSES = Emotion.ALL.size();
    private static final double LEAST_PROBABILITY = 0.005;
    private static final double GREATEST_AGE_NANOS = 5e9;

    private EvidenceVector() {}

    /**
     * The row of a piece of evidence.
     *
     * @param evidence what a modality perceived
     * @param step the step in which it counts
     * @return a fresh array of {@link #WIDTH} numbers
     */
    public static float[] of(Evidence.Present evidence, TimeInterval step) {
        float[] row = new float[WIDTH];
        double mean = 0;
        for (Emotion emotion : Emotion.ALL) {
            double probability = evidence.probabilities().of(emotion);
            double logarithm = Math.log(Math.max(probability, LEAST_PROBABILITY));
            mean += logarithm / CLASSES;
            row[emotion.ordinal()] = (float) logarithm;
            row[CLASSES + emotion.ordinal()] = (float) probability;
        }
        for (int i = 0; i < CLASSES; i++) {
            row[i] -= (float) mean;
        }
        int next = 2 * CLASSES;
        row[next] = (float) evidence.affect().valence();
        row[next + 1] = (float) evidence.affect().arousal();
        row[next + 2] = (float) evidence.stress().orElse(0);
        row[next + 3] = evidence.stress().isPresent() ? 1 : 0;
        row[next + 4] = (float) evidence.quality();
        long endNanos = evidence.interval().endNanos();
        double ageNanos = Math.max(0, step.endNanos() - endNanos);
        row[next + 5] = (float) Math.min(1, ageNanos / GREATEST_AGE_NANOS);
        row[next + 6] = endNanos > step.startNanos() || step.startNanos() == 0 ? 1 : 0;
        return row;
    }
}
