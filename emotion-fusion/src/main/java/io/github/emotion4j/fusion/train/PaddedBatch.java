package io.github.emotion4j.fusion.train;

import io.github.emotion4j.fusion.internal.StepCalibration;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Sequences side by side, the shorter ones padded with steps in which every modality is absent and
 * no target counts.
 */
record PaddedBatch(int size, int time, float[] values, float[] present, float[] targets) {

    static PaddedBatch of(List<LabelledSequence> sequences) {
        int time = sequences.stream().mapToInt(LabelledSequence::steps).max().orElseThrow();
        LabelledSequence first = sequences.get(0);
        int size = sequences.size();
        float[] values = new float[size * time * (first.values().length / first.steps())];
        float[] present = new float[size * time * (first.present().length / first.steps())];
        float[] targets = new float[size * time * (first.targets().length / first.steps())];
        for (int i = 0; i < size; i++) {
            LabelledSequence sequence = sequences.get(i);
            place(sequence.values(), values, i, size);
            place(sequence.present(), present, i, size);
            place(sequence.targets(), targets, i, size);
        }
        return new PaddedBatch(size, time, values, present, targets);
    }

    /** Removes modalities from whole sequences, but never the last one that is present. */
    void dropModalities(double probability, RandomGenerator random) {
        int row = present.length / size;
        int slots = row / time;
        for (int i = 0; i < size; i++) {
            boolean[] dropped = new boolean[slots];
            boolean anyLeft = false;
            for (int slot = 0; slot < slots; slot++) {
                dropped[slot] = random.nextDouble() < probability;
                anyLeft |= !dropped[slot] && isPresent(i * row, row, slots, slot);
            }
            for (int j = 0; anyLeft && j < row; j++) {
                if (dropped[j % slots]) {
                    present[i * row + j] = 0;
                }
            }
        }
    }

    /** Spreads a share of each target over all classes. */
    void smooth(double share, int classes) {
        for (int i = 0; share > 0 && i < targets.length; i += classes) {
            float sum = 0;
            for (int c = 0; c < classes; c++) {
                sum += targets[i + c];
            }
            for (int c = 0; c < classes; c++) {
                targets[i + c] = (float) ((1 - share) * targets[i + c] + share * sum / classes);
            }
        }
    }

    /** What was heard lately, a step; steps since then are counted up to {@code past}. */
    int[] patterns(int past) {
        int[] patterns = new int[size * time];
        float[] unheard = {};
        for (int i = 0; i < patterns.length; i++) {
            if (i % time == 0) {
                unheard = new float[present.length / patterns.length];
                Arrays.fill(unheard, past);
            }
            unheard = StepCalibration.unheard(unheard, present, i, past);
            patterns[i] = StepCalibration.pattern(unheard, past);
        }
        return patterns;
    }

    private boolean isPresent(int from, int length, int slots, int slot) {
        for (int j = slot; j < length; j += slots) {
            if (present[from + j] > 0) {
                return true;
            }
        }
        return false;
    }

    private static void place(float[] part, float[] all, int index, int size) {
        System.arraycopy(part, 0, all, index * (all.length / size), part.length);
    }
}
