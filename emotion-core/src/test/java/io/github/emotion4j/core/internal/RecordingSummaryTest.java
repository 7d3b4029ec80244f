package io.github.emotion4j.core.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.Affect;
import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.TimeInterval;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is said of a whole recording, and in which frequencies. */
class RecordingSummaryTest {
    private static final TimeInterval WHOLE = new TimeInterval(0, 120_000_000_000L);

    @Test
    void utterancesCountByLengthAndQuality_andOfAGrowingOneTheCompleteOneAlone() {
        ObservationSum sum = new ObservationSum();
        // Said too early, and sure; the complete utterance says otherwise.
        sum.add(voice(0, 0.6, Emotion.ANGER, 0.99, 1));
        sum.add(voice(0, 1.1, Emotion.ANGER, 0.9, 1));
        sum.add(voice(0, 3, Emotion.SADNESS, 0.6, 1));
        sum.add(missing(3, 4));
        sum.add(voice(4, 5, Emotion.SADNESS, 0.2, 0.5));
        Evidence.Present said = (Evidence.Present) sum.evidence(WHOLE);
        // 3 s of quality 1 and 1 s of quality 0.5.
        assertEquals((3 * 0.6 + 0.5 * 0.2) / 3.5, of(said, Emotion.SADNESS), 1e-12);
        assertEquals((3 + 0.5) / 4, said.quality(), 1e-12);
        assertEquals(4.0 / 5, sum.share(), 1e-12);
    }

    @Test
    void sumOfManyPieces_isTheirMean_whateverTheyAreHeldIn() {
        ObservationSum sum = new ObservationSum();
        double weighted = 0;
        double weights = 0;
        for (int i = 0; i < 1000; i++) {
            double p = 0.2 + 0.6 * (i % 7) / 7;
            double quality = 0.1 + (i % 5) / 6.0;
            sum.add(voice(i, i + 0.5, Emotion.FEAR, p, quality));
            weighted += quality * p;
            weights += quality;
        }
        assertEquals(
                weighted / weights, of((Evidence.Present) sum.evidence(WHOLE), Emotion.FEAR), 1e-9);
    }

    /** Each quantity is the mean of the pieces that tell it, however many tell others between. */
    @Test
    void sumOfPiecesThatSeldomTellStress_isTheMeanOfThoseThatDo() {
        ObservationSum sum = new ObservationSum();
        for (int i = 0; i < 200; i++) {
            sum.add(face(i, i == 0 ? OptionalDouble.of(1) : OptionalDouble.empty()));
        }
        for (int i = 200; i < 210; i++) {
            sum.add(face(i, OptionalDouble.of(0)));
        }
        Evidence.Present said = (Evidence.Present) sum.evidence(WHOLE);
        assertEquals(1 / 11.0, said.stress().orElseThrow(), 1e-12);
        assertEquals(seconds(0, 210), said.interval());
    }

    private static Evidence face(int second, OptionalDouble stress) {
        return new Evidence.Present(
                seconds(second, second + 1),
                Optional.of(EmotionProbabilities.UNIFORM),
                Optional.empty(),
                stress,
                new float[] {2},
                0.7,
                List.of());
    }

    @Test
    void whatWasPerceivedInLessThanATenth_namesNoClass_andSaysHowMuchItWas() {
        Evidence sure = voice(0, 6.6, Emotion.HAPPINESS, 0.95, 1);
        EmotionEstimate estimate = summary(Map.of(ModalityId.VOICE, sure), 6.6 / 120);
        assertEquals(Optional.empty(), estimate.perceived());
        assertEquals("little-perceived", estimate.abstentionReasons().get(0).code());
        assertTrue(
                estimate.abstentionReasons()
                        .get(0)
                        .message()
                        .contains("voice was perceived in 5.5 %"));
        assertTrue(estimate.probabilities().isPresent());
        assertEquals(
                Optional.of(Emotion.HAPPINESS),
                summary(Map.of(ModalityId.VOICE, sure), 0.2).perceived());
    }

    @Test
    void aFaceAndAVoice_mustBeSurerThanOthers() {
        ModalityId gesture = new ModalityId("gesture");
        Evidence half = voice(0, 2, Emotion.FEAR, 0.55, 1);
        for (ModalityId id : List.of(ModalityId.FACE, ModalityId.VOICE)) {
            assertEquals(Optional.empty(), summary(Map.of(id, half), 1).perceived());
            Evidence surer = voice(0, 2, Emotion.FEAR, 0.65, 1);
            assertEquals(Optional.of(Emotion.FEAR), summary(Map.of(id, surer), 1).perceived());
        }
        assertEquals(Optional.of(Emotion.FEAR), summary(Map.of(gesture, half), 1).perceived());
        assertEquals(
                Optional.of(Emotion.FEAR),
                summary(Map.of(ModalityId.FACE, half, gesture, half), 1).perceived());
    }

