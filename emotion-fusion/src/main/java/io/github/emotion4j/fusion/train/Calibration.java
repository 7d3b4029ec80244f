package io.github.emotion4j.fusion.train;

import io.github.emotion4j.core.internal.numeric.Softmax;
import io.github.emotion4j.core.spi.Fusion;
import io.github.emotion4j.fusion.internal.StepCalibration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What is found on calibration data after training: for each pattern of modalities that are present
 * or were heard of lately the temperature of the logits (Guo et al. 2017, arXiv:1706.04599) and the
 * threshold of 90 % prediction sets (split-conformal, least ambiguous sets: Sadinle et al. 2019,
 * doi:10.1080/01621459.2017.1395341).
 */
record Calibration(double[] temperatures, double[] thresholds) {
    /** A pattern with fewer steps uses the values found over all patterns. */
    private static final int FEWEST = 200;

    /** One labelled step. */
    record Step(int pattern, float[] logits, float[] target) {}

    static Calibration of(int slots, List<Step> steps) {
        List<List<Step>> byPattern = new ArrayList<>();
        int patterns = StepCalibration.patterns(slots);
        for (int pattern = 0; pattern < patterns; pattern++) {
            byPattern.add(new ArrayList<>());
        }
        steps.forEach(step -> byPattern.get(step.pattern).add(step));
        double[] temperatures = new double[patterns];
        double[] thresholds = new double[patterns];
        double allTemperature = temperature(steps);
        double allThreshold = threshold(steps, allTemperature);
        for (int pattern = 0; pattern < patterns; pattern++) {
            List<Step> those = byPattern.get(pattern);
            boolean enough = those.size() >= FEWEST;
            // A single modality is reported as its own model gives it.
            boolean alone = Integer.bitCount(pattern & (1 << slots) - 1) < 2;
            temperatures[pattern] = alone ? 1 : enough ? temperature(those) : allTemperature;
            thresholds[pattern] = enough ? threshold(those, temperatures[pattern]) : allThreshold;
        }
        return new Calibration(temperatures, thresholds);
    }

    /** The temperature of least cross-entropy, by golden section over its logarithm. */
    private static double temperature(List<Step> steps) {
        double ratio = (Math.sqrt(5) - 1) / 2;
        double low = Math.log(0.2);
        double high = Math.log(5);
        for (int i = 0; i < 25; i++) {
            double left = high - ratio * (high - low);
            double right = low + ratio * (high - low);
            if (loss(steps, Math.exp(left)) < loss(steps, Math.exp(right))) {
                high = right;
            } else {
                low = left;
            }
        }
        return Math.exp((low + high) / 2);
    }

    private static double loss(List<Step> steps, double temperature) {
        double loss = 0;
        for (Step step : steps) {
            double[] p = Softmax.of(step.logits, temperature);
            for (int c = 0; c < p.length; c++) {
                loss -= step.target[c] * Math.log(Math.max(p[c], 1e-12));
            }
        }
        return loss;
    }

    /** The greatest threshold that keeps the target's class in at least the share wanted. */
    private static double threshold(List<Step> steps, double temperature) {
        double[] scores = new double[steps.size()];
        for (int i = 0; i < scores.length; i++) {
            Step step = steps.get(i);
            scores[i] = Softmax.of(step.logits, temperature)[top(step.target)];
        }
        Arrays.sort(scores);
        int index = (int) Math.floor((1 - Fusion.Opinion.COVERAGE) * (scores.length + 1)) - 1;
        return index < 0 ? 0 : scores[index];
    }

    static int top(float[] values) {
        int top = 0;
        for (int i = 1; i < values.length; i++) {
            if (values[i] > values[top]) {
                top = i;
            }
        }
        return top;
    }
}
