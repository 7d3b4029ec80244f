package io.github.emotion4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.app.AnimatedGif;
import io.github.emotion4j.app.FixedModality;
import io.github.emotion4j.core.ComputeDevice;
import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.ModelException;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.core.evaluation.ConfusionMatrix;
import io.github.emotion4j.fusion.train.FusionTrainer;
import io.github.emotion4j.fusion.train.LabelledFolder;
import io.github.emotion4j.fusion.train.NetworkFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tuning on a folder of one's own: recordings of three seconds, face and voice without models. */
class TrainFusionTest {
    private static final EmotionProbabilities SAYS_HAPPY =
            EmotionProbabilities.of(new double[] {0.05, 0.05, 0.05, 0.05, 0.6, 0.1, 0.05, 0.05});
    private static final int STEPS = 6;

    @TempDir Path folder;

    @BeforeEach
    void film() throws IOException {
        Files.write(folder.resolve("a.gif"), AnimatedGif.of(30, 100, 60));
    }

    @Test
    void tunedNetwork_learnedFromSomePeople_isUsedByARecogniser() throws IOException {
        // Whom the network has heard say fear with such a face, it believes; the other validates.
        manifest("a.gif,,fear,ann", "a.gif,,fear,ann", "a.gif,,surprise,bob", "a.gif,,fear,cem");
        Path models = folder.resolve("models");
        FusionTrainer.Result result;
        EmotionEstimate before;
        try (EmotionRecognizer recognizer = builder().build()) {
            result = TrainFusion.train(recognizer, folder, models.resolve("fusion"), System.out);
            before = recognizer.recognize(Recording.of(folder.resolve("a.gif"))).estimates().get(0);
        }
        ConfusionMatrix validated = result.report().confusionMatrix();
        assertEquals(STEPS, validated.totalWeight());
        double surprise =
                validated.labels().stream()
                        .mapToDouble(said -> validated.weight(Emotion.SURPRISE.label(), said))
                        .sum();
        assertEquals(STEPS, surprise, "bob alone validates");
        try (EmotionRecognizer recognizer = builder().models(models).build()) {
            EmotionEstimate after =
                    recognizer.recognize(Recording.of(folder.resolve("a.gif"))).estimates().get(0);
            assertTrue(
                    after.probabilities().orElseThrow().probability(Emotion.FEAR)
                            != before.probabilities().orElseThrow().probability(Emotion.FEAR),
                    before + " then " + after);
        }
    }

    @Test
    void recordingsOfOnePerson_areRefused() throws IOException {
        manifest("a.gif,,fear,ann", "a.gif,,neutral,ann");
        try (EmotionRecognizer recognizer = builder().build()) {
            InputException refused =
                    assertThrows(
                            InputException.class,
                            () -> TrainFusion.train(recognizer, folder, folder, System.out));
            assertTrue(refused.getMessage().contains("1 person"), refused.getMessage());
        }
    }

    @Test
    void networkWithOtherClasses_isRefusedBeforeAnythingIsRead() throws IOException {
        manifest("a.gif,,fear,ann");
        Path other = Files.createDirectory(folder.resolve("other"));
        Files.write(other.resolve("model.pt"), new byte[0]);
        Files.writeString(
                other.resolve("model.json"),
                "{\"id\": \"polar\", \"slots\": [\"face\"],"
                        + " \"inputs\": [{\"shape\": [\"n\", \"t\", 1, 23]}],"
                        + " \"outputs\": [{\"labels\": [\"negative\", \"positive\"]}]}");
        try (EmotionRecognizer recognizer = builder().build()) {
            ModelException refused =
                    assertThrows(
                            ModelException.class,
                            () ->
                                    LabelledFolder.read(folder)
                                            .sequences(
                                                    recognizer, NetworkFile.in(other), item -> {}));
            assertTrue(
                    refused.getMessage().contains("polar")
                            && refused.getMessage().contains("[negative, positive]")
                            && refused.getMessage().contains("[anger, contempt"),
                    refused.getMessage());
        }
    }

    private void manifest(String... lines) throws IOException {
        Files.writeString(
                folder.resolve("manifest.csv"),
                "file,with,label,person\n" + String.join("\n", lines) + "\n");
    }

    private static EmotionRecognizer.Builder builder() {
        return EmotionRecognizer.builder()
                .device(ComputeDevice.cpu())
                .onlyNamedModalities()
                .modality(new FixedModality(ModalityId.FACE, SAYS_HAPPY, OptionalDouble.empty()))
                // A modality alone is reported as its model says it, whatever was tuned.
                .modality(new FixedModality(ModalityId.VOICE, SAYS_HAPPY, OptionalDouble.empty()));
    }
}
