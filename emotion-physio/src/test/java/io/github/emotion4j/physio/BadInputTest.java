package io.github.emotion4j.physio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.BioBlock.Kind;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.physio.internal.check.SignalCheck;
import io.github.emotion4j.physio.simulate.Simulator;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What no signal should be, for every kind of signal. */
class BadInputTest {
    /** Counts what is found in a signal, by all that its package does. */
    private interface Count {
        int in(double[] x, double rate);
    }

    private record Case(Kind kind, double rate, double[] good, Count count) {
        @Override
        public String toString() {
            return kind.toString();
        }

        int found(double[] x) {
            return count.in(x, rate);
        }

        List<String> codes(double[] x) {
            SignalCheck check = new SignalCheck(kind, rate);
            Arrays.stream(x).forEach(check::accept);
            return check.issues(true).stream().map(Reason::code).toList();
        }
    }

    static Stream<Case> signals() {
        double[] beats = Simulator.beatTimes(60, 70, 30, 0.25);
        double[] onsets = {10, 22, 35, 47};
        Random random = new Random(5);
        double[] muscle = new double[1000 * 60];
        double[] brain = new double[250 * 60];
        for (int i = 0; i < muscle.length; i++) {
            boolean burst = i % 20_000 > 15_000 && i % 20_000 < 16_000;
            muscle[i] = (burst ? 0.2 : 0.004) * random.nextGaussian();
        }
        for (int i = 0; i < brain.length; i++) {
            brain[i] = 10 * Math.sin(2 * Math.PI * 10 * i / 250.0) + random.nextGaussian();
        }
        double[] skinTemperature = new double[4 * 60];
        for (int i = 0; i < skinTemperature.length; i++) {
            skinTemperature[i] = 32 + 0.01 * random.nextGaussian();
        }
        return Stream.of(
                new Case(
                        Kind.ECG,
                        250,
                        Simulator.ecg(250, 60, beats, 0.01, 1).values(),
                        (x, rate) -> {
                            Ecg.clean(x, rate);
                            Ecg.features(x, rate);
                            return Ecg.peaks(x, rate).size();
                        }),
                new Case(
                        Kind.PPG,
                        64,
                        Simulator.ppg(64, 60, beats, 0.01, 1).values(),
                        (x, rate) -> {
                            Ppg.clean(x, rate);
                            Ppg.features(x, rate);
                            return Ppg.peaks(x, rate).size();
                        }),
                new Case(
                        Kind.EDA,
                        4,
                        Simulator.eda(4, 60, 3, 0, onsets, 0.4, 0.001, 1).values(),
                        (x, rate) -> {
                            Eda.decompose(x, rate);
                            Eda.features(x, rate, 0.05);
                            return Eda.peaks(x, rate, 0.05).size();
                        }),
                new Case(
                        Kind.RESPIRATION,
                        25,
                        Simulator.respiration(25, 60, 15, 0.02, 1).values(),
                        (x, rate) -> {
                            Respiration.features(x, rate);
                            return Respiration.peaks(x, rate).size();
                        }),
                new Case(
                        Kind.EMG,
                        1000,
                        muscle,
                        (x, rate) -> {
                            Emg.envelope(x, rate, Emg.Form.RAW);
                            return Emg.peaks(x, rate, Emg.Form.RAW).size();
                        }),
                new Case(
                        Kind.EEG,
                        250,
                        brain,
                        (x, rate) -> Eeg.features(x, rate).alpha() > 10 ? 1 : 0),
                new Case(
                        Kind.SKIN_TEMPERATURE,
                        4,
                        skinTemperature,
                        (x, rate) -> Temperature.features(x, rate).meanCelsius() > 0 ? 1 : 0));
    }

    @ParameterizedTest
    @MethodSource("signals")
    void allMissing_isNothingWithAReason(Case signal) {
        double[] x = new double[signal.good.length];
        Arrays.fill(x, Double.NaN);
        assertEquals(0, signal.found(x));
        assertEquals(List.of("no-values"), signal.codes(x));
        assertEquals(0, signal.found(new double[0]));
    }

    @ParameterizedTest
    @MethodSource("signals")
    void flat_isNoEventAndTold(Case signal) {
        double[] x = new double[(int) (200 * signal.rate)];
        Arrays.fill(x, 30);
        if (signal.kind != Kind.SKIN_TEMPERATURE) {
            assertEquals(0, signal.found(x));
        }
        assertTrue(signal.codes(x).contains("flat"));
    }

    @ParameterizedTest
    @MethodSource("signals")
    void roundingOfALevelOrADrift_isNoEvent(Case signal) {
        if (signal.kind == Kind.SKIN_TEMPERATURE) {
            return;
        }
        double[] x = new double[(int) (100 * signal.rate)];
        for (double level : new double[] {0.3378192427248121, -6.4844569006225154E7, 1 / 3.0}) {
            Arrays.fill(x, level);
            assertEquals(0, signal.found(x), "level " + level);
        }
        if (signal.kind != Kind.EDA) {
            Arrays.setAll(x, i -> 0.001 * i);
            // At its ends a drift that stops has corners.
            assertTrue(signal.found(x) <= 2, signal.found(x) + " in a drift");
        }
    }

    @ParameterizedTest
    @MethodSource("signals")
    void saturated_isMeasuredAndTold(Case signal) {
        double[] sorted = signal.good.clone();
        Arrays.sort(sorted);
        double rail = sorted[(int) (0.7 * sorted.length)];
        double[] x = Arrays.stream(signal.good).map(v -> Math.min(v, rail)).toArray();
        // Noise upon the rail may make a few events more; none is lost.
        assertEquals(signal.found(signal.good), signal.found(x), 2);
        boolean slow = signal.kind == Kind.SKIN_TEMPERATURE;
        assertEquals(!slow, signal.codes(x).contains("saturated"));
    }

    @ParameterizedTest
    @MethodSource("signals")
    void oneSampleMissing_losesNothingElse(Case signal) {
        int found = signal.found(signal.good);
        assertTrue(found > 0);
        double[] x = signal.good.clone();
        x[(int) (29 * signal.rate)] = Double.NaN;
        x[(int) (41 * signal.rate)] = Double.POSITIVE_INFINITY;
        assertEquals(found, signal.found(x));
        if (signal.kind == Kind.SKIN_TEMPERATURE) {
            assertEquals(32, Temperature.features(x, signal.rate).meanCelsius(), 0.1);
        }
    }

    @ParameterizedTest
    @MethodSource("signals")
    void halfHourGap_bothSidesAreMeasured(Case signal) {
        double[] good = signal.good;
        int gap = (int) (1800 * signal.rate);
        double[] x = Arrays.copyOf(good, 2 * good.length + gap);
        Arrays.fill(x, good.length, good.length + gap, Double.NaN);
        System.arraycopy(good, 0, x, good.length + gap, good.length);
        int once = signal.found(good);
        assertEquals(once == 1 ? 1 : 2 * once, signal.found(x));
        assertTrue(signal.codes(x).contains("missing-samples"));
    }

    @ParameterizedTest
    @MethodSource("signals")
    void threeSeconds_isAValueOrNothingAndNoError(Case signal) {
        int found = signal.found(Arrays.copyOf(signal.good, (int) (3 * signal.rate)));
        assertTrue(found <= 4);
        signal.found(Arrays.copyOf(signal.good, 1));
    }
}
