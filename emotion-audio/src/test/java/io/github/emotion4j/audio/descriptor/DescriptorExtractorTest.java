package io.github.emotion4j.audio.descriptor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.internal.numeric.Quantile;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DescriptorExtractorTest {
    private static final double[] VOWEL_A = {700, 1220, 2600};
    private static final Set<Descriptor> LEVELS = EnumSet.of(Descriptor.LEVEL, Descriptor.LOUDNESS);

    @ParameterizedTest
    @CsvSource({"80", "120.5", "233", "391", "577"})
    void f0_vowelOfKnownPitch_isWithinAFifthOfAPercent(double f0) {
        DescriptorTrack track =
                DescriptorExtractor.extract(Golden.vowel(1, f0, 0, 0, VOWEL_A), 16_000);
        assertEquals(f0, median(track, Descriptor.F0), 0.002 * f0);
        assertTrue(Functionals.sorted(track.contour(Descriptor.F0)).length > 90);
    }

    /** Periods that fall between two samples; amplitudes fall with a power of the harmonic. */
    @ParameterizedTest
    @CsvSource({"180.7, 1", "265.5, 1", "398, 1", "546, 1", "212.5, 0.5", "331, 0.5", "588.2, 0"})
    void f0_strongHighHarmonics_isNoOctaveBelow(double f0, double power) {
        float[] x = new float[Golden.RATE / 2];
        for (int h = 1; h * f0 < 7600; h++) {
            double amplitude = 0.05 * Math.pow(h, -power);
            for (int i = 0; i < x.length; i++) {
                double phase = 2 * Math.PI * h * f0 * i / Golden.RATE + h * h;
                x[i] += (float) (amplitude * Math.sin(phase));
            }
        }
        assertEquals(f0, median(DescriptorExtractor.extract(x, 16_000), Descriptor.F0), 0.002 * f0);
    }

    /**
     * As with Praat, what lies beyond is told as the part of it that lies within, or not at all.
     */
    @ParameterizedTest
    @ValueSource(doubles = {74.6, 598, 602, 626})
    void f0_isWithinItsRange(double hertz) {
        float[] f0 = PitchContour.of(Golden.sine(1, hertz, 0.5), 16_000).contour();
        for (float f : f0) {
            assertTrue(Float.isNaN(f) || (f >= 75 && f <= 600), f + " Hz");
        }
        if (hertz > 75 && hertz < 600) {
            assertEquals(hertz, f0[50], 0.5);
        }
    }

    @ParameterizedTest
    @CsvSource({"0.01, 0.05", "0.03, 0.02", "0.002, 0.15"})
    void jitterAndShimmer_known_areFound(double jitter, double shimmer) {
        DescriptorTrack.VoiceQuality quality =
                DescriptorExtractor.extract(
                                Golden.vowel(2, 130, jitter, shimmer, new double[0]), 16_000)
                        .voiceQuality();
        assertEquals(jitter, quality.jitterLocal(), 0.1 * jitter + 2e-4);
        assertEquals(shimmer, quality.shimmerLocal(), 0.1 * shimmer);
        // Alternating values lie 2 / 3 of their step from the mean of three, 2 / 5 from that of
        // five.
        assertEquals(quality.jitterLocal() * 2 / 3, quality.jitterRap(), 0.02 * jitter + 1e-4);
        assertEquals(quality.jitterLocal() * 2 / 5, quality.jitterPpq5(), 0.02 * jitter + 1e-4);
        double stepDb = 20 * Math.log10((1 + shimmer / 2) / (1 - shimmer / 2));
        assertEquals(stepDb, quality.shimmerLocalDb(), 0.1 * stepDb);
        assertEquals(shimmer * 2 / 3, quality.shimmerApq3(), 0.1 * shimmer);
        assertEquals(shimmer * 2 / 5, quality.shimmerApq5(), 0.1 * shimmer);
    }

    /** As accuracy-voice.md says: the correlation over a period averages neighbouring pulses. */
    @Test
    void jitter_ofAHighVoiceWithFormants_isTooLow() {
        DescriptorTrack.VoiceQuality quality =
                DescriptorExtractor.extract(Golden.vowel(2, 350, 0.02, 0, VOWEL_A), 16_000)
                        .voiceQuality();
        assertEquals(0.0076, quality.jitterLocal(), 0.002);
    }

    @ParameterizedTest
    @CsvSource({"0", "10", "20"})
    void hnr_vowelInWhiteNoise_isTheNoiseLevel(double snrDb) {
        float[] x = Golden.vowel(2, 150, 0, 0, VOWEL_A);
        double energy = 0;
        for (float v : x) {
            energy += v * v;
        }
        double sigma = Math.sqrt(energy / x.length / Math.pow(10, snrDb / 10));
        Random random = new Random(1);
        for (int i = 0; i < x.length; i++) {
            x[i] += (float) (sigma * random.nextGaussian());
        }
        DescriptorTrack.VoiceQuality quality =
                DescriptorExtractor.extract(x, 16_000).voiceQuality();
        assertEquals(snrDb, quality.harmonicsToNoiseRatioDb(), 1.2);
    }

    @ParameterizedTest
    @CsvSource({"700, 1220, 2600", "550, 1350, 2450", "500, 1500, 2500"})
    void formants_known_areWithinFivePercent(double f1, double f2, double f3) {
        DescriptorTrack track =
                DescriptorExtractor.extract(
                        Golden.vowel(1, 110, 0, 0, new double[] {f1, f2, f3}), 16_000);
        assertEquals(f1, median(track, Descriptor.F1), 0.05 * f1);
        assertEquals(f2, median(track, Descriptor.F2), 0.05 * f2);
        assertEquals(f3, median(track, Descriptor.F3), 0.05 * f3);
    }

    @ParameterizedTest
    @CsvSource({"0, low", "1, high"})
    void speech_sentence_agreesWithPraat(int row, String sound) {
        // Praat reads the sounds at 22.05 kHz; here they are read at 16 kHz.
        double[] praat = Golden.rows("golden/praat.csv")[row];
        DescriptorTrack track = DescriptorExtractor.extract(Golden.spoken(sound), 16_000);
        assertEquals(praat[0], median(track, Descriptor.F0), 0.01 * praat[0]);
        DescriptorTrack.VoiceQuality voice = track.voiceQuality();
        assertEquals(praat[1], voice.jitterLocal(), 0.15 * praat[1]);
        assertEquals(praat[2], voice.shimmerLocal(), 0.15 * praat[2]);
        // Praat averages over all frames that are not silent, we over the voiced ones.
        assertEquals(praat[3], voice.harmonicsToNoiseRatioDb(), 2);
        assertEquals(praat[4], median(track, Descriptor.F1), 0.05 * praat[4]);
        assertEquals(praat[5], median(track, Descriptor.F2), 0.05 * praat[5]);
        assertEquals(praat[6], median(track, Descriptor.F3), 0.05 * praat[6]);
    }

    @Test
    void silenceAndNoise_areUnvoiced() {
        Random random = new Random(3);
        float[] noise = new float[16000];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (float) (0.05 * random.nextGaussian());
        }
        assertEquals(0, Functionals.sorted(contour(noise, Descriptor.F0)).length, 3);
        DescriptorTrack silent = DescriptorExtractor.extract(new float[16000], 16_000);
        assertEquals(0, Functionals.sorted(silent.contour(Descriptor.F0)).length);
        assertEquals(88, silent.functionals().values().size());
    }

    /** As in a call whose noise gate is shut: the correlation of such a frame is flat. */
    @Test
    void singleSampleInDigitalSilence_isUnvoicedWhereverItIs() {
        for (int at = 8000; at < 8160; at++) {
            float[] x = new float[16000];
            x[at] = 1 / 32768f;
            for (float f0 : DescriptorExtractor.extract(x, 16_000).contour(Descriptor.F0)) {
                assertTrue(Float.isNaN(f0), f0 + " Hz, sample " + at);
            }
        }
    }

    @Test
    void gain_changesLevelAndLoudnessOnly() {
        float[] x = speechLike();
        float[] quiet = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            quiet[i] = x[i] / 8;
        }
        DescriptorTrack a = DescriptorExtractor.extract(x, 16_000);
        DescriptorTrack b = DescriptorExtractor.extract(quiet, 16_000);
        for (Descriptor d : Descriptor.values()) {
            if (!LEVELS.contains(d)) {
                assertSame(d, a.contour(d), b.contour(d), 1e-4);
            }
        }
        assertEquals(
                20 * Math.log10(8),
                a.value(Descriptor.LEVEL, 50) - b.value(Descriptor.LEVEL, 50),
                1e-4);
        assertEquals(
                Math.pow(8, 0.66),
                a.value(Descriptor.LOUDNESS, 50) / b.value(Descriptor.LOUDNESS, 50),
                1e-3);
    }

    @Test
    void constantOffset_changesNoPitchAndNoVoiceQualityButShimmer() {
        float[] x = speechLike();
        float[] moved = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            moved[i] = x[i] + 0.25f;
        }
        DescriptorTrack a = DescriptorExtractor.extract(x, 16_000);
        DescriptorTrack b = DescriptorExtractor.extract(moved, 16_000);
        Descriptor[] free = {
            Descriptor.F0, Descriptor.VOICING, Descriptor.HNR, Descriptor.JITTER_LOCAL
        };
        for (Descriptor d : free) {
            assertSame(d, a.contour(d), b.contour(d), 1e-3);
        }
        assertArrayEquals(
                PitchContour.of(x, 16_000).contour(),
                PitchContour.of(moved, 16_000).contour(),
                1e-2f);
    }

    /** The peak by which silence is judged is one about the mean, too. */
    @Test
    void quietVoiceOnALargeOffset_isVoiced() {
        float[] x = Golden.vowel(1, 150, 0, 0, VOWEL_A);
        for (int i = 0; i < x.length; i++) {
            x[i] = 0.5f + 0.02f * x[i];
        }
        DescriptorTrack track = DescriptorExtractor.extract(x, 16_000);
        assertTrue(Functionals.sorted(track.contour(Descriptor.F0)).length > 90);
    }

    @Test
    void timeShift_movesFramesOnly() {
        float[] x = speechLike();
        float[] later = new float[x.length + 1600];
        System.arraycopy(x, 0, later, 1600, x.length);
        DescriptorTrack a = DescriptorExtractor.extract(x, 16_000);
        DescriptorTrack b = DescriptorExtractor.extract(later, 16_000);
        assertEquals(a.timeNanos(7) + 100_000_000L, b.timeNanos(17));
        int frames = a.frames();
        for (Descriptor d : Descriptor.values()) {
            float[] early = Arrays.copyOfRange(a.contour(d), 5, frames - 5);
            float[] late = Arrays.copyOfRange(b.contour(d), 15, frames + 5);
            assertSame(d, early, late, 1e-4);
        }
    }

    @Test
    void stream_inBlocksOfAnySize_equalsTheWhole() {
        float[] x = speechLike();
        DescriptorTrack whole = DescriptorExtractor.extract(x, 16_000);
        DescriptorExtractor extractor = new DescriptorExtractor();
        extractor.accept(new float[5000], 0, 5000);
        extractor.finish(); // A signal before must leave no trace.
        Random random = new Random(5);
        for (int at = 0; at < x.length; ) {
            int n = Math.min(x.length - at, 1 + random.nextInt(700));
            extractor.accept(x, at, n);
            at += n;
        }
        DescriptorTrack streamed = extractor.finish();
        for (Descriptor d : Descriptor.values()) {
            assertSame(d, whole.contour(d), streamed.contour(d), 1e-6);
        }
    }

    /** The formants of a frame reach further than the frame, of the first as of any other. */
    @ParameterizedTest
    @ValueSource(ints = {400, 441, 520, 599, 600})
    void stream_whoseFirstBlockIsShort_equalsTheWhole(int first) {
        float[] x = Golden.vowel(1, 110, 0, 0, VOWEL_A);
        DescriptorTrack whole = DescriptorExtractor.extract(x, 16_000);
        DescriptorExtractor extractor = new DescriptorExtractor();
        extractor.accept(x, 0, first);
        extractor.accept(x, first, x.length - first);
        DescriptorTrack streamed = extractor.finish();
        for (Descriptor d : Descriptor.values()) {
            assertSame(d, whole.contour(d), streamed.contour(d), 1e-6);
        }
    }

    @Test
    void frames_afterWarmUp_allocateNothing() {
        float[] x = speechLike();
        LogMel mel = new LogMel(MelSettings.speechModel());
        Mfcc mfcc = Mfcc.kaldi();
        float[] out = new float[64];
        DescriptorExtractor extractor = new DescriptorExtractor();
        long best = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            long before = allocated();
            for (int i = 0; i + 512 <= x.length; i += 160) {
                mel.frame(x, i, out, 0);
                mfcc.frame(x, i, out, 0);
            }
            extractor.accept(x, 0, x.length);
            best = Math.min(best, allocated() - before);
            extractor.reset();
        }
        assertTrue(best < 1000, best + " bytes for 2 s");
    }

    @Test
    void badSamples_areRefusedWithTheirPlace() {
        DescriptorExtractor extractor = new DescriptorExtractor();
        float[] x = {0, 0, Float.NaN};
        IllegalArgumentException e =
                assertThrows(
                        IllegalArgumentException.class, () -> extractor.accept(x, 0, x.length));
        assertTrue(e.getMessage().contains("Sample 2"), e.getMessage());
        assertThrows(IndexOutOfBoundsException.class, () -> extractor.accept(x, 2, 2));
        // Nothing of what was refused is left, not even its loudness.
        float[] loud = {1000, Float.POSITIVE_INFINITY};
        assertThrows(IllegalArgumentException.class, () -> extractor.accept(loud, 0, 2));
        float[] vowel = Golden.vowel(1, 150, 0, 0, VOWEL_A);
        extractor.accept(vowel, 0, vowel.length);
        float[] f0 = DescriptorExtractor.extract(vowel, 16_000).contour(Descriptor.F0);
        assertArrayEquals(f0, extractor.finish().contour(Descriptor.F0));
        vowel[8000] = Float.NaN;
        IllegalArgumentException pitch =
                assertThrows(IllegalArgumentException.class, () -> PitchContour.of(vowel, 16_000));
        assertTrue(pitch.getMessage().contains("Sample 8000"), pitch.getMessage());
        assertEquals(0, DescriptorExtractor.extract(new float[399], 16_000).frames());
    }

    @Test
    void soundOfAnotherRate_hasThePitchThatIsHeard() {
        float[] x = new float[44_100];
        for (int i = 0; i < x.length; i++) {
            for (int h = 1; h <= 5; h++) {
                x[i] += (float) (0.1 * Math.sin(2 * Math.PI * 220 * h * i / 44_100));
            }
        }
        PitchContour pitch = PitchContour.of(x, 44_100);
        assertEquals(98, pitch.frames());
        assertEquals(220, pitch.hertz(49), 0.5);
        DescriptorTrack track = DescriptorExtractor.extract(x, 44_100);
        assertEquals(98, track.frames());
        assertEquals(220, track.value(Descriptor.F0, 49), 0.5);
        assertThrows(IllegalArgumentException.class, () -> PitchContour.of(x, 4000));
    }

    @Test
    void pitchAlone_equalsThatOfAllDescriptors() {
        float[] x = speechLike();
        DescriptorTrack track = DescriptorExtractor.extract(x, 16_000);
        PitchContour pitch = PitchContour.of(x, 16_000);
        assertArrayEquals(track.contour(Descriptor.F0), pitch.contour());
        assertEquals(track.frames(), pitch.frames());
        for (int i = 0; i < pitch.frames(); i++) {
            assertEquals(track.value(Descriptor.VOICING, i), pitch.voicing(i));
            assertEquals(track.timeNanos(i), pitch.timeNanos(i));
        }
    }

    @Test
    void csv_hasAColumnForEachName() {
        FeatureVector vector = DescriptorExtractor.extract(speechLike(), 16_000).functionals();
        StringBuilder csv = new StringBuilder();
        vector.writeHeader(csv);
        vector.writeRow("a,b", csv);
        String[] lines = csv.toString().split("\n", -1);
        assertEquals(89, lines[0].split(",", -1).length);
        assertTrue(lines[1].startsWith("\"a,b\","));
        assertEquals(90, lines[1].split(",", -1).length);
        assertEquals(88, Set.copyOf(vector.names()).size());
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }

    /** Two vowels with a pause between, on a faint noise. */
    private static float[] speechLike() {
        float[] x = new float[32000];
        float[] a = Golden.vowel(0.8, 140, 0.01, 0.05, VOWEL_A);
        float[] i = Golden.vowel(0.7, 190, 0.02, 0.05, new double[] {300, 2300, 3000});
        System.arraycopy(a, 0, x, 1000, a.length);
        System.arraycopy(i, 0, x, 18000, i.length);
        Random random = new Random(2);
        for (int k = 0; k < x.length; k++) {
            x[k] += (float) (1e-3 * random.nextGaussian());
        }
        return x;
    }

    private static float[] contour(float[] x, Descriptor d) {
        return DescriptorExtractor.extract(x, 16_000).contour(d);
    }

    private static double median(DescriptorTrack track, Descriptor d) {
        float[] contour = track.contour(d);
        for (int t = 0; t < contour.length; t++) {
            if (Float.isNaN(track.value(Descriptor.F0, t))) {
                contour[t] = Float.NaN;
            }
        }
        double[] sorted = Functionals.sorted(contour);
        return Quantile.of(sorted, sorted.length, 0.5);
    }

    private static void assertSame(Descriptor d, float[] a, float[] b, double relative) {
        assertEquals(a.length, b.length);
        for (int i = 0; i < a.length; i++) {
            double tolerance = relative * Math.max(1, Math.abs(a[i]));
            if (Float.isNaN(a[i]) && Float.isNaN(b[i])) {
                continue;
            }
            assertEquals(a[i], b[i], tolerance, d + " in frame " + i + " of " + Arrays.toString(a));
        }
    }
}
