package io.github.emotion4j.audio.descriptor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.emotion4j.core.internal.numeric.Quantile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Descriptors and functionals of signals whose values follow from how they are made. */
class KnownSignalsTest {
    private static final int MIDDLE = 50;
    private static final double FOUR_TIMES_DB = 20 * Math.log10(4);

    @Test
    void toneInEachBand_givesAlphaRatioAndHammarberg() {
        DescriptorTrack track =
                DescriptorExtractor.extract(
                        sum(Golden.sine(1, 500, 0.4), Golden.sine(1, 2500, 0.1)), 16_000);
        assertEquals(FOUR_TIMES_DB, track.value(Descriptor.ALPHA_RATIO, MIDDLE), 0.05);
        assertEquals(FOUR_TIMES_DB, track.value(Descriptor.HAMMARBERG, MIDDLE), 0.05);
        assertEquals(0, track.value(Descriptor.FLUX, MIDDLE), 1e-6);
    }

    /** A click with the spectrum exp(-2 pi a |f|), which falls by 54.6 a dB/Hz. */
    @ParameterizedTest
    @ValueSource(doubles = {-0.005, -0.01, -0.02})
    void clickOfKnownTilt_givesTheSlopes(double decibelsPerHertz) {
        double a = -decibelsPerHertz / (20 * Math.log10(Math.E) * 2 * Math.PI) * Golden.RATE;
        float[] x = new float[Golden.RATE];
        int centre = DescriptorExtractor.FIRST_CENTRE + MIDDLE * DescriptorExtractor.HOP;
        for (int i = 0; i < x.length; i++) {
            double t = i - centre;
            x[i] = (float) (0.5 * a * a / (a * a + t * t));
        }
        DescriptorTrack track = DescriptorExtractor.extract(x, 16_000);
        double slack = 0.1 * -decibelsPerHertz;
        assertEquals(decibelsPerHertz, track.value(Descriptor.SLOPE_0_500, MIDDLE), slack);
        assertEquals(decibelsPerHertz, track.value(Descriptor.SLOPE_500_1500, MIDDLE), slack);
    }

    @Test
    void twoHarmonics_giveTheirLevelDifference() {
        DescriptorTrack track =
                DescriptorExtractor.extract(
                        sum(Golden.sine(1, 250, 0.4), Golden.sine(1, 500, 0.1)), 16_000);
        assertEquals(250, track.value(Descriptor.F0, MIDDLE), 0.5);
        assertEquals(FOUR_TIMES_DB, track.value(Descriptor.H1_H2, MIDDLE), 0.05);
    }

    /** The frame's Gauss bell, itself 52 Hz wide, widens them; prediction from harmonics strays. */
    @Test
    void vowel_givesTheBandwidthsItWasMadeWith() {
        DescriptorTrack track =
                DescriptorExtractor.extract(
                        Golden.vowel(1, 110, 0, 0, new double[] {600, 1500, 2500}), 16_000);
        for (Descriptor d :
                new Descriptor[] {
                    Descriptor.F1_BANDWIDTH, Descriptor.F2_BANDWIDTH, Descriptor.F3_BANDWIDTH
                }) {
            double[] sorted = Functionals.sorted(track.contour(d));
            double median = Quantile.of(sorted, sorted.length, 0.5);
            assertEquals(80, median, 52, d.name());
        }
    }

    /** Harmonics of 125 Hz, three of them louder; the formants are near enough to those. */
    @Test
    void voiceOfKnownHarmonics_givesTheirLevels() {
        double[] decibels = new double[44];
        float[] x = new float[Golden.RATE];
        for (int h = 1; h < decibels.length; h++) {
            decibels[h] = h == 1 ? -6 : -12 - 0.5 * h;
            decibels[h] += h == 5 || h == 12 || h == 20 ? 15 : 0;
            double amplitude = 0.1 * Math.pow(10, decibels[h] / 20);
            x = sum(x, Golden.sine(1, 125 * h, amplitude));
        }
        DescriptorTrack track = DescriptorExtractor.extract(x, 16_000);
        assertEquals(625, track.value(Descriptor.F1, MIDDLE), 100);
        assertEquals(1500, track.value(Descriptor.F2, MIDDLE), 250);
        assertEquals(2500, track.value(Descriptor.F3, MIDDLE), 400);
        double slack = 0.05;
        assertEquals(decibels[5] + 6, track.value(Descriptor.F1_LEVEL, MIDDLE), slack);
        assertEquals(decibels[12] + 6, track.value(Descriptor.F2_LEVEL, MIDDLE), slack);
        assertEquals(decibels[20] + 6, track.value(Descriptor.F3_LEVEL, MIDDLE), slack);
        assertEquals(-6 - decibels[20], track.value(Descriptor.H1_A3, MIDDLE), slack);
        assertEquals(-6 - decibels[2], track.value(Descriptor.H1_H2, MIDDLE), slack);
    }

    @Test
    void tone_givesLevelAndZeroCrossings() {
        DescriptorTrack track = DescriptorExtractor.extract(Golden.sine(1, 1000, 0.5), 16_000);
        double level = 20 * Math.log10(0.5 / Math.sqrt(2));
        assertEquals(level, track.value(Descriptor.LEVEL, MIDDLE), 0.01);
        assertEquals(0.125, track.value(Descriptor.ZERO_CROSSINGS, MIDDLE), 0.004);
        assertEquals(level, functional(track, "equivalentSoundLevel"), 0.02);
    }

