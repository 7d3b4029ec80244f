package io.github.emotion4j.audio.descriptor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Compares spectra and cepstra with librosa, with Kaldi's definition and with the training code.
 */
class ReferenceToolsTest {
    private static final double DECIBEL_PER_NEPER_OF_POWER = 10 / Math.log(10);

    @ParameterizedTest
    @CsvSource({"23", "40"})
    void logMel_kaldiSettings_equalsItsDefinition(int bands) {
        float[] ours = new LogMel(MelSettings.kaldi(bands)).of(Golden.risingTone(8000));
        double[][] kaldi = Golden.rows("golden/kaldi_fbank_" + bands + ".csv");
        assertTrue(maxDifference(kaldi, ours, 5, 1) < 1e-4);
    }

    @Test
    void mfcc_kaldiSettings_equalsItsDefinition() {
        float[] ours = Mfcc.kaldi().of(Golden.risingTone(8000));
        assertTrue(maxDifference(Golden.rows("golden/kaldi_mfcc.csv"), ours, 5, 1) < 1e-3);
    }

    @Test
    void logMel_speechModelSettings_agreesWithTraining() {
        float[] ours = new LogMel(MelSettings.speechModel()).of(Golden.risingTone(8000));
        assertTrue(maxDifference(Golden.rows("golden/logmel.csv"), ours, 10, 1) < 1e-4);
    }

    @Test
    void melAndMfcc_librosaSettings_agreeWithLibrosa() {
        float[] x = Golden.risingTone(8000);
        float[] mel = new LogMel(MelSettings.librosa(40)).of(x);
        assertTrue(maxDifference(Golden.rows("golden/librosa_mel.csv"), mel, 10, 1) < 1e-3);
        float[] mfcc = new Mfcc(MelSettings.librosa(40), 13, 0, false).of(x);
        double[][] librosa = Golden.rows("golden/librosa_mfcc.csv");
        assertTrue(maxDifference(librosa, mfcc, 10, DECIBEL_PER_NEPER_OF_POWER) < 5e-3);
    }

    @Test
    void shape_librosaSpectrum_agreesWithLibrosa() {
        float[] x = Golden.risingTone(8000);
        LogMel mel = new LogMel(MelSettings.librosa(40));
        SpectralShape shape = new SpectralShape(16000, 512);
        double[][] librosa = Golden.rows("golden/librosa_shape.csv");
        float[] unused = new float[40];
        for (int i = 0; i < librosa.length; i++) {
            mel.frame(x, i * 10 * 160, unused, 0);
            double centroid = shape.centroid(mel.power());
            assertEquals(librosa[i][0], centroid, 0.5);
            assertEquals(librosa[i][1], shape.bandwidth(centroid), 0.5);
            assertEquals(librosa[i][2], shape.rollOff(0.85), 1e-6);
        }
    }

    @Test
    void shape_anotherRate_agreesWithLibrosa() {
        SpectralShape shape = new SpectralShape(22050, 512);
        for (double[] row : Golden.rows("golden/librosa_shape_22050.csv")) {
            float[] power = new float[257];
            for (int k = 0; k < power.length; k++) {
                power[k] = (float) (row[4 + k] * row[4 + k]);
            }
            assertEquals(row[0], shape.centroid(power), 0.01);
            assertEquals(row[1], shape.rollOff(0.80), 0.01);
            assertEquals(row[2], shape.rollOff(0.90), 0.01);
            assertEquals(row[3], shape.rollOff(0.95), 0.01);
        }
    }

    @Test
    void melFilters_slaneyScale_agreeWithLibrosa() {
        for (double[] row : Golden.rows("golden/librosa_filters.csv")) {
            int fft = (int) row[1];
            int bands = (int) row[2];
            MelSettings settings =
                    MelSettings.librosa(bands).toBuilder()
                            .rateHertz((int) row[0])
                            .frameLength(fft)
                            .hopLength(fft)
                            .fftLength(fft)
                            .lowHertz(row[3])
                            .highHertz(row[4])
                            .build();
            double[][] filters = LogMel.filters(settings);
            for (int b = 0; b < bands; b++) {
                double sum = 0;
                double weighted = 0;
                for (int k = 0; k < filters[b].length; k++) {
                    sum += filters[b][k];
                    weighted += k * filters[b][k];
                }
                assertEquals(row[5 + b], sum, 1e-6, "band " + b);
                assertEquals(row[5 + bands + b], weighted / sum, 1e-4, "band " + b);
            }
        }
    }

    @Test
    void deltas_overFiveFrames_repeatTheEdges() {
        // Two rows of a frame: a curve, and a line whose slope is known.
        float[] values = {1, 0, 2, 3, 4, 6, 8, 9};
        float[] deltas = {0.7f, 1.5f, 1.7f, 2.4f, 2, 2.4f, 1.6f, 1.5f};
        assertArrayEquals(deltas, Mfcc.deltas(values, 2), 1e-6f);
    }

    /** Coefficient 0 of settings without mean removal and pre-emphasis, too. */
    @Test
    void energyFirst_isTheLogEnergyOfTheFrame() {
        float[] x = Golden.sine(0.1, 1000, 0.5);
        double expected = Math.log(0.5 * 0.5 / 2 * 400);
        Mfcc mfcc = new Mfcc(MelSettings.speechModel(), 13, 22, true);
        assertEquals(expected, mfcc.of(x)[0], 1e-4);
    }

    @Test
    void settingsOutsideTheirRange_areRefusedByName() {
        MelSettings speech = MelSettings.speechModel();
        assertRefused("floor", () -> speech.toBuilder().floor(-1).build());
        assertRefused("floor", () -> speech.toBuilder().floor(Double.NaN).build());
        assertRefused("gain", () -> speech.toBuilder().inputGain(Double.NaN).build());
        assertRefused("Pre-emphasis", () -> speech.toBuilder().preEmphasis(7).build());
        assertRefused("4", () -> speech.toBuilder().frameLength(1).fftLength(2).build());
        assertRefused("lifter", () -> new Mfcc(speech, 13, -3, false));
    }

    private static void assertRefused(String name, Executable building) {
        String message = assertThrows(IllegalArgumentException.class, building).getMessage();
        assertTrue(Objects.requireNonNull(message).contains(name), message);
    }

    private static double maxDifference(double[][] rows, float[] ours, int every, double factor) {
        double max = 0;
        for (int i = 0; i < rows.length; i++) {
            for (int k = 0; k < rows[i].length; k++) {
                double value = ours[i * every * rows[i].length + k] * factor;
                max = Math.max(max, Math.abs(rows[i][k] - value));
            }
        }
        return max;
    }
}
