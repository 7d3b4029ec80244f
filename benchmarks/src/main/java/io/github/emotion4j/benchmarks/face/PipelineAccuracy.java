package io.github.emotion4j.benchmarks.face;

import io.github.emotion4j.core.ComputeDevice;
import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.core.evaluation.Bootstrap;
import io.github.emotion4j.core.evaluation.ClassificationReport;
import io.github.emotion4j.core.evaluation.Prediction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Runs the whole recogniser over a folder of labelled pictures and prints the classification
 * report. Argument: a folder with a {@code manifest.csv} whose columns {@code file} and {@code
 * label} name picture and class, and {@code subject}, if there is one, the person. The shipped
 * network has seen JAFFE's people: on them it comes out better than it is.
 */
public final class PipelineAccuracy {
    private static final Map<String, Emotion> LABELS =
            Map.of(
                    "angry", Emotion.ANGER,
                    "happy", Emotion.HAPPINESS,
                    "sad", Emotion.SADNESS,
                    "fearful", Emotion.FEAR,
                    "disgusted", Emotion.DISGUST,
                    "surprised", Emotion.SURPRISE);

    private PipelineAccuracy() {}

    /**
     * Prints the report.
     *
     * @param arguments the folder
     * @throws IOException if the manifest cannot be read
     */
    public static void main(String[] arguments) throws IOException {
        Manifest manifest = Manifest.read(Path.of(arguments[0]));
        List<String> labels = Emotion.ALL.stream().map(Emotion::label).toList();
        List<Prediction> predictions = new ArrayList<>();
        int missing = 0;
        try (EmotionRecognizer recognizer =
                EmotionRecognizer.builder().device(ComputeDevice.cpu()).build()) {
            for (Map<String, String> item : manifest.items()) {
                String label = item.getOrDefault("label", "");
                Emotion truth =
                        LABELS.containsKey(label) ? LABELS.get(label) : Emotion.ofLabel(label);
                EmotionEstimate estimate =
                        recognizer.recognize(Recording.of(manifest.file(item))).summary();
                if (estimate.evidence().get(ModalityId.FACE) instanceof Evidence.Missing) {
                    missing++;
                }
                predictions.add(
                        Prediction.ofProbabilities(
                                        truth.label(),
                                        labels,
                                        estimate.probabilities().orElseThrow().toArray())
                                .withGroup(item.getOrDefault("subject", "?")));
            }
        }
        System.out.println(
                ClassificationReport.of(labels, predictions)
                        .withIntervals(Bootstrap.defaults())
                        .toText());
        System.out.println("faces not found or not usable: " + missing);
    }
}