    @Test
    void threeVowelsWithPauses_giveTheTempo() {
        float[] x = new float[(int) (3.0 * Golden.RATE)];
        double[] starts = {0.2, 0.8, 1.8}; // Pauses of 0.2, 0.2, 0.6 and 0.8 s.
        for (double start : starts) {
            float[] vowel = Golden.vowel(0.4, 150, 0, 0, new double[] {700, 1220, 2600});
            System.arraycopy(vowel, 0, x, (int) (start * Golden.RATE), vowel.length);
        }
        DescriptorTrack track = DescriptorExtractor.extract(x, 16_000);
        assertEquals(1, functional(track, "VoicedSegmentsPerSec"), 1e-9);
        assertEquals(0.4, functional(track, "MeanVoicedSegmentLengthSec"), 0.03);
        assertEquals(0, functional(track, "StddevVoicedSegmentLengthSec"), 0.01);
        assertEquals(0.45, functional(track, "MeanUnvoicedSegmentLength"), 0.03);
        double deviation = Math.sqrt((0.25 * 0.25 * 2 + 0.15 * 0.15 + 0.35 * 0.35) / 4);
        assertEquals(deviation, functional(track, "StddevUnvoicedSegmentLength"), 0.02);
    }

    @Test
    void tonesThatSwellAndFade_giveOneLoudnessPeakEach() {
        float[] x = Golden.sine(2, 300, 0.5);
        for (int i = 0; i < x.length; i++) {
            x[i] *= (float) Math.pow(Math.sin(Math.PI * i * 2.5 / Golden.RATE), 2);
        }
        DescriptorTrack track = DescriptorExtractor.extract(x, 16_000);
        assertEquals(2.5, functional(track, "loudnessPeaksPerSec"), 1e-9);
    }

    @Test
    void levelStretches_endSlopesAndPeaks() {
        float[] bump = {0, 0, 1, 1, 0, 0};
        assertArrayEquals(new double[] {1}, Functionals.slopes(bump, 1, true));
        assertArrayEquals(new double[] {-1}, Functionals.slopes(bump, 1, false));
        float[] step = {0, 1, 1, 2, 0, Float.NaN, 3, 3, 5, 5};
        assertArrayEquals(new double[] {2 / 3.0, 2}, Functionals.slopes(step, 1, true));
        assertArrayEquals(new double[] {-2}, Functionals.slopes(step, 1, false));
        assertEquals(1, Functionals.peaks(bump));
        assertEquals(1, Functionals.peaks(step));
    }

    /** Sounds of four lengths in digital silence: no line leads from one to the next. */
    @Test
    void soundsInSilence_keepTheirSlopes() {
        float[] x = new float[4 * Golden.RATE];
        double[] steepest = new double[4];
        for (int sound = 0; sound < 4; sound++) {
            int rise = (sound + 1) * 800;
            for (int i = 0; i < 2 * rise; i++) {
                double gain = 0.5 * Math.min(i, 2 * rise - i) / rise;
                double phase = 2 * Math.PI * 500 * i / Golden.RATE;
                x[sound * Golden.RATE + 4000 + i] = (float) (gain * Math.sin(phase));
            }
            // A line over the rise and the frame that it blurs.
            steepest[sound] = 1 / (rise / (double) Golden.RATE + 0.03);
        }
        DescriptorTrack track = DescriptorExtractor.extract(x, 16_000);
        double[] loudness = Functionals.sorted(track.contour(Descriptor.LOUDNESS));
        double peak = loudness[loudness.length - 1];
        double expected = peak * Functionals.mean(steepest);
        assertEquals(expected, functional(track, "loudness_meanRisingSlope"), 0.15 * expected);
        assertEquals(-expected, functional(track, "loudness_meanFallingSlope"), 0.15 * expected);
        assertEquals(1, functional(track, "loudnessPeaksPerSec"), 1e-9);
    }

    /** An octave in two seconds: six semitones a second. */
    @Test
    void glideOfAnOctave_givesTheFunctionalsOfALine() {
        float[] x = new float[2 * Golden.RATE];
        double phase = 0;
        for (int i = 0; i < x.length; i++) {
            phase += 2 * Math.PI * 110 * Math.pow(2, i / (double) x.length) / Golden.RATE;
            for (int h = 1; h <= 4; h++) {
                x[i] += (float) (0.2 / h * Math.sin(h * phase));
            }
        }
        DescriptorTrack track = DescriptorExtractor.extract(x, 16_000);
        String f0 = "F0semitoneFrom27.5Hz_";
        assertEquals(30, functional(track, f0 + "amean"), 0.1);
        assertEquals(30, functional(track, f0 + "percentile50.0"), 0.1);
        assertEquals(26.4, functional(track, f0 + "percentile20.0"), 0.15);
        assertEquals(33.6, functional(track, f0 + "percentile80.0"), 0.15);
        assertEquals(7.2, functional(track, f0 + "pctlrange0-2"), 0.15);
        // A line's deviation is its range over the square root of 12.
        assertEquals(12 / Math.sqrt(12) / 30, functional(track, f0 + "stddevNorm"), 0.003);
        assertEquals(6, functional(track, f0 + "meanRisingSlope"), 0.2);
    }

    private static double functional(DescriptorTrack track, String name) {
        FeatureVector vector = track.functionals();
        return vector.values().get(vector.names().indexOf(name));
    }

    private static float[] sum(float[] a, float[] b) {
        float[] x = a.clone();
        for (int i = 0; i < x.length; i++) {
            x[i] += b[i];
        }
        return x;
    }
}
