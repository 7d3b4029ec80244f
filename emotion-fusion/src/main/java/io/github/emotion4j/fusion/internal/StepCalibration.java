package io.github.emotion4j.fusion.internal;

/** How a step's logits become probabilities; running and training must do it alike. */
public final class StepCalibration {
    private StepCalibration() {}

    /**
     * Counts the steps since each slot was last present.
     *
     * @param before the counts of the step before; {@code most} each at first
     * @param present above 0 where a slot is present, {@code before.length} values a step
     * @param step the step's index in {@code present}
     * @param most where counting ends
     * @return a fresh array: 0 for a slot that is present, at most {@code most}
     */
    public static float[] unheard(float[] before, float[] present, int step, int most) {
        float[] unheard = new float[before.length];
        for (int slot = 0; slot < unheard.length; slot++) {
            boolean there = present[step * unheard.length + slot] > 0;
            unheard[slot] = there ? 0 : Math.min(most, before[slot] + 1);
        }
        return unheard;
    }

    /**
     * The pattern that chooses temperature and threshold: which slots are present, and which were
     * heard of lately. What was heard a moment ago still stands behind the network's opinion, so
     * that the present slots alone would not separate sure steps from unsure ones.
     *
     * @param unheard steps since each slot was last present
     * @param most the count that says: not lately
     * @return bit i is set where slot i is present, and bit {@code unheard.length + i} where slot i
     *     was heard of lately
     */
    public static int pattern(float[] unheard, int most) {
        int pattern = 0;
        for (int slot = 0; slot < unheard.length; slot++) {
            pattern |= unheard[slot] == 0 ? 1 << slot : 0;
            pattern |= unheard[slot] < most ? 1 << (unheard.length + slot) : 0;
        }
        return pattern;
    }

    /**
     * How many patterns there are.
     *
     * @param slots the network's slots
     * @return a pattern's least upper bound
     */
    public static int patterns(int slots) {
        return 1 << (2 * slots);
    }
}
