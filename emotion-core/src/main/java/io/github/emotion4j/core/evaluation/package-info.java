/**
 * How well predictions agree with the truth, and how sure one can be of that figure.
 *
 * <p>{@link io.github.emotion4j.core.evaluation.ClassificationReport} is the entry point for
 * labels:
 *
 * <pre>{@code
 * List<String> labels = Emotion.ALL.stream().map(Emotion::label).toList();
 * List<Prediction> predictions = new ArrayList<>();
 * for (int i = 0; i < people.length; i++) {
 *     predictions.add(
 *             Prediction.ofProbabilities("anger", labels, outputs.get(i)).withGroup(people[i]));
 * }
 * ClassificationReport report =
 *         ClassificationReport.of(labels, predictions).withIntervals(Bootstrap.defaults());
 * System.out.println(report.toText());
 * Files.writeString(Path.of("report.json"), report.toJson());
 * }</pre>
 *
 * <p>{@link io.github.emotion4j.core.evaluation.Agreement} is the entry point for valence, arousal
 * and other numbers on a scale. Labels are plain text, so that any label set can be evaluated, not
 * only the eight classes. All results are immutable.
 */
@NullMarked
package io.github.emotion4j.core.evaluation;

import org.jspecify.annotations.NullMarked;
