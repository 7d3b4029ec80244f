package io.github.emotion4j.physio.internal.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.BioBlock.Kind;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.physio.simulate.Simulator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateCheckTest {
    /** Declared four times too high, a minute is left of it. */
    private static final double SECONDS = 200;

    private static List<Reason> issues(Kind kind, double[] x, double statedHertz) {
        RateCheck check = new RateCheck(kind, statedHertz);
        for (double v : x) {
            check.accept(v);
        }
        return check.issues();
    }

    private static double[] wave(Kind kind, double rate, double bpm) {
        double[] beats = Simulator.beatTimes(SECONDS, bpm, 30, 0.25);
        return kind == Kind.ECG
                ? Simulator.ecg(rate, SECONDS, beats, 0.01, 1).values()
                : Simulator.ppg(rate, SECONDS, beats, 0.01, 1).values();
    }

    @ParameterizedTest
    @CsvSource({
        "ECG, 1000, 4000, 70, 4 times too high",
        "ECG, 1000, 250, 70, 4 times too low",
        "ECG, 250, 1000, 80, 5 times too high",
        "PPG, 128, 512, 65, 4 times too high",
        "PPG, 256, 64, 70, 4 times too low",
    })
    void statedRate_thatMakesTheHeartImpossible_isTold(
            Kind kind, double rate, double stated, double bpm, String factor) {
        List<Reason> issues = issues(kind, wave(kind, rate, bpm), stated);

        assertEquals(1, issues.size(), "one issue");
        assertEquals("implausible-rate", issues.get(0).code());
        String message = issues.get(0).message();
        double told =
                Double.parseDouble(message.replaceFirst(".*about (\\d+) times a minute.*", "$1"));
        // The least interval is told of a slow heart, whose variability is 30 of 857 ms.
        assertEquals(bpm * stated / rate, told, 0.06 * told, message);
        assertTrue(message.contains("sample rate may be about " + factor), message);
    }

    @ParameterizedTest
    @CsvSource({"45, 1", "70, 1", "180, 1", "70, 2", "70, 0.5", "100, 2"})
    void heartsThatThereAre_haveNoIssue(double bpm, double factor) {
        for (Kind kind : List.of(Kind.ECG, Kind.PPG)) {
            assertEquals(List.of(), issues(kind, wave(kind, 256, bpm), 256 * factor), "" + kind);
        }
    }

    @Test
    void breathMainsAndNoise_areNoHeart() {
        double[] breath = wave(Kind.PPG, 128, 66);
        double[] mains = wave(Kind.ECG, 512, 66);
        double[] noise = new double[60_000];
        Random random = new Random(1);
        for (int i = 0; i < breath.length; i++) {
            breath[i] += 4 * Math.sin(2 * Math.PI * 0.3 * i / 128);
        }
        for (int i = 0; i < mains.length; i++) {
            mains[i] += 0.5 * Math.sin(2 * Math.PI * 50 * i / 512.0);
        }
        for (int i = 0; i < noise.length; i++) {
            noise[i] = random.nextGaussian();
        }
        assertEquals(List.of(), issues(Kind.PPG, breath, 128));
        assertEquals(List.of(), issues(Kind.ECG, mains, 512));
        assertEquals(List.of(), issues(Kind.ECG, noise, 250));
        assertEquals(List.of(), issues(Kind.EDA, noise, 250));
    }
}
