package io.github.emotion4j.benchmarks.fusion;

import io.github.emotion4j.core.evaluation.Bootstrap;
import io.github.emotion4j.core.evaluation.ClassificationReport;
import io.github.emotion4j.core.evaluation.Prediction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** What several methods said of the same items, and the table of it. */
final class Comparison {
    private static final Bootstrap BOOTSTRAP =
            Bootstrap.defaults().withResamples(Integer.getInteger("resamples", 400));

    private final List<String> labels;
    private final Map<String, List<Prediction>> methods = new LinkedHashMap<>();

    Comparison(List<String> labels) {
        this.labels = labels;
    }

    /** Every method gets the same items in the same order. */
    void add(String method, String person, int truth, double[] probabilities) {
        methods.computeIfAbsent(method, m -> new ArrayList<>())
                .add(
                        Prediction.ofProbabilities(labels.get(truth), labels, probabilities)
                                .withGroup(person));
    }

    double accuracy(String method) {
        return ClassificationReport.of(labels, methods.get(method)).confusionMatrix().accuracy();
    }

    List<String> methods() {
        return List.copyOf(methods.keySet());
    }

    /**
     * Prints a line a method, with the gain of one method over each with its interval by person.
     */
    void print(String reference) {
        System.out.printf(
                Locale.ROOT,
                "%-34s %-24s %6s %6s   %s%n",
                "method",
                "accuracy",
                "UAR",
                "ECE",
                "gain of " + reference);
        methods.forEach(
                (name, predictions) -> {
                    ClassificationReport report =
                            ClassificationReport.of(labels, predictions).withIntervals(BOOTSTRAP);
                    Bootstrap.Interval accuracy = report.intervals().orElseThrow().accuracy();
                    System.out.printf(
                            Locale.ROOT,
                            "%-34s .%03.0f (.%03.0f-.%03.0f)         %.3f  %.3f   %s%n",
                            name,
                            1000 * accuracy.estimate(),
                            1000 * accuracy.lower(),
                            1000 * accuracy.upper(),
                            report.confusionMatrix().unweightedAverageRecall(),
                            report.reliability().orElseThrow().expectedCalibrationError(),
                            name.equals(reference) ? "" : gain(predictions, reference));
                });
    }

    private String gain(List<Prediction> predictions, String reference) {
        List<Prediction> better = methods.get(reference);
        Bootstrap.Interval gain =
                BOOTSTRAP.intervalByGroup(
                        IntStream.range(0, predictions.size()).boxed().toList(),
                        i -> predictions.get(i).group().orElseThrow(),
                        drawn ->
                                drawn.stream()
                                        .mapToInt(i -> hit(better.get(i)) - hit(predictions.get(i)))
                                        .average()
                                        .orElse(0));
        return String.format(
                Locale.ROOT,
                "%+.1f (%+.1f to %+.1f)",
                100 * gain.estimate(),
                100 * gain.lower(),
                100 * gain.upper());
    }

    private static int hit(Prediction prediction) {
        return prediction.truth().equals(prediction.predicted()) ? 1 : 0;
    }
}
