package io.github.emotion4j.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.ComputeDevice;
import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.Recording;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The bundled clip with a wristband's table, recognised once. */
class BundledMediaTest {
    private static List<EmotionEstimate> estimates;

    @BeforeAll
    static void recognize() {
        Recording clip =
                BundledMedia.all().stream()
                        .filter(input -> input.name().endsWith(".csv"))
                        .findFirst()
                        .orElseThrow()
                        .recording();
        try (EmotionRecognizer recognizer =
                EmotionRecognizer.builder().device(ComputeDevice.cpu()).build()) {
            estimates = recognizer.recognize(clip).estimates();
        }
    }

    @Test
    void faceVoiceAndBodyAreJoined() {
        List<EmotionEstimate> joined =
                estimates.stream()
                        .filter(
                                e ->
                                        e.evidence().values().stream()
                                                .allMatch(Evidence.Present.class::isInstance))
                        .toList();
        assertFalse(joined.isEmpty());
        for (EmotionEstimate estimate : joined) {
            assertEquals(3, estimate.contribution().size());
            assertTrue(estimate.stress().isPresent());
        }
    }

    @Test
    void theExpressionChanges() {
        List<Emotion> named = estimates.stream().flatMap(e -> e.perceived().stream()).toList();
        long changes =
                IntStream.range(1, named.size())
                        .filter(i -> named.get(i) != named.get(i - 1))
                        .count();
        assertTrue(changes >= 6, named::toString);
        assertTrue(named.contains(Emotion.SURPRISE), named::toString);
    }
}
