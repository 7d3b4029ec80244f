package io.github.emotion4j.app.evaluation;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.emotion4j.app.evaluation.Evaluation.Answer;
import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.evaluation.Bootstrap;
import io.github.emotion4j.core.evaluation.ClassificationReport;
import io.github.emotion4j.core.evaluation.Prediction;
import io.github.emotion4j.core.evaluation.ReliabilityDiagram;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** What one way of answering reached. A file without an answer is wrong. */
final class Row {
    /** The ends of a 95 % interval then rest on 25 resamples each. */
    private static final int RESAMPLES = 1000;

    private final String name;
    private final List<Answer> answers;

    /** The classes that the corpus has. */
    private final Set<Emotion> classes = EnumSet.noneOf(Emotion.class);

    Row(String name, List<Answer> answers) {
        this.name = name;
        this.answers = answers;
        answers.forEach(a -> classes.add(a.item().emotion().orElseThrow()));
    }

    /** Prints the row and gives it as JSON. */
    JsonObject report(PrintWriter out) {
        JsonObject json = new JsonObject();
        out.printf(Locale.ROOT, "  %s (%d)%n", name, answers.size());
        json.addProperty("items", answers.size());
        metric(out, json, "accuracy", answers, this::accuracy);
        metric(out, json, "unweighted average recall", answers, this::recall);
        metric(out, json, "the same among the corpus's classes", answers, this::restrictedRecall);
        metric(out, json, "nothing perceived", answers, this::nothing);
        List<Answer> speaking = answers.stream().filter(a -> a.named().isPresent()).toList();
        metric(
                out,
                json,
                "share named",
                answers,
                all ->
                        all.stream().filter(a -> a.named().isPresent()).count()
                                / (double) all.size());
        if (!speaking.isEmpty()) {
            metric(out, json, "accuracy where named", speaking, this::accuracy);
        }
        List<Prediction> confident = predictions();
        if (!confident.isEmpty()) {
            double error =
                    ReliabilityDiagram.of(confident, ReliabilityDiagram.DEFAULT_BINS)
                            .expectedCalibrationError();
            json.addProperty("calibration error", error);
            out.printf(Locale.ROOT, "    %-38s %.3f%n", "calibration error", error);
        }
        JsonObject byClass = new JsonObject();
        StringBuilder text = new StringBuilder();
        for (Emotion emotion : classes) {
            double recall = recall(answers, emotion, false);
            byClass.addProperty(emotion.label(), recall);
            text.append(String.format(Locale.ROOT, " %s %.2f", emotion.label(), recall));
        }
        json.add("recall by class", byClass);
        out.println("    recall:" + text);
        return json;
    }

    /** The field's usual report, of the files in which something was perceived. */
    Optional<ClassificationReport> classification() {
        List<Prediction> predictions = predictions();
        return predictions.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        ClassificationReport.of(
                                Emotion.ALL.stream().map(Emotion::label).toList(), predictions));
    }

    private List<Prediction> predictions() {
        List<Prediction> confident = new ArrayList<>();
        for (Answer answer : answers) {
            answer.probabilities()
                    .ifPresent(
                            p ->
                                    confident.add(
                                            Prediction.of(answer.item().emotion().orElseThrow(), p)
                                                    .withGroup(answer.item().group())));
        }
        return confident;
    }

    private void metric(
            PrintWriter out,
            JsonObject json,
            String what,
            List<Answer> items,
            ToDoubleFunction<List<Answer>> of) {
        boolean several = items.stream().map(a -> a.item().group()).distinct().count() > 1;
        JsonArray numbers = new JsonArray();
        numbers.add(of.applyAsDouble(items));
        String interval = "";
        if (several) {
            Bootstrap.Interval found =
                    Bootstrap.defaults()
                            .withResamples(RESAMPLES)
                            .intervalByGroup(items, a -> a.item().group(), of);
            numbers.add(found.lower());
            numbers.add(found.upper());
            interval = String.format(Locale.ROOT, " (%.3f-%.3f)", found.lower(), found.upper());
        }
        json.add(what, numbers);
        out.printf(Locale.ROOT, "    %-38s %.3f%s%n", what, of.applyAsDouble(items), interval);
    }

    private double accuracy(List<Answer> items) {
        return items.stream().filter(a -> right(a, false)).count() / (double) items.size();
    }

    private double nothing(List<Answer> items) {
        return items.stream().filter(a -> a.probabilities().isEmpty()).count()
                / (double) items.size();
    }

    private double recall(List<Answer> items) {
        return averageRecall(items, false);
    }

    private double restrictedRecall(List<Answer> items) {
        return averageRecall(items, true);
    }

    private double averageRecall(List<Answer> items, boolean restricted) {
        return classes.stream()
                .mapToDouble(emotion -> recall(items, emotion, restricted))
                .filter(recall -> !Double.isNaN(recall))
                .average()
                .orElse(Double.NaN);
    }

    private double recall(List<Answer> items, Emotion emotion, boolean restricted) {
        List<Answer> those =
                items.stream().filter(a -> a.item().emotion().orElseThrow() == emotion).toList();
        return those.stream().filter(a -> right(a, restricted)).count() / (double) those.size();
    }

    /** Whether the most probable class, of all or of those that the corpus has, is the true one. */
    private boolean right(Answer answer, boolean restricted) {
        return answer.probabilities()
                .map(
                        p ->
                                restricted
                                        ? classes.stream()
                                                .max(Comparator.comparingDouble(p::probability))
                                                .orElseThrow()
                                        : p.top())
                .equals(answer.item().emotion());
    }
}
