package io.github.emotion4j.fusion.train;

import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.fusion.internal.EvidenceVector;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * One recording as the trainer takes it: rows of modalities over steps, with targets. Immutable.
 */
public final class LabelledSequence {
    private final String person;
    private final int steps;
    private final float[] values;
    private final float[] present;
    private final float[] targets;

    private LabelledSequence(
            String person, int steps, float[] values, float[] present, float[] targets) {
        this.person = person;
        this.steps = steps;
        this.values = values;
        this.present = present;
        this.targets = targets;
    }

    /**
     * A sequence of given rows.
     *
     * @param person whom it is of; data are split, and intervals drawn, by person
     * @param steps the number of steps, at least 1
     * @param values the rows, of shape (step, slot, width), not copied
     * @param present 1 where a modality is present, else 0, of shape (step, slot), not copied
     * @param targets the probability of each class, of shape (step, class), not copied; all 0 in a
     *     step without a label
     * @return the sequence
     * @throws IllegalArgumentException if the lengths do not share the number of steps, a value is
     *     not finite, or a target is no probability
     */
    public static LabelledSequence of(
            String person, int steps, float[] values, float[] present, float[] targets) {
        if (steps < 1
                || values.length % steps != 0
                || present.length % steps != 0
                || targets.length % steps != 0) {
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT,
                            "%d values, %d marks of presence and %d targets do not divide into %d"
                                    + " steps",
                            values.length,
                            present.length,
                            targets.length,
                            steps));
        }
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException(
                        "A value of "
                                + person
                                + " is "
                                + value
                                + "; mark the modality absent there, or correct the feature");
            }
        }
        for (float target : targets) {
            if (!(target >= 0 && target <= 1)) {
                throw new IllegalArgumentException(
                        "A target of "
                                + person
                                + " is "
                                + target
                                + ", which is no probability; leave a step without a label at 0");
            }
        }
        return new LabelledSequence(person, steps, values, present, targets);
    }

    /**
     * A recording's estimates with one label for all of it, for a network that takes rows of {@link
     * EvidenceVector} and gives the classes of {@link Emotion#ALL} in their order.
     *
     * @param person whom it is of
     * @param label the expression that observers perceive in it
     * @param estimates the recording's estimates, whose evidence is taken
     * @param slots the modalities of the network, in order; evidence of others is left out
     * @return the sequence
     * @throws IllegalArgumentException if there are no estimates
     */
    public static LabelledSequence of(
            String person, Emotion label, List<EmotionEstimate> estimates, List<String> slots) {
        int steps = estimates.size();
        int width = EvidenceVector.WIDTH;
        float[] values = new float[steps * slots.size() * width];
        float[] present = new float[steps * slots.size()];
        float[] targets = new float[steps * Emotion.ALL.size()];
        for (int t = 0; t < steps; t++) {
            EmotionEstimate estimate = estimates.get(t);
            targets[t * Emotion.ALL.size() + label.ordinal()] = 1;
            for (var entry : estimate.evidence().entrySet()) {
                int slot = slots.indexOf(entry.getKey().name());
                if (slot >= 0 && entry.getValue() instanceof Evidence.Present there) {
                    int row = t * slots.size() + slot;
                    present[row] = 1;
                    Evidence before =
                            t == 0 ? null : estimates.get(t - 1).evidence().get(entry.getKey());
                    OptionalLong beforeNanos =
                            before instanceof Evidence.Present
                                    ? OptionalLong.of(before.interval().startNanos())
                                    : OptionalLong.empty();
                    float[] vector = EvidenceVector.of(there, estimate.interval(), beforeNanos);
                    System.arraycopy(vector, 0, values, row * width, width);
                }
            }
        }
        return of(person, steps, values, present, targets);
    }

    /**
     * Whom the sequence is of.
     *
     * @return the person's name
     */
    public String person() {
        return person;
    }

    /** {@return the number of steps, at least 1} */
    public int steps() {
        return steps;
    }

    /**
     * {@return the rows: the array itself, of shape (step, slot, width), which must not be changed}
     */
    public float[] values() {
        return values;
    }

    /**
     * {@return which modalities are present: the array itself, of shape (step, slot), which must
     * not be changed}
     */
    public float[] present() {
        return present;
    }

    /**
     * {@return the targets: the array itself, of shape (step, class), which must not be changed}
     */
    public float[] targets() {
        return targets;
    }

    /**
     * The same sequence with fewer modalities.
     *
     * @param pattern the slots to keep, one bit a slot, the lowest for the first
     * @return the changed copy; it shares rows and targets
     */
    public LabelledSequence keep(int pattern) {
        int slots = present.length / steps;
        float[] kept = present.clone();
        for (int i = 0; i < kept.length; i++) {
            if ((pattern >> (i % slots) & 1) == 0) {
                kept[i] = 0;
            }
        }
        return new LabelledSequence(person, steps, values, kept, targets);
    }
}
