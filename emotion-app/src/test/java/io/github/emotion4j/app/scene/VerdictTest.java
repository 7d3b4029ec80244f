package io.github.emotion4j.app.scene;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.TimeInterval;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class VerdictTest {
    @Test
    void evidenceIsDecidedAsAnEstimateThatRestsOnItAlone() {
        double[] weights = new double[Emotion.ALL.size()];
        Arrays.fill(weights, 0.45 / 7);
        weights[Emotion.ANGER.ordinal()] = 0.55;
        Evidence evidence =
                new Evidence.Present(
                        new TimeInterval(0, 1),
                        Optional.of(EmotionProbabilities.of(weights)),
                        Optional.empty(),
                        OptionalDouble.empty(),
                        new float[0],
                        1,
                        List.of());
        ModalityId own = new ModalityId("self-report");
        assertEquals(Optional.of(Emotion.ANGER), Verdict.of(own, evidence).emotion());
        for (ModalityId id : List.of(own, ModalityId.FACE)) {
            assertEquals(
                    EmotionEstimate.of(id, evidence).perceived(),
                    Verdict.of(id, evidence).emotion());
        }
        assertEquals("unclear", Verdict.of(ModalityId.FACE, evidence).label());
    }
}
