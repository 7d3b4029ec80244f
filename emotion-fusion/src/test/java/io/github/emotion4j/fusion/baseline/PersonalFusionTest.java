package io.github.emotion4j.fusion.baseline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.Affect;
import io.github.emotion4j.core.ComputeDevice;
import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.core.spi.Fusion;
import io.github.emotion4j.core.spi.FusionMethod;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PersonalFusionTest {
    private static final double[] ANGRY = {0.6, 0, 0.05, 0.05, 0.05, 0.15, 0.05, 0.05};

    @Test
    void method_getsTheAdaptedEvidenceAndTheBaselineLearnsWhatLooksNeutral() {
        PersonalBaseline baseline = baseline();
        try (Fusion fusion =
                        PersonalFusion.learning(models -> new VoiceAlone(), baseline)
                                .open(loader());
                Fusion.Session session = fusion.openSession()) {
            double anger = 1;
            for (int i = 0; i < 5; i++) {
                Fusion.Opinion estimate = step(session, i);
                double before = baseline.neutralSeconds(ModalityId.VOICE);
                assertTrue(
                        estimate.probabilities().orElseThrow().probability(Emotion.ANGER) < anger,
                        estimate.toString());
                anger = estimate.probabilities().orElseThrow().probability(Emotion.ANGER);
                // The same evidence, standing for another step, teaches nothing.
                session.step(new TimeInterval(0, 1), estimate.evidence());
                assertEquals(before, baseline.neutralSeconds(ModalityId.VOICE));
                assertEquals(
                        i == 0,
                        estimate.probabilities()
                                .orElseThrow()
                                .equals(EmotionProbabilities.of(ANGRY)));
            }
        }
        assertTrue(baseline.neutralSeconds(ModalityId.VOICE) < 5 * 0.5);
    }

    @Test
    void secondSession_whoseClockStartsAnew_teachesLikeTheFirst() {
        PersonalBaseline baseline = baseline();
        double[] learned = new double[2];
        try (Fusion fusion =
                PersonalFusion.learning(models -> new VoiceAlone(), baseline).open(loader())) {
            for (int visit = 0; visit < 2; visit++) {
                double before = baseline.neutralSeconds(ModalityId.VOICE);
                try (Fusion.Session session = fusion.openSession()) {
                    for (int i = 0; i < 5; i++) {
                        step(session, i);
                    }
                }
                learned[visit] = baseline.neutralSeconds(ModalityId.VOICE) - before;
            }
        }
        // The second visit knows the person better, so that more of it looks neutral.
        assertTrue(learned[0] > 0 && learned[1] >= learned[0], Arrays.toString(learned));
    }

    @Test
    void perStream_learnsOfItsOwnPerson_andGoesOnFromTheStreamsState() {
        FusionMethod method = PersonalFusion.perStream(models -> new VoiceAlone(), reference());
        try (Fusion fusion = method.open(loader());
                Fusion.Session whole = fusion.openSession();
                Fusion.Session first = fusion.openSession();
                Fusion.Session second = fusion.openSession();
                Fusion.Session other = fusion.openSession()) {
            for (int i = 0; i < 5; i++) {
                step(whole, i);
                step(first, i);
            }
            second.restore(first.state());
            for (int i = 5; i < 10; i++) {
                assertEquals(step(whole, i), step(second, i));
            }
            assertArrayEquals(whole.state(), second.state());
            EmotionProbabilities unlearned = EmotionProbabilities.of(ANGRY);
            assertEquals(unlearned, step(other, 0).probabilities().orElseThrow());
            assertTrue(
                    step(whole, 10).probabilities().orElseThrow().probability(Emotion.ANGER)
                            < unlearned.probability(Emotion.ANGER));
        }
    }

    @Test
    void learning_goesOnFromTheStreamsStateAndTheBaselineSavedBesideIt() {
        PersonalBaseline whole = baseline();
        PersonalBaseline part = baseline();
        byte[] state = learn(whole, Optional.empty(), 0, 5);
        assertArrayEquals(state, learn(part, Optional.empty(), 0, 5));
        learn(whole, Optional.of(state), 5, 10);
        PersonalBaseline resumed = PersonalBaseline.ofBytes(part.toBytes(), reference());
        learn(resumed, Optional.of(state), 5, 10);
        PersonalBaseline unbroken = baseline();
        learn(unbroken, Optional.empty(), 0, 10);
        assertArrayEquals(unbroken.toBytes(), whole.toBytes());
        assertArrayEquals(unbroken.toBytes(), resumed.toBytes());
    }

    /** Steps of a session in which one utterance grows; gives the session's state. */
    private static byte[] learn(
            PersonalBaseline baseline, Optional<byte[]> state, int from, int to) {
        try (Fusion fusion =
                        PersonalFusion.learning(models -> new VoiceAlone(), baseline)
                                .open(loader());
                Fusion.Session session = fusion.openSession()) {
            state.ifPresent(session::restore);
            for (int second = from; second < to; second++) {
                TimeInterval soFar = new TimeInterval(0, (second + 1) * 1_000_000_000L);
                session.step(soFar, Map.of(ModalityId.VOICE, voice(soFar)));
            }
            return session.state();
        }
    }

    private static PersonalBaseline baseline() {
        return new PersonalBaseline(reference());
    }

    private static BaselineReference reference() {
        double[][] arrays = new double[LevelModel.ARRAYS.size()][11];
        for (int array = 1; array < arrays.length; array++) {
            Arrays.fill(arrays[array], 1);
        }
        return BaselineReference.EMPTY.with(ModalityId.VOICE, new LevelModel("voice 1", 1, arrays));
    }

    private static Fusion.Opinion step(Fusion.Session session, int second) {
        TimeInterval interval =
                new TimeInterval(second * 1_000_000_000L, (second + 1) * 1_000_000_000L);
        return session.step(interval, Map.of(ModalityId.VOICE, voice(interval)));
    }

    private static Evidence.Present voice(TimeInterval interval) {
        return new Evidence.Present(
                interval,
                EmotionProbabilities.of(ANGRY),
                new Affect(-0.5, 0.5, Affect.Source.NETWORK),
                OptionalDouble.empty(),
                new float[0],
                1,
                List.of());
    }

    @Test
    void settings_tellBaselinesApart_butNotOneThatLearnsFromItself() {
        FusionMethod method = models -> new VoiceAlone();
        PersonalBaseline other = baseline();
        String known = PersonalFusion.fixed(method, other).settings();
        assertEquals(known, PersonalFusion.fixed(method, baseline()).settings());
        String learning = PersonalFusion.learning(method, other).settings();
        other.addNeutral(ModalityId.VOICE, voice(new TimeInterval(0, 1_000_000_000L)));
        assertNotEquals(known, PersonalFusion.fixed(method, other).settings());
        assertEquals(learning, PersonalFusion.learning(method, other).settings());
        assertNotEquals(
                PersonalFusion.perStream(method, reference()).settings(),
                PersonalFusion.perStream(method).settings());
    }

    @Test
    void referenceThatKnowsNobody_isRefusedWhereNothingWouldBeLearned() {
        IllegalArgumentException refused =
                assertThrows(
                        IllegalArgumentException.class,
                        () ->
                                PersonalFusion.perStream(
                                        models -> new VoiceAlone(), BaselineReference.EMPTY));
        assertTrue(refused.getMessage().contains("nothing would be learned"), refused.toString());
    }

    @Test
    void fixedBaseline_staysAsItIs() {
        PersonalBaseline baseline = baseline();
        try (Fusion fusion =
                        PersonalFusion.fixed(models -> new VoiceAlone(), baseline).open(loader());
                Fusion.Session session = fusion.openSession()) {
            step(session, 0);
            assertEquals(0, baseline.neutralSeconds(ModalityId.VOICE));
            baseline.learn(ModalityId.VOICE, voice(new TimeInterval(0, 1_000_000_000L)));
            assertNotEquals(
                    EmotionProbabilities.of(ANGRY), step(session, 1).probabilities().orElseThrow());
        }
    }

    private static ModelLoader loader() {
        return new ModelLoader(ComputeDevice.cpu(), 1, Optional.empty(), Optional.empty());
    }

    /** The voice's evidence as the estimate. */
    private static final class VoiceAlone implements Fusion, Fusion.Session {
        @Override
        public Fusion.Session openSession() {
            return this;
        }

        @Override
        public Fusion.Opinion step(TimeInterval step, Map<ModalityId, Evidence> evidence) {
            Evidence.Present voice = (Evidence.Present) evidence.get(ModalityId.VOICE);
            return new Fusion.Opinion(voice.probabilities(), Map.of(), Set.of(), evidence);
        }

        @Override
        public void close() {}
    }
}
