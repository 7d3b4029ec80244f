package io.github.emotion4j.fusion.baseline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.Affect;
import io.github.emotion4j.core.ComputeDevice;
import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.internal.io.SavedState;
import io.github.emotion4j.core.internal.numeric.Clamp;
import io.github.emotion4j.core.model.ModelDescription;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.fusion.baseline.LevelModel.Sample;
import java.io.DataInputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PersonalBaselineTest {
    private static final int VALENCE = 8;
    private static final double[] ANGRY = {0.45, 0, 0.1, 0.05, 0.05, 0.25, 0.05, 0.05};

    @Test
    void variances_areThoseThatThePeopleWereDrawnWith() {
        LevelModel model = LevelModel.fit("drawn", drawnPeople(4000));
        assertEquals(0.1, model.array("neutralMean")[VALENCE], 0.005);
        assertEquals(0.005, model.array("neutralBetween")[VALENCE], 0.0005);
        assertEquals(0.004, model.array("covariance")[VALENCE], 0.0004);
        assertEquals(0.008, model.array("neutralWithin")[VALENCE], 0.0005);
        assertEquals(2, model.secondsPerObservation());
    }

    /** No other weight of the person's neutral mean predicts the person's level better. */
    @Test
    void offset_isTheBestPredictionOfALevel() {
        LevelModel model = LevelModel.fit("drawn", drawnPeople(4000));
        Random random = new Random(9);
        double[] error = new double[3];
        for (int i = 0; i < 20_000; i++) {
            double shared = Math.sqrt(0.4) * random.nextGaussian();
            double usual = shared + Math.sqrt(0.1) * random.nextGaussian();
            double neutral =
                    shared
                            + Math.sqrt(0.1) * random.nextGaussian()
                            + Math.sqrt(0.8 / 3) * random.nextGaussian();
            double[] level = new double[11];
            level[VALENCE] = 0.1 * (1 + neutral);
            double offset = 10 * model.offset(level, 3)[VALENCE];
            error[0] += Math.pow(offset - usual, 2);
            error[1] += Math.pow(0.8 * offset - usual, 2);
            error[2] += Math.pow(1.25 * offset - usual, 2);
        }
        assertTrue(error[0] < error[1] && error[0] < error[2], Arrays.toString(error));
    }

    @Test
    void sampleOfNoLength_isRefused() {
        Evidence.Present moment = present(1, 1, ANGRY, 0.5, 0.5, 1);
        assertThrows(IllegalArgumentException.class, () -> new Sample("ann", true, moment));
    }

    @Test
    void offset_growsFromNothingToThePersonsLevel() {
        PersonalBaseline baseline =
                new PersonalBaseline(
                        BaselineReference.EMPTY.with(
                                ModalityId.VOICE, LevelModel.fit("drawn", drawnPeople(4000))));
        double before = 0.5;
        assertEquals(before, adaptedValence(baseline));
        for (int i = 0; i < 5; i++) {
            baseline.addNeutral(ModalityId.VOICE, valence(0.5, 20 * i, 20 * i + 2));
            double after = adaptedValence(baseline);
            assertTrue(after < before, after + " after " + before);
            before = after;
        }
        baseline.addNeutral(ModalityId.VOICE, valence(0.5, 1000, 3000));
        // Of the 0.4 above the mean at neutral, 0.4 / 0.5 are expected over all that is shown.
        assertEquals(0.5 - 0.4 * 0.8, adaptedValence(baseline), 0.03);
        baseline.forget();
        assertEquals(0.5, adaptedValence(baseline));
    }

    private static double adaptedValence(PersonalBaseline baseline) {
        Evidence adapted = baseline.adapt(ModalityId.VOICE, valence(0.5, 0, 2));
        return ((Evidence.Present) adapted).affect().orElseThrow().valence();
    }

    private static Evidence.Present valence(double valence, double start, double end) {
        double[] even = {1, 1, 1, 1, 1, 1, 1, 1};
        return present(start, end, even, -valence, 0, 1);
    }

    @Test
    void evidence_isMovedClassByClassAndWhatHasNoMassGetsNone() {
        // Everything is known for certain, so that the offset is the neutral difference itself.
        double[][] arrays = new double[LevelModel.ARRAYS.size()][11];
        Arrays.fill(arrays[1], 1);
        Arrays.fill(arrays[2], 1);
        ModalityId voice = ModalityId.VOICE;
        PersonalBaseline baseline =
                new PersonalBaseline(
                        BaselineReference.EMPTY.with(voice, new LevelModel("voice 1", 3, arrays)));
        double[] angry = {0.8, 0, 0.1, 0.02, 0.02, 0.02, 0.02, 0.02};
        Evidence.Present neutral = present(0, 4, angry, 0.5, 0.7, 0.5);
        baseline.addNeutral(voice, neutral);
        Evidence.Present adapted = (Evidence.Present) baseline.adapt(voice, neutral);
        EmotionProbabilities p = adapted.probabilities().orElseThrow();
        assertEquals(0, p.probability(Emotion.CONTEMPT));
        for (Emotion emotion : Emotion.ALL) {
            if (emotion != Emotion.CONTEMPT) {
                assertEquals(1.0 / 7, p.probability(emotion), 1e-12);
            }
        }
        assertEquals(0, adapted.affect().orElseThrow().valence(), 1e-12);
        assertEquals(0, adapted.affect().orElseThrow().arousal(), 1e-12);
        assertEquals(0.5, adapted.stress().orElseThrow(), 1e-12);
        assertEquals(0.5, adapted.quality());
        double[] calm = {0.3, 0, 0.1, 0.1, 0.1, 0.2, 0.1, 0.1};
        EmotionProbabilities other =
                ((Evidence.Present) baseline.adapt(voice, present(4, 8, calm, 0, 0.7, 0.5)))
                        .probabilities()
                        .orElseThrow();
        assertEquals(
                0.3 / 0.8 / (0.2 / 0.02),
                other.probability(Emotion.ANGER) / other.probability(Emotion.NEUTRAL),
                1e-12);
    }

    @Test
    void neutralSeconds_countQualityAndNoTimeTwice() {
        LevelModel model = new LevelModel("m", 1, new double[LevelModel.ARRAYS.size()][11]);
        PersonalBaseline baseline =
                new PersonalBaseline(BaselineReference.EMPTY.with(ModalityId.FACE, model));
        double[] any = {1, 1, 1, 1, 1, 1, 1, 1};
        for (int frame = 0; frame <= 250; frame++) {
            double at = frame / 25.0 + (frame > 125 ? 60 : 0);
            baseline.addNeutral(ModalityId.FACE, present(at, at, any, 0, 0, 0.5));
        }
        baseline.addNeutral(
                ModalityId.FACE,
                new Evidence.Missing(new TimeInterval(0, 1), new Reason("no-face", "no face")));
        // Ten seconds of frames, and one second of the minute between them.
        assertEquals((10 - 0.04 + 1) * 0.5, baseline.neutralSeconds(ModalityId.FACE), 1e-9);
        PersonalBaseline voices =
                new PersonalBaseline(BaselineReference.EMPTY.with(ModalityId.VOICE, model));
        for (int i = 0; i < 10; i++) {
            voices.addNeutral(ModalityId.VOICE, present(i, i + 4, any, 0, 0, 1));
        }
        assertEquals(13, voices.neutralSeconds(ModalityId.VOICE), 1e-9);
    }

    @Test
    void sessionBegun_takesEvidenceFromItsOwnOriginOn() {
        LevelModel model = new LevelModel("m", 1, new double[LevelModel.ARRAYS.size()][11]);
        PersonalBaseline baseline =
                new PersonalBaseline(BaselineReference.EMPTY.with(ModalityId.VOICE, model));
        double[] any = {1, 1, 1, 1, 1, 1, 1, 1};
        baseline.addNeutral(ModalityId.VOICE, present(100, 103, any, 0, 0, 1));
        baseline.addNeutral(ModalityId.VOICE, present(0, 2, any, 0, 0, 1));
        assertEquals(3, baseline.neutralSeconds(ModalityId.VOICE), 1e-9);
        baseline.beginSession();
        baseline.addNeutral(ModalityId.VOICE, present(0, 2, any, 0, 0, 1));
        assertEquals(5, baseline.neutralSeconds(ModalityId.VOICE), 1e-9);
    }

    @Test
    void tooFewPeople_areRefused() {
        assertThrows(IllegalArgumentException.class, () -> LevelModel.fit("few", drawnPeople(2)));
    }

    /** Who always sounds angry comes to be heard as neutral, and no further. */
    @Test
    void bundledReference_learnsAnAngryVoice() {
        PersonalBaseline baseline = new PersonalBaseline();
        Evidence.Present voice = present(0, 3, ANGRY, 0.5, 0.5, 1);
        for (int i = 0; i < 10; i++) {
            baseline.addNeutral(ModalityId.VOICE, present(4 * i, 4 * i + 3, ANGRY, 0.5, 0.5, 1));
        }
        Evidence.Present adapted = (Evidence.Present) baseline.adapt(ModalityId.VOICE, voice);
        assertEquals(30, baseline.neutralSeconds(ModalityId.VOICE), 1e-9);
        assertEquals(Emotion.ANGER, voice.probabilities().orElseThrow().top());
        assertEquals(Emotion.NEUTRAL, adapted.probabilities().orElseThrow().top());
        assertTrue(
                adapted.affect().orElseThrow().valence() > voice.affect().orElseThrow().valence());
        assertEquals(voice, baseline.adapt(ModalityId.FACE, voice), "the reference knows no face");
        baseline.learn(ModalityId.FACE, voice);
        for (Evidence unknown :
                List.of(
                        voice,
                        new Evidence.Missing(
                                new TimeInterval(0, 1), new Reason("no-face", "no face")))) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> baseline.addNeutral(ModalityId.FACE, unknown));
        }
    }

    /**
     * Another version of the voice has other levels, and a reference of the old one would mislead.
     */
    @Test
    void bundledReference_isOfTheVoiceThatShips() {
        ModelDescription voice =
                new ModelLoader(ComputeDevice.cpu(), 1, Optional.empty(), Optional.empty())
                        .description("speech-emotion");
        assertEquals(
                voice.id() + " " + voice.version(),
                BaselineReference.bundled().levels(ModalityId.VOICE).orElseThrow().model());
    }

    @Test
    void reference_comesBackFromItsJson() {
        BaselineReference reference =
                BaselineReference.EMPTY.with(
                        ModalityId.FACE, LevelModel.fit("drawn", drawnPeople(9)));
        assertEquals(reference.toJson(), BaselineReference.parse("r", reference.toJson()).toJson());
        InputException e =
                assertThrows(
                        InputException.class,
                        () -> BaselineReference.parse("r.json", "{\"schema\": 1}"));
        assertTrue(e.getMessage().startsWith("r.json: is not a complete"), e.getMessage());
        String fewer =
                reference.toJson().replaceFirst("neutralMean\": \\[[^,]*,", "neutralMean\": [");
        InputException other =
                assertThrows(InputException.class, () -> BaselineReference.parse("r.json", fewer));
        assertEquals("r.json: face.neutralMean has 10 numbers, not 11", other.getMessage());
    }

    @Test
    void damagedReference_isRefusedAsSuch() {
        String whole = BaselineReference.bundled().toJson();
        Random random = new Random(5);
        String[] pieces = {"", "null", "-1e308", "1e999", "{}", "[]", "\"\"", ",", "9e9"};
        int refused = 0;
        for (int i = 0; i < 1000; i++) {
            int from = random.nextInt(whole.length());
            int to = Math.min(whole.length(), from + random.nextInt(60));
            String damaged =
                    whole.substring(0, from)
                            + pieces[random.nextInt(pieces.length)]
                            + whole.substring(to);
            try {
                BaselineReference.parse("r.json", damaged);
            } catch (InputException e) {
                assertTrue(e.getMessage().startsWith("r.json"), e.getMessage());
                refused++;
            }
        }
        assertTrue(refused > 700, refused + " of 1000 refused");
    }

    @Test
    void bytes_bringBackWhatWasLearned_withTheReferenceItWasLearnedWith() {
        PersonalBaseline saved = learned();
        byte[] bytes = saved.toBytes();
        PersonalBaseline again = PersonalBaseline.ofBytes(bytes, reference("voice 1"));
        assertArrayEquals(bytes, again.toBytes());
        assertEquals(4, again.neutralSeconds(ModalityId.VOICE), 1e-9);
        Evidence.Present heard = present(0, 4, ANGRY, 0.5, 0.5, 1);
        assertEquals(saved.adapt(ModalityId.VOICE, heard), again.adapt(ModalityId.VOICE, heard));
        for (BaselineReference other : List.of(reference("voice 2"), BaselineReference.bundled())) {
            InputException e =
                    assertThrows(
                            InputException.class, () -> PersonalBaseline.ofBytes(bytes, other));
            assertTrue(
                    e.getMessage().contains("levels of voice by voice 1, but the reference has"),
                    e.getMessage());
        }
    }

    /** What a wrong or hostile program may write, with a checksum that fits. */
    @Test
    void numbersThatNoBaselineHolds_areDamage() {
        SavedState envelope = new SavedState("E4PB", 3, "", "");
        byte[] whole = envelope.read(learned().toBytes(), DataInputStream::readAllBytes);
        // After the names of the modality and of the model: for how long, and the numbers.
        int seconds = Integer.BYTES + 2 * Short.BYTES + "voicevoice 1".length();
        for (double value : new double[] {Double.NaN, -5, 1e300}) {
            assertDamaged(envelope, whole, seconds, value);
        }
        for (double value : new double[] {Double.NaN, Double.NEGATIVE_INFINITY}) {
            assertDamaged(envelope, whole, seconds + Double.BYTES, value);
        }
        byte[] longer = envelope.write(out -> out.write(Arrays.copyOf(whole, whole.length + 7)));
        InputException e =
                assertThrows(
                        InputException.class,
                        () -> PersonalBaseline.ofBytes(longer, reference("voice 1")));
        assertTrue(e.getMessage().contains("7 bytes too many"), e.getMessage());
    }

    private static void assertDamaged(SavedState envelope, byte[] whole, int at, double value) {
        byte[] altered = whole.clone();
        ByteBuffer.wrap(altered).putDouble(at, value);
        byte[] bytes = envelope.write(out -> out.write(altered));
        InputException e =
                assertThrows(
                        InputException.class,
                        () -> PersonalBaseline.ofBytes(bytes, reference("voice 1")));
        assertTrue(e.getMessage().startsWith("The baseline: is damaged: "), e.getMessage());
    }

    private static PersonalBaseline learned() {
        PersonalBaseline baseline = new PersonalBaseline(reference("voice 1"));
        baseline.addNeutral(ModalityId.VOICE, present(0, 4, ANGRY, 0.5, 0.5, 1));
        return baseline;
    }

    private static BaselineReference reference(String model) {
        double[][] arrays = new double[LevelModel.ARRAYS.size()][11];
        for (int i = 1; i < arrays.length; i++) {
            Arrays.fill(arrays[i], 1);
        }
        return BaselineReference.EMPTY.with(ModalityId.VOICE, new LevelModel(model, 1, arrays));
    }

    static Evidence.Present present(
            double start, double end, double[] weights, double stressed, double calm, double q) {
        return new Evidence.Present(
                new TimeInterval(Math.round(start * 1e9), Math.round(end * 1e9)),
                EmotionProbabilities.of(weights),
                new Affect(-stressed, calm, Affect.Source.NETWORK),
                OptionalDouble.of(Clamp.between(0.25 + stressed, 0, 1)),
                new float[] {1},
                q,
                List.of());
    }

    /**
     * Ten times the valence has levels at neutral and over everything that are correlated 0.8; four
     * neutral samples and eight others.
     */
    static List<Sample> drawnPeople(int people) {
        Random random = new Random(6);
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < people; i++) {
            double shared = Math.sqrt(0.4) * random.nextGaussian();
            double neutral = 1 + shared + Math.sqrt(0.1) * random.nextGaussian();
            double usual = shared + Math.sqrt(0.1) * random.nextGaussian();
            for (int j = 0; j < 4; j++) {
                double value = neutral + Math.sqrt(0.8) * random.nextGaussian();
                samples.add(new Sample("p" + i, true, valence(0.1 * value, 0, 2)));
            }
            for (int j = 0; j < 8; j++) {
                double value = usual + random.nextGaussian();
                samples.add(new Sample("p" + i, false, valence(0.1 * (value - 2), 0, 2)));
            }
        }
        return samples;
    }
}
