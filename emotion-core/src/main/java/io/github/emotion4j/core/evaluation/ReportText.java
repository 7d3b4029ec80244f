package io.github.emotion4j.core.evaluation;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** Lays reports out for readers. */
final class ReportText {

    private static final int DIGITS = 3;
    private static final int COLUMN = 9;
    private static final String MACRO = "macro avg";
    private static final String WEIGHTED = "weighted avg";

    private ReportText() {}

    static String report(ClassificationReport report) {
        ConfusionMatrix matrix = report.confusionMatrix();
        StringBuilder text = new StringBuilder(table(matrix));
        if (matrix.labels().stream().anyMatch(label -> matrix.scores(label).support() == 0)) {
            text.append(
                    "(macro avg counts a class without items as 0; the next line leaves it out)\n");
        }
        text.append("\nunweighted average recall   ")
                .append(number(matrix.unweightedAverageRecall()))
                .append('\n');
        report.reliability()
                .ifPresent(
                        diagram ->
                                text.append("expected calibration error  ")
                                        .append(number(diagram.expectedCalibrationError()))
                                        .append(" (")
                                        .append(diagram.binCount())
                                        .append(" bins)\n"));
        report.intervals().ifPresent(intervals -> text.append(intervals(intervals)));
        text.append("\nconfusion matrix (rows true, columns predicted)\n\n");
        return text.append(matrix(matrix)).toString();
    }

    /** The layout of scikit-learn's classification_report, character for character. */
    static String table(ConfusionMatrix matrix) {
        List<String> labels = matrix.labels();
        int width = longest(Stream.concat(labels.stream(), Stream.of(WEIGHTED)));
        StringBuilder text = new StringBuilder();
        row(text, width, "", List.of("precision", "recall", "f1-score", "support"));
        text.append('\n');
        labels.forEach(label -> row(text, width, label, cells(matrix.scores(label))));
        text.append('\n');
        List<String> accuracy =
                List.of("", "", number(matrix.accuracy()), weight(matrix.totalWeight()));
        row(text, width, "accuracy", accuracy);
        row(text, width, MACRO, cells(matrix.macro()));
        row(text, width, WEIGHTED, cells(matrix.weighted()));
        return text.toString();
    }

    static String matrix(ConfusionMatrix matrix) {
        List<String> labels = matrix.labels();
        int first = Math.max(WEIGHTED.length(), longest(labels.stream()));
        List<List<String>> rows =
                labels.stream()
                        .map(
                                truth ->
                                        labels.stream()
                                                .map(label -> weight(matrix.weight(truth, label)))
                                                .toList())
                        .toList();
        int width = longest(Stream.concat(labels.stream(), rows.stream().flatMap(List::stream)));
        StringBuilder text = new StringBuilder(" ".repeat(first));
        labels.forEach(label -> text.append("  ").append(right(label, width)));
        text.append('\n');
        for (int i = 0; i < labels.size(); i++) {
            text.append(right(labels.get(i), first));
            rows.get(i).forEach(cell -> text.append("  ").append(right(cell, width)));
            text.append('\n');
        }
        return text.toString();
    }

    private static String intervals(ClassificationReport.Intervals intervals) {
        Bootstrap.Interval accuracy = intervals.accuracy();
        return "\n"
                + BigDecimal.valueOf(accuracy.level())
                        .movePointRight(2)
                        .stripTrailingZeros()
                        .toPlainString()
                + " % intervals (bootstrap, "
                + intervals.bootstrap().resamples()
                + " resamples of "
                + accuracy.units()
                + (intervals.byGroup() ? " groups)\n" : " items)\n")
                + line("accuracy", accuracy)
                + line("unweighted average recall", intervals.unweightedAverageRecall())
                + line("macro f1-score", intervals.macroF1());
    }

    private static String line(String name, Bootstrap.Interval interval) {
        int width = "unweighted average recall".length();
        return name
                + " ".repeat(width - name.length())
                + "   "
                + number(interval.lower())
                + " to "
                + number(interval.upper())
                + "\n";
    }

    private static List<String> cells(ConfusionMatrix.Scores scores) {
        return List.of(
                number(scores.precision()),
                number(scores.recall()),
                number(scores.f1()),
                weight(scores.support()));
    }

    private static void row(StringBuilder text, int width, String name, List<String> cells) {
        text.append(right(name, width)).append(' ');
        cells.forEach(cell -> text.append(' ').append(right(cell, COLUMN)));
        text.append('\n');
    }

    /** Rounds the exact binary value, as Python does; String.format would round 0.0625 up. */
    private static String number(double value) {
        return new BigDecimal(value).setScale(DIGITS, RoundingMode.HALF_EVEN).toPlainString();
    }

    private static String weight(double value) {
        BigDecimal exact = new BigDecimal(value);
        return exact.stripTrailingZeros().scale() <= 0
                ? exact.toBigInteger().toString()
                : number(value);
    }

    private static String right(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }

    private static int longest(Stream<String> texts) {
        return Collections.max(texts.map(String::length).toList());
    }
}
