package io.github.emotion4j.physio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.physio.internal.stream.CvxEda;
import io.github.emotion4j.physio.simulate.Simulator;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EdaTest {
    private static final double[] ONSETS = {20, 42, 65, 90, 112, 140, 165};

    @ParameterizedTest
    @ValueSource(doubles = {4, 15, 100, 1000})
    void peaks_anyRate_areTheSimulatedResponses(double rate) {
        double[] x = Simulator.eda(rate, 190, 5, 0.1, ONSETS, 0.4, 0.001, 1).values();

        List<Eda.Response> found = Eda.peaks(x, rate, 0.05);

        assertEquals(ONSETS.length, found.size());
        for (int i = 0; i < ONSETS.length; i++) {
            // Smoothing over a second rounds the foot and lowers the crest of a fast response.
            assertEquals(ONSETS[i], found.get(i).onsetSeconds(), 0.8);
            assertEquals(0.4, found.get(i).amplitudeMicrosiemens(), 0.05);
            assertEquals(1.13, found.get(i).riseSeconds(), 0.9);
            assertEquals(2.4, found.get(i).halfRecoverySeconds(), 0.8);
        }
        Eda.Features f = Eda.features(x, rate, 0.05);
        assertEquals(0.4, f.meanScrAmplitudeMicrosiemens(), 0.05);
        assertEquals(
                found.stream().mapToDouble(Eda.Response::riseSeconds).average().getAsDouble(),
                f.meanScrRiseSeconds());
        assertEquals(60 * 7 / 190.0, f.scrPerMinute(), 0.01);
    }

    @Test
    void decompose_overlappingResponses_areToldApart() {
        double[] onsets = {30, 33, 60};
        double[] x = Simulator.eda(4, 120, 3, -0.2, onsets, 0.5, 0.001, 1).values();

        Eda.Parts parts = Eda.decompose(x, 4);

        double near = 0;
        double all = Arrays.stream(parts.activity()).sum();
        for (double onset : onsets) {
            double own = 0;
            for (int i = (int) ((onset - 0.75) * 4); i <= (onset + 0.75) * 4; i++) {
                own += parts.activity()[i];
            }
            assertTrue(own > 0.2 * all, "response at " + onset);
            near += own;
        }
        assertTrue(near > 0.95 * all);
        assertEquals(3 - 0.2 * 100 / 60, parts.tonic()[400], 0.05);
    }

    @Test
    void decompose_inWindows_isAsSolvedAtOnce() {
        double[] onsets = new double[170];
        for (int i = 0; i < onsets.length; i++) {
            onsets[i] = 5 + 10 * i + 4 * Math.sin(2.3 * i);
        }
        double[] x = Simulator.eda(4, 1800, 3, 0.1, onsets, 0.4, 0.002, 1).values();

        Eda.Parts parts = Eda.decompose(x, 4);

        CvxEda atOnce = new CvxEda(x, 4, 0.001);
        assertArrayEquals(atOnce.tonic(), parts.tonic(), 1e-3);
        assertArrayEquals(atOnce.phasic(), parts.phasic(), 1e-3);
    }

    @ParameterizedTest
    @ValueSource(doubles = {4, 32, 1000})
    void decompose_gap_startsAnewAndKeepsTime(double rate) {
        double[] x = Simulator.eda(rate, 200, 3, 0, new double[] {30, 150}, 0.5, 0, 1).values();
        Arrays.fill(x, (int) (80 * rate), (int) (120 * rate), Double.NaN);

        Eda.Parts parts = Eda.decompose(x, rate);

        for (int i = 0; i < parts.seconds().length; i++) {
            double t = parts.seconds()[i];
            assertTrue(t < 80 || t >= 120);
            assertEquals(x[(int) (t * rate)], parts.tonic()[i] + parts.phasic()[i], 0.1);
        }
        assertEquals(160 * parts.sampleRateHertz(), parts.seconds().length, 1);
    }

    @Test
    void parts_oneMissingSample_losesNothingElse() {
        double[] x = Simulator.eda(4, 60, 5, 0, new double[] {20}, 0.4, 0, 1).values();
        x[100] = Double.NaN;
        Eda.Parts parts = Eda.parts(x, 4);
        assertEquals(x.length - 1, parts.seconds().length);
        assertTrue(Arrays.stream(parts.tonic()).allMatch(Double::isFinite));
    }

    @Test
    void features_lowNoise_hasNoResponses() {
        double[] x = Simulator.eda(4, 120, 2, 0.3, new double[0], 0, 0.002, 3).values();
        Eda.Features f = Eda.features(x, 4);
        assertEquals(0, f.scrPerMinute());
        assertEquals(0.3, f.slopeMicrosiemensPerMinute(), 0.03);
        assertEquals(2.3, f.sclMicrosiemens(), 0.05);
    }
}
