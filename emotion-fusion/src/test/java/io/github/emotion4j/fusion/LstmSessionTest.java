package io.github.emotion4j.fusion;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.Affect;
import io.github.emotion4j.core.ComputeDevice;
import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionException;
import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.internal.io.SavedState;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.core.spi.Fusion;
import io.github.emotion4j.fusion.internal.FusionNetwork;
import io.github.emotion4j.fusion.internal.LogLinearPool;
import io.github.emotion4j.fusion.internal.LstmState;
import java.io.DataInputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LstmSessionTest {
    private static final ModalityId KNEE = new ModalityId("knee");

    /** How often faces of the web are labelled so, in the order of the classes. */
    private static final double[] FREQUENCIES = {
        0.089, 0.006, 0.007, 0.021, 0.276, 0.349, 0.127, 0.125
    };

    private static Fusion fusion;

    @BeforeAll
    static void open() {
        fusion = new LstmFusion().open(loader());
    }

    @AfterAll
    static void close() {
        fusion.close();
    }

    @Test
    void stateTakenAndRestored_goesOnWithTheSameNumbers() {
        try (Fusion.Session whole = fusion.openSession();
                Fusion.Session first = fusion.openSession();
                Fusion.Session second = fusion.openSession()) {
            for (int t = 0; t < 6; t++) {
                whole.step(step(t), evidence(t));
                first.step(step(t), evidence(t));
            }
            second.restore(first.state());
            for (int t = 6; t < 12; t++) {
                assertEquals(whole.step(step(t), evidence(t)), second.step(step(t), evidence(t)));
            }
            assertArrayEquals(whole.state(), second.state());
        }
    }

    /** After some minutes of silence a step changes nothing, and the network is not asked. */
    @Test
    void longSilence_leavesTheSameStateAsEachOfItsSteps() {
        try (Fusion.Session session = fusion.openSession();
                Fusion.Session asked = fusion.openSession()) {
            session.step(step(0), evidence(0));
            asked.step(step(0), evidence(0));
            for (int t = 1; t < 3000; t++) {
                session.step(step(t), Map.of());
                asked.restore(asked.state()); // Knows of no silence before.
                asked.step(step(t), Map.of());
            }
            assertArrayEquals(asked.state(), session.state());
            assertEquals(
                    asked.step(step(3000), evidence(3)), session.step(step(3000), evidence(3)));
            assertArrayEquals(asked.state(), session.state());
        }
    }

    @Test
    void stepsOfPersonsWithOtherModalitiesAndPasts_shareAForward_andSayWhatEachSaysAlone() {
        List<List<ModalityId>> heard =
                List.of(
                        List.of(ModalityId.FACE),
                        List.of(ModalityId.FACE, ModalityId.VOICE),
                        List.of(),
                        List.of(ModalityId.VOICE));
        List<Fusion.Session> alone = heard.stream().map(h -> fusion.openSession()).toList();
        List<Fusion.Session> together = heard.stream().map(h -> fusion.openSession()).toList();
        alone.get(3).step(step(0), evidence(0));
        together.get(3).step(step(0), evidence(0));
        for (int t = 1; t < 5; t++) {
            List<Fusion.Step> steps = new ArrayList<>();
            List<Fusion.Opinion> expected = new ArrayList<>();
            for (int i = 0; i < heard.size(); i++) {
                Map<ModalityId, Evidence> seen =
                        evidence(t, heard.get(i).toArray(ModalityId[]::new));
                steps.add(new Fusion.Step(together.get(i), step(t), seen));
                expected.add(alone.get(i).step(step(t), seen));
            }
            List<Fusion.Opinion> said = fusion.steps(steps).orElseThrow();
            for (int i = 0; i < heard.size(); i++) {
                EmotionProbabilities one = expected.get(i).probabilities().orElse(null);
                EmotionProbabilities other = said.get(i).probabilities().orElse(null);
                assertEquals(one == null, other == null);
                if (one != null && other != null) {
                    assertArrayEquals(one.toArray(), other.toArray(), 1e-6);
                }
                assertEquals(expected.get(i).evidence(), said.get(i).evidence());
            }
        }
    }

    @Test
    void aStepWithoutAnAnswer_leavesTheOthersOfItsForwardWhereTheyWere() {
        List<Fusion.Session> three =
                List.of(fusion.openSession(), fusion.openSession(), fusion.openSession());
        three.forEach(session -> session.step(step(0), evidence(0)));
        // Numbers so large that the second one's next probabilities are none.
        byte[] content = ENVELOPE.read(three.get(1).state(), DataInputStream::readAllBytes);
        ByteBuffer state = ByteBuffer.wrap(content);
        state.position(Short.BYTES + content[1] + Integer.BYTES);
        for (int arrays = 5 * 8; arrays > 0; arrays--) {
            for (int left = state.getInt(); left > 0; left--) {
                state.putFloat(arrays % 5 == 1 ? 1 : 3e38f);
            }
        }
        three.get(1).restore(ENVELOPE.write(out -> out.write(content)));
        List<byte[]> before = three.stream().map(Fusion.Session::state).toList();
        List<Fusion.Step> steps =
                three.stream().map(s -> new Fusion.Step(s, step(1), evidence(1))).toList();
        assertThrows(IllegalArgumentException.class, () -> fusion.steps(steps));
        for (int i = 0; i < 3; i++) {
            assertArrayEquals(before.get(i), three.get(i).state());
        }
    }

    @Test
    void contributions_areShapleyValuesOverSubsetsFollowedOnTheirOwn() {
        try (Fusion.Session both = fusion.openSession();
                Fusion.Session face = fusion.openSession();
                Fusion.Session voice = fusion.openSession()) {
            for (int t = 0; t < 5; t++) {
                Map<ModalityId, Evidence> all = evidence(t, ModalityId.FACE, ModalityId.VOICE);
                Fusion.Opinion estimate = both.step(step(t), all);
                Emotion top = estimate.probabilities().orElseThrow().top();
                double together = estimate.probabilities().orElseThrow().probability(top);
                double faceAlone =
                        face.step(step(t), evidence(t, ModalityId.FACE))
                                .probabilities()
                                .orElseThrow()
                                .probability(top);
                double voiceAlone =
                        voice.step(step(t), evidence(t, ModalityId.VOICE))
                                .probabilities()
                                .orElseThrow()
                                .probability(top);
                // Of two players the difference of the values is that of what each reaches alone.
                assertEquals(
                        faceAlone - voiceAlone,
                        estimate.contribution().get(ModalityId.FACE)
                                - estimate.contribution().get(ModalityId.VOICE),
                        1e-5);
                double sum = estimate.contribution().values().stream().mapToDouble(d -> d).sum();
                assertTrue(sum > 0 && sum < together, "sum " + sum);
            }
        }
    }

    @Test
    void contributionsOfThree_addUpToWhatTheyGainOverNone_evenOfOneThatFellSilent() {
        try (FusionNetwork network = FusionNetwork.load(loader(), "fusion");
                Fusion.Session session = fusion.openSession()) {
            int slots = network.slots().size();
            LstmState nothing = network.start();
            for (int t = 0; t < 6; t++) {
                FusionNetwork.Steps none =
                        network.run(
                                new float[slots * network.width()],
                                new float[slots],
                                List.of(nothing));
                nothing = none.states().get(0);
                Map<ModalityId, Evidence> evidence = new TreeMap<>(evidence(t));
                if (t >= 4) {
                    evidence.put(
                            ModalityId.FACE,
                            new Evidence.Missing(step(t), new Reason("no-face", "none")));
                }
                Fusion.Opinion estimate = session.step(step(t), evidence);
                Emotion top = estimate.probabilities().orElseThrow().top();
                assertEquals(evidence.keySet(), estimate.contribution().keySet());
                assertEquals(
                        estimate.probabilities().orElseThrow().probability(top)
                                - none.probabilities()[0][0][top.ordinal()],
                        estimate.contribution().values().stream().mapToDouble(d -> d).sum(),
                        1e-5);
            }
        }
    }

    @Test
    void modalitiesThatAgree_makeItSurerThanEitherAlone() {
        Map<ModalityId, Evidence> face = Map.of(ModalityId.FACE, present(0, Emotion.HAPPINESS, 60));
        Map<ModalityId, Evidence> voice =
                Map.of(ModalityId.VOICE, present(0, Emotion.HAPPINESS, 60));
        Map<ModalityId, Evidence> both =
                Map.of(
                        ModalityId.FACE, present(0, Emotion.HAPPINESS, 60),
                        ModalityId.VOICE, present(0, Emotion.HAPPINESS, 60));
        double together = happiness(both);
        assertTrue(together > happiness(face), together + " " + happiness(face));
        assertTrue(together > happiness(voice), together + " " + happiness(voice));
    }

    @Test
    void sureFaceAlone_isBelievedFromItsFirstPictureOn() {
        EmotionProbabilities still =
                probabilities(Map.of(ModalityId.FACE, still(Emotion.HAPPINESS, 0.99)));
        assertTrue(still.probability(Emotion.HAPPINESS) > 0.95, still.toString());
        EmotionProbabilities neutral =
                probabilities(Map.of(ModalityId.FACE, still(Emotion.NEUTRAL, 0.9)));
        assertTrue(neutral.probability(Emotion.NEUTRAL) > 0.8, neutral.toString());
        assertTrue(neutral.probability(Emotion.CONTEMPT) < 0.05, neutral.toString());
    }

    @Test
    void channelOfOnesOwn_isHeardThroughTheSharedSlot() {
        double with = happiness(Map.of(KNEE, present(0, Emotion.HAPPINESS, 60)));
        assertTrue(with > 0.3, "happiness " + with);
    }

    @Test
    void nothingPresent_hasNoProbabilities() {
        try (Fusion.Session session = fusion.openSession()) {
            Reason reason = new Reason("no-face", "no face is in the picture");
            Fusion.Opinion estimate =
                    session.step(
                            step(0),
                            Map.of(ModalityId.FACE, new Evidence.Missing(step(0), reason)));
            assertEquals(Optional.empty(), estimate.probabilities());
            assertEquals(Map.of(), estimate.contribution());
        }
    }

    @Test
    void summary_ofOneModality_isWhatItsModelSays_andOfTwoTheirProduct() {
        Evidence face = present(0, Emotion.HAPPINESS, 9);
        Evidence voice = present(0, Emotion.ANGER, 4);
        Fusion.Opinion one =
                fusion.summary(step(0), Map.of(ModalityId.FACE, face, ModalityId.BODY, body(0)));
        assertEquals(((Evidence.Present) face).probabilities(), one.probabilities());
        assertEquals(Set.of(ModalityId.FACE), one.contribution().keySet());
        Fusion.Opinion two =
                fusion.summary(step(0), Map.of(ModalityId.FACE, face, ModalityId.VOICE, voice));
        double[] powers = pool().powers();
        double happiness = Math.pow(9, powers[0]);
        double anger = Math.pow(4, powers[1]);
        assertEquals(
                happiness / (happiness + anger + 6),
                two.probabilities().orElseThrow().probability(Emotion.HAPPINESS),
                1e-5);
    }

    @Test
    void bodyAlone_tellsOfNoClass_andBesideAFaceLeavesItAsItIs() {
        try (Fusion.Session session = fusion.openSession();
                Fusion.Session alone = fusion.openSession()) {
            assertEquals(
                    Optional.empty(),
                    session.step(step(0), Map.of(ModalityId.BODY, body(0))).probabilities());
            assertEquals(
                    Optional.empty(),
                    fusion.summary(step(0), Map.of(ModalityId.BODY, body(0))).probabilities());
            assertTrue(alone.step(step(0), evidence(0)).probabilities().isPresent());
        }
    }

    private static Evidence body(int t) {
        return new Evidence.Present(
                step(t),
                Optional.empty(),
                Optional.empty(),
                OptionalDouble.of(0.7),
                new float[0],
                0.8,
                List.of());
    }

    private static LogLinearPool pool() {
        try (FusionNetwork network = FusionNetwork.load(loader(), "fusion")) {
            return network.pool();
        }
    }

    /** The voice never tells of contempt; a class that none tells of stays as it is. */
    @Test
    void classThatOneModalityDoesNotKnow_isNeitherForNorAgainst_inStepsAsInSummaries() {
        Map<ModalityId, Evidence> both =
                Map.of(
                        ModalityId.FACE, still(Emotion.CONTEMPT, 0.9),
                        ModalityId.VOICE, without(0.4, Emotion.CONTEMPT));
        EmotionProbabilities summary = pool().join(both).probabilities().orElseThrow();
        assertArrayEquals(summary.toArray(), probabilities(both).toArray(), 0.03);
        assertTrue(summary.probability(Emotion.CONTEMPT) > 0.85, summary.toString());
        Map<ModalityId, Evidence> voices =
                Map.of(
                        ModalityId.VOICE,
                        without(0.4, Emotion.CONTEMPT),
                        KNEE,
                        without(0.3, Emotion.CONTEMPT));
        EmotionProbabilities nobody = pool().join(voices).probabilities().orElseThrow();
        assertEquals(0, nobody.probability(Emotion.CONTEMPT));
        assertArrayEquals(nobody.toArray(), probabilities(voices).toArray(), 0.03);
        Map<ModalityId, Evidence> alone = Map.of(ModalityId.VOICE, without(0.4, Emotion.CONTEMPT));
        assertEquals(0.005, probabilities(alone).probability(Emotion.CONTEMPT), 0.001);
    }

    private static Evidence without(double neutral, Emotion unknown) {
        double[] weights = new double[Emotion.ALL.size()];
        Arrays.fill(weights, (1 - neutral) / (weights.length - 2));
        weights[Emotion.NEUTRAL.ordinal()] = neutral;
        weights[unknown.ordinal()] = 0;
        return present(EmotionProbabilities.of(weights));
    }

    private static Evidence present(EmotionProbabilities probabilities) {
        return new Evidence.Present(
                new TimeInterval(0, 0),
                probabilities,
                Affect.expected(probabilities),
                OptionalDouble.empty(),
                new float[0],
                1,
                List.of());
    }

    private static final SavedState ENVELOPE = new SavedState("E4FS", 3, "", "");

    /** Numbers that no network gives, in an envelope that is whole. */
    @Test
    void stateOfNumbersThatCannotBe_isRefused() {
        try (Fusion.Session session = fusion.openSession()) {
            session.step(step(0), evidence(0));
            byte[] content = ENVELOPE.read(session.state(), DataInputStream::readAllBytes);
            int first = Short.BYTES + content[1] + 2 * Integer.BYTES;
            for (int bits : new int[] {0x7fc00000, 0x7f800000}) {
                ByteBuffer.wrap(content).putInt(first, bits);
                byte[] state = ENVELOPE.write(out -> out.write(content));
                assertThrows(InputException.class, () -> session.restore(state));
            }
            ByteBuffer.wrap(content).putInt(first - Integer.BYTES, Integer.MAX_VALUE);
            byte[] state = ENVELOPE.write(out -> out.write(content));
            assertRefused(session, state, "more than it has bytes for");
        }
    }

    @Test
    void damagedState_isRefused() {
        try (Fusion.Session session = fusion.openSession()) {
            session.step(step(0), evidence(0));
            byte[] state = session.state();
            byte[] cut = Arrays.copyOf(state, state.length - 5);
            assertThrows(EmotionException.class, () -> session.restore(cut));
            byte[] foreign = {1, 2, 3, 4, 5, 6, 7, 8};
            assertThrows(EmotionException.class, () -> session.restore(foreign));
        }
    }

    @Test
    void stateOfAnotherNetworkOrVersion_isRefusedNamingIt() {
        try (Fusion.Session session = fusion.openSession()) {
            session.step(step(0), evidence(0));
            byte[] content = ENVELOPE.read(session.state(), DataInputStream::readAllBytes);
            // The name's length comes before the name.
            content[2] = 'F';
            byte[] network = ENVELOPE.write(out -> out.write(content));
            assertRefused(session, network, "the network Fusion ");
            byte[] version = new SavedState("E4FS", 4, "", "").write(out -> {});
            assertRefused(session, version, "version 4");
        }
    }

    private static void assertRefused(Fusion.Session session, byte[] state, String reason) {
        EmotionException refused =
                assertThrows(EmotionException.class, () -> session.restore(state));
        assertTrue(refused.getMessage().contains(reason), refused.getMessage());
    }

    private static double happiness(Map<ModalityId, Evidence> evidence) {
        return probabilities(evidence).probability(Emotion.HAPPINESS);
    }

    private static EmotionProbabilities probabilities(Map<ModalityId, Evidence> evidence) {
        try (Fusion.Session session = fusion.openSession()) {
            return session.step(step(0), evidence).probabilities().orElseThrow();
        }
    }

    /**
     * A picture's evidence, the rest spread as the face model spreads it: rare classes are rare.
     */
    private static Evidence still(Emotion top, double probability) {
        double[] weights = new double[Emotion.ALL.size()];
        for (Emotion other : Emotion.ALL) {
            weights[other.ordinal()] = FREQUENCIES[other.ordinal()];
        }
        weights[top.ordinal()] = 0;
        double rest = Arrays.stream(weights).sum();
        for (int c = 0; c < weights.length; c++) {
            weights[c] *= (1 - probability) / rest;
        }
        weights[top.ordinal()] = probability;
        return present(EmotionProbabilities.of(weights));
    }

    private static Map<ModalityId, Evidence> evidence(int t, ModalityId... kept) {
        Map<ModalityId, Evidence> some = new TreeMap<>(evidence(t));
        some.keySet().retainAll(List.of(kept));
        return some;
    }

    private static Map<ModalityId, Evidence> evidence(int t) {
        return Map.of(
                ModalityId.FACE, present(t, t < 4 ? Emotion.SADNESS : Emotion.NEUTRAL, 9),
                ModalityId.VOICE, present(t, Emotion.SADNESS, 3),
                ModalityId.BODY, body(t));
    }

    /** Evidence of a step whose top class has a weight, the others one. */
    static Evidence present(int t, Emotion top, double weight) {
        double[] weights = new double[Emotion.ALL.size()];
        Arrays.fill(weights, 1);
        weights[top.ordinal()] = weight;
        EmotionProbabilities probabilities = EmotionProbabilities.of(weights);
        return new Evidence.Present(
                step(t),
                probabilities,
                Affect.expected(probabilities),
                OptionalDouble.empty(),
                new float[0],
                0.9,
                List.of());
    }

    private static TimeInterval step(int t) {
        return new TimeInterval(t * 500_000_000L, (t + 1) * 500_000_000L);
    }

    private static ModelLoader loader() {
        return new ModelLoader(ComputeDevice.cpu(), 1, Optional.empty(), Optional.empty());
    }
}
