package io.github.emotion4j.benchmarks.fusion;

import io.github.emotion4j.fusion.train.LabelledSequence;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/** Splits by person: each person is tested once, by a network that never saw them. */
record Folds(
        List<LabelledSequence> train,
        List<LabelledSequence> validation,
        List<LabelledSequence> test) {

    /**
     * Cuts the persons, shuffled, into folds; one of those left, in turn, validates.
     *
     * @param validationShare the share of the persons not tested who validate
     */
    static List<Folds> byPerson(
            List<LabelledSequence> all, int folds, double validationShare, long seed) {
        List<String> persons =
                all.stream()
                        .map(LabelledSequence::person)
                        .distinct()
                        .sorted()
                        .collect(Collectors.toCollection(ArrayList::new));
        Collections.shuffle(persons, new Random(seed));
        List<Folds> made = new ArrayList<>();
        for (int fold = 0; fold < folds; fold++) {
            List<String> rest = new ArrayList<>();
            Set<String> tested = new HashSet<>();
            for (int i = 0; i < persons.size(); i++) {
                if (i % folds == fold) {
                    tested.add(persons.get(i));
                } else {
                    rest.add(persons.get(i));
                }
            }
            Collections.shuffle(rest, new Random(seed + 1 + fold));
            int count = (int) Math.max(1, Math.round(validationShare * rest.size()));
            Set<String> validating = Set.copyOf(rest.subList(0, count));
            made.add(
                    new Folds(
                            all.stream()
                                    .filter(s -> !tested.contains(s.person()))
                                    .filter(s -> !validating.contains(s.person()))
                                    .toList(),
                            all.stream().filter(s -> validating.contains(s.person())).toList(),
                            all.stream().filter(s -> tested.contains(s.person())).toList()));
        }
        return made;
    }

    /** The same people tested, others of those left validating. */
    Folds withOtherValidation(long seed) {
        List<LabelledSequence> learning = learning();
        List<String> persons =
                learning.stream()
                        .map(LabelledSequence::person)
                        .distinct()
                        .sorted()
                        .collect(Collectors.toCollection(ArrayList::new));
        long count = validation.stream().map(LabelledSequence::person).distinct().count();
        Collections.shuffle(persons, new Random(seed));
        Set<String> validating = Set.copyOf(persons.subList(0, (int) count));
        return new Folds(
                learning.stream().filter(s -> !validating.contains(s.person())).toList(),
                learning.stream().filter(s -> validating.contains(s.person())).toList(),
                test);
    }

    /** All that a baseline without early stopping may learn from. */
    List<LabelledSequence> learning() {
        List<LabelledSequence> both = new ArrayList<>(train);
        both.addAll(validation);
        return both;
    }

    /**
     * The same folds with each column of each slot brought to mean 0 and deviation 0.5, cut at four
     * deviations, by the statistics of those learned from.
     */
    Folds scaled(int slots) {
        LabelledSequence any = train.get(0);
        int row = any.values().length / any.steps();
        int width = row / slots;
        double[] sum = new double[row];
        double[] squares = new double[row];
        double[] count = new double[slots];
        for (LabelledSequence s : learning()) {
            for (int i = 0; i < s.present().length; i++) {
                if (s.present()[i] > 0) {
                    count[i % slots]++;
                    for (int j = 0; j < width; j++) {
                        double value = s.values()[i * width + j];
                        sum[i % slots * width + j] += value;
                        squares[i % slots * width + j] += value * value;
                    }
                }
            }
        }
        float[] mean = new float[row];
        float[] factor = new float[row];
        for (int j = 0; j < row; j++) {
            double n = Math.max(1, count[j / width]);
            mean[j] = (float) (sum[j] / n);
            double variance = squares[j] / n - sum[j] / n * (sum[j] / n);
            factor[j] = variance < 1e-8 ? 0 : (float) (0.5 / Math.sqrt(variance));
        }
        return new Folds(
                scaled(train, mean, factor),
                scaled(validation, mean, factor),
                scaled(test, mean, factor));
    }

    private static List<LabelledSequence> scaled(
            List<LabelledSequence> sequences, float[] mean, float[] factor) {
        return sequences.stream()
                .map(
                        s -> {
                            float[] values = s.values().clone();
                            for (int i = 0; i < values.length; i++) {
                                int j = i % mean.length;
                                float scaled = (values[i] - mean[j]) * factor[j];
                                values[i] = Math.max(-2, Math.min(2, scaled));
                            }
                            return LabelledSequence.of(
                                    s.person(), s.steps(), values, s.present(), s.targets());
                        })
                .toList();
    }
}