    @Test
    void bodyAlone_tellsStress_andNoClass() {
        EmotionEstimate estimate = summary(Map.of(ModalityId.BODY, body(0.7)), 1);
        assertEquals(Optional.empty(), estimate.probabilities());
        assertEquals(Optional.empty(), estimate.affect());
        assertEquals(OptionalDouble.of(0.7), estimate.stress());
        assertEquals("no-classes", estimate.abstentionReasons().get(0).code());
    }

    @Test
    void bodyBesideAFace_leavesItsClassesAsTheyAre() {
        Evidence face = voice(0, 1, Emotion.HAPPINESS, 0.7, 0.3);
        EmotionEstimate both =
                summary(Map.of(ModalityId.FACE, face, ModalityId.BODY, body(0.7)), 1);
        assertEquals(((Evidence.Present) face).probabilities(), both.probabilities());
        assertEquals(Optional.of(Emotion.HAPPINESS), both.perceived());
        assertEquals(Affect.Source.CLASSES, both.affect().orElseThrow().source());
    }

    @Test
    void prior_shiftsItsOwnModalityAlone_byBayesRule() {
        double[] often = new double[8];
        Arrays.fill(often, 0.3 / 7);
        often[Emotion.NEUTRAL.ordinal()] = 0.7;
        DecisionRule rule =
                new DecisionRule(
                        Map.of(ModalityId.VOICE, EmotionProbabilities.of(often)),
                        OptionalDouble.of(0.4));
        double[] said = {0.4, 0, 0, 0, 0.3, 0.3, 0, 0};
        Evidence evidence = evidence(0, 1, said, 1);
        assertEquals(
                0.3 * 0.7 / (0.3 * 0.7 + 0.7 * 0.3 / 7),
                estimate(rule, Map.of(ModalityId.VOICE, evidence))
                        .probabilities()
                        .orElseThrow()
                        .probability(Emotion.NEUTRAL),
                1e-12);
        assertEquals(
                EmotionProbabilities.of(said),
                estimate(rule, Map.of(ModalityId.FACE, evidence)).probabilities().orElseThrow());
    }

    @Test
    void aPriorThatRulesOutAllThatWasPerceived_givesNoClass_andSaysSo() {
        double[] never = {1, 1, 1, 1, 0, 1, 1, 1};
        double[] only = {0, 0, 0, 0, 1, 0, 0, 0};
        DecisionRule rule =
                new DecisionRule(
                        Map.of(ModalityId.FACE, EmotionProbabilities.of(never)),
                        OptionalDouble.empty());
        EmotionEstimate estimate = estimate(rule, Map.of(ModalityId.FACE, evidence(0, 1, only, 1)));
        assertEquals(Optional.empty(), estimate.probabilities());
        assertEquals(Map.of(), estimate.contribution());
        assertEquals("prior-rules-out", estimate.abstentionReasons().get(0).code());
    }

    private static EmotionEstimate summary(Map<ModalityId, Evidence> evidence, double share) {
        Map<ModalityId, Double> shares = new TreeMap<>();
        evidence.keySet().forEach(id -> shares.put(id, share));
        return new DecidingFusion(
                        new OpinionPool(),
                        new DecisionRule(Map.of(), OptionalDouble.empty()),
                        estimate -> {})
                .summary(WHOLE, evidence, shares);
    }

    private static EmotionEstimate estimate(DecisionRule rule, Map<ModalityId, Evidence> evidence) {
        return rule.estimate(WHOLE, new OpinionPool().step(WHOLE, evidence));
    }

    private static double of(Evidence.Present evidence, Emotion emotion) {
        return evidence.probabilities().orElseThrow().probability(emotion);
    }

    private static Evidence voice(double from, double to, Emotion top, double p, double quality) {
        double[] weights = new double[8];
        Arrays.fill(weights, (1 - p) / 7);
        weights[top.ordinal()] = p;
        return evidence(from, to, weights, quality);
    }

    private static Evidence evidence(double from, double to, double[] weights, double quality) {
        EmotionProbabilities probabilities = EmotionProbabilities.of(weights);
        return new Evidence.Present(
                seconds(from, to),
                probabilities,
                Affect.expected(probabilities),
                OptionalDouble.empty(),
                new float[0],
                quality,
                List.of());
    }

    private static Evidence body(double stress) {
        return new Evidence.Present(
                seconds(0, 60),
                Optional.empty(),
                Optional.empty(),
                OptionalDouble.of(stress),
                new float[0],
                0.8,
                List.of());
    }

    private static Evidence missing(double from, double to) {
        return new Evidence.Missing(seconds(from, to), new Reason("no-voice", "nobody spoke"));
    }

    private static TimeInterval seconds(double from, double to) {
        return new TimeInterval(Math.round(from * 1e9), Math.round(to * 1e9));
    }
}
