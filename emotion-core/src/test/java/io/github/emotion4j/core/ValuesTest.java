package io.github.emotion4j.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.VideoFrame.PixelFormat;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ValuesTest {
    private static final TimeInterval NOW = new TimeInterval(0, 0);

    @Test
    void pcmBytes_areReadInTheOrderOfTheirBuffer() {
        ByteBuffer bytes = ByteBuffer.wrap(new byte[] {9, 0x40, 0, (byte) 0x80, 0});
        AudioBlock block = AudioBlock.ofPcm16(7, 8000, 2, bytes.duplicate().position(1));
        assertEquals(0.5f, block.sample(0, 0));
        assertEquals(-1f, block.sample(0, 1));
        assertEquals(1, block.frameCount());
        ByteBuffer little = bytes.duplicate().position(1).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(64 / 32768f, AudioBlock.ofPcm16(7, 8000, 1, little).sample(0, 0));
        assertThrows(IllegalArgumentException.class, () -> AudioBlock.ofPcm16(0, 8000, 1, bytes));
    }

    @Test
    void integersThatWereNotDivided_areRefused_andDamagedSamplesAreNot() {
        short[] integers = {0, -12000, 16384, 300};
        assertEquals(0.5f, AudioBlock.ofPcm16(0, 8000, 1, integers).sample(2, 0));
        String message =
                assertThrows(
                                IllegalArgumentException.class,
                                () -> new AudioBlock(0, 8000, 1, new float[] {0, -12000, 16384, 3}))
                        .getMessage();
        assertTrue(message.startsWith("samples reach 16384, and full scale is 1; "), message);
        float[] damaged = new float[1000];
        Arrays.fill(damaged, 0, 10, 1e5f);
        Arrays.fill(damaged, 10, 500, 1e30f);
        Arrays.fill(damaged, 500, 900, Float.NEGATIVE_INFINITY);
        assertEquals(1000, new AudioBlock(0, 8000, 1, damaged).frameCount());
    }

    @Test
    void namesOfDevices_areReadInAnyCase() {
        assertEquals(ComputeDevice.auto(), ComputeDevice.parse("auto"));
        assertEquals(ComputeDevice.cpu(), ComputeDevice.parse("CPU"));
        assertEquals(ComputeDevice.gpu(0), ComputeDevice.parse("gpu"));
        assertEquals(ComputeDevice.gpu(12), ComputeDevice.parse("gpu:12"));
        for (String none : List.of("tpu", "gpu:", "gpu:-1", "")) {
            assertThrows(IllegalArgumentException.class, () -> ComputeDevice.parse(none));
        }
    }

    @Test
    void softmax_overATemperature_isThatOfTheDividedLogits() {
        float[] logits = {1, Float.NEGATIVE_INFINITY, 0, 0, 3, 0, 0, 0};
        EmotionProbabilities probabilities = EmotionProbabilities.softmax(logits, 2);

        double sum = Math.exp(0.5) + Math.exp(1.5) + 5;
        assertEquals(Math.exp(1.5) / sum, probabilities.probability(Emotion.HAPPINESS), 1e-12);
        assertEquals(0, probabilities.probability(Emotion.CONTEMPT));
        assertEquals(Emotion.HAPPINESS, probabilities.top());
    }

    @Test
    void probabilities_ofHugeAndTinyWeights_keepTheirProportions() {
        double[] huge = new double[8];
        Arrays.fill(huge, 1e308);
        double[] tiny = new double[8];
        Arrays.fill(tiny, Double.MIN_VALUE);
        for (double[] weights : List.of(huge, tiny)) {
            EmotionProbabilities equal = EmotionProbabilities.of(weights);
            Emotion.ALL.forEach(emotion -> assertEquals(0.125, equal.probability(emotion), 1e-12));
        }
        huge[0] = Double.MAX_VALUE;
        assertEquals(1, Arrays.stream(EmotionProbabilities.of(huge).toArray()).sum(), 1e-12);
    }

    @Test
    void intervalBetweenBeats_thatCannotBe_isRefusedByItsOwnName() {
        for (double millis : new double[] {0, -5, Double.NaN}) {
            IllegalArgumentException refused =
                    assertThrows(
                            IllegalArgumentException.class, () -> BioBlock.beatInterval(0, millis));
            assertEquals("millis must be a positive number, not " + millis, refused.getMessage());
        }
    }

    @Test
    void bioBlockAt_aSite_isAnotherSourceOfTheSameSamples() {
        double[] values = {1, 2};
        BioBlock one = new BioBlock(5, BioBlock.Kind.EEG, BioBlock.Unit.MICROVOLT, 100, values);
        BioBlock left = one.at("F3").later(10);
        assertEquals("", one.site());
        assertEquals("F3", left.site());
        assertEquals("EEGF3", left.source());
        assertEquals(one.interval().plusNanos(10), left.interval());
        assertEquals(2, left.value(1));
        assertThrows(NullPointerException.class, () -> one.at(null));
    }

    @Test
    void softmax_ofWhatIsNoScore_isRefused() {
        float[] none = new float[8];
        Arrays.fill(none, Float.NEGATIVE_INFINITY);
        float[] infinite = new float[8];
        infinite[3] = Float.POSITIVE_INFINITY;
        float[] nan = new float[8];
        nan[5] = Float.NaN;
        for (float[] logits : List.of(none, infinite, nan)) {
            assertThrows(
                    IllegalArgumentException.class, () -> EmotionProbabilities.softmax(logits, 1));
        }
        for (double temperature :
                new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY, -0.0}) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> EmotionProbabilities.softmax(new float[8], temperature));
        }
    }

    @Test
    void softmax_ofHugeLogits_doesNotOverflow() {
        float[] logits = {1e4f, 0, 0, 0, 0, 0, 0, -1e4f};
        assertEquals(1, EmotionProbabilities.softmax(logits, 1).probability(Emotion.ANGER));
    }

    @Test
    void probabilities_ofBadWeights_areRefused() {
        for (double bad : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
            double[] weights = {1, 1, 1, 1, 1, 1, 1, bad};
            assertThrows(IllegalArgumentException.class, () -> EmotionProbabilities.of(weights));
        }
        assertThrows(IllegalArgumentException.class, () -> EmotionProbabilities.of(new double[8]));
        assertThrows(IllegalArgumentException.class, () -> EmotionProbabilities.of(new double[7]));
    }

    @Test
    void evidence_ofFeaturesThatAreNoNumbers_isRefused() {
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
            assertThrows(
                    IllegalArgumentException.class,
                    () ->
                            new Evidence.Present(
                                    NOW,
                                    EmotionProbabilities.UNIFORM,
                                    Affect.CENTRE,
                                    OptionalDouble.empty(),
                                    new float[] {0, bad},
                                    1,
                                    List.of()));
        }
    }

    @Test
    void namedWeights_needNoOrder_andOthersHaveNone() {
        EmotionProbabilities p =
                EmotionProbabilities.of(Map.of(Emotion.SADNESS, 1.0, Emotion.NEUTRAL, 3.0));
        assertEquals(EmotionProbabilities.of(new double[] {0, 0, 0, 0, 0, 0.75, 0.25, 0}), p);
        assertThrows(
                IllegalArgumentException.class,
                () -> EmotionProbabilities.of(Map.of(Emotion.FEAR, -1.0)));
        assertThrows(IllegalArgumentException.class, () -> EmotionProbabilities.of(Map.of()));
    }

    @Test
    void modalityThatIsMissing_countsForNothing_andOneNotInUseIsNamed() {
        Evidence none = new Evidence.Missing(NOW, new Reason("no-voice", "nobody speaks"));
        EmotionEstimate estimate = EmotionEstimate.of(ModalityId.VOICE, none);
        assertEquals(none, estimate.evidence(ModalityId.VOICE));
        assertEquals(0, estimate.contribution(ModalityId.VOICE));
        for (Executable call :
                List.<Executable>of(
                        () -> estimate.evidence(ModalityId.FACE),
                        () -> estimate.contribution(ModalityId.FACE))) {
            String message = assertThrows(IllegalArgumentException.class, call).getMessage();
            assertEquals("The estimate has no face, only [voice]", message);
        }
    }

    @Test
    void interval_isAlsoInSeconds() {
        TimeInterval interval = new TimeInterval(500_000_000, 2_250_000_000L);
        assertEquals(0.5, interval.startSeconds());
        assertEquals(2.25, interval.endSeconds());
        assertEquals(1.75, interval.lengthSeconds());
    }

    @Test
    void smallestSet_stopsOnceTheCoverageIsReached() {
        EmotionProbabilities p =
                EmotionProbabilities.of(new double[] {0.05, 0, 0.05, 0, 0.6, 0.3, 0, 0});
        assertEquals(EnumSet.of(Emotion.HAPPINESS, Emotion.NEUTRAL), p.smallestSet(0.9));
        assertEquals(EnumSet.of(Emotion.HAPPINESS), p.smallestSet(0.6));
    }

    @Test
    void expectedAffect_isTheMeanOfTheAnchors() {
        Affect affect =
                Affect.expected(EmotionProbabilities.of(new double[] {0, 0, 0, 0, 1, 0, 1, 0}));
        assertEquals((0.8 - 0.7) / 2, affect.valence(), 1e-12);
        assertEquals((0.5 - 0.4) / 2, affect.arousal(), 1e-12);
    }

    @Test
    void nanosOfSample_doesNotDrift() {
        assertEquals(1_000_000_000L, TimeInterval.nanosOfSample(44_100, 44_100));
        assertEquals(22_675, TimeInterval.nanosOfSample(1, 44_100));
        long tenDaysOfSamples = 10L * 24 * 3600 * 192_000;
        assertEquals(
                Duration.ofDays(10).toNanos(),
                TimeInterval.nanosOfSample(tenDaysOfSamples, 192_000));
        long oneHundredSeconds = TimeInterval.nanosOfSample(3000, 30_000 / 1001.0);
        assertEquals(100.1e9, (double) oneHundredSeconds, 1.0);
        assertThrows(
                IllegalArgumentException.class, () -> TimeInterval.nanosOfSample(1, Double.NaN));
    }

    @Test
    void frame_withTooFewBytes_saysHowManyItNeeds() {
        String message =
                assertThrows(
                                IllegalArgumentException.class,
                                () -> frame(4, 2, PixelFormat.BGR, 16, new byte[27]))
                        .getMessage();
        assertTrue(message.contains("need 28 bytes, not 27"), message);
        frame(4, 2, PixelFormat.BGR, 16, new byte[28]);
    }

    @Test
    void frame_withAWrongStrideOrShape_isRefused() {
        byte[] bytes = new byte[1000];
        assertThrows(IllegalArgumentException.class, () -> frame(4, 2, PixelFormat.RGB, 11, bytes));
        assertThrows(IllegalArgumentException.class, () -> frame(0, 2, PixelFormat.GRAY, 4, bytes));
        assertThrows(
                IllegalArgumentException.class,
                () -> frame(5, 3, PixelFormat.I420, 6, new byte[6 * 3 + 2 * 3 * 2 - 1]));
        int most = Integer.MAX_VALUE;
        assertThrows(
                IllegalArgumentException.class, () -> frame(most, most, PixelFormat.BGR, 8, bytes));
    }

    @Test
    void frame_ofAnImage_liesOnWhiteWhereTransparent() {
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(0, 0, 0xff0000ff);
        VideoFrame frame = VideoFrame.of(NOW, image);
        byte[] bgr = new byte[6];
        frame.pixels().get(bgr);
        assertEquals(List.of(-1, 0, 0, -1, -1, -1), asList(bgr));
    }

    private static List<Integer> asList(byte[] bytes) {
        return List.of(
                (int) bytes[0],
                (int) bytes[1],
                (int) bytes[2],
                (int) bytes[3],
                (int) bytes[4],
                (int) bytes[5]);
    }

    private static VideoFrame frame(
            int width, int height, PixelFormat format, int stride, byte[] pixels) {
        return new VideoFrame(NOW, width, height, format, stride, pixels);
    }
}
