package io.github.emotion4j.physio.internal.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.BioBlock.Kind;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.physio.simulate.Simulator;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignalCheckTest {
    /** The faults of a whole signal in its unit. */
    static List<Reason> issues(Kind kind, double[] x, double rate) {
        SignalCheck check = new SignalCheck(kind, rate);
        Arrays.stream(x).forEach(check::accept);
        return check.issues(true);
    }

    private static List<String> codes(Kind kind, double[] x, double rate) {
        return issues(kind, x, rate).stream().map(Reason::code).toList();
    }

    private static double[] eda() {
        return Simulator.eda(4, 120, 3, 0, new double[] {30}, 0.5, 0.01, 1).values();
    }

    @Test
    void issues_goodSignals_areNone() {
        double[] ecg =
                Simulator.ecg(250, 20, Simulator.beatTimes(20, 70, 0, 0.2), 0.01, 1).values();
        assertEquals(List.of(), codes(Kind.ECG, ecg, 250));
        assertEquals(List.of(), codes(Kind.EDA, eda(), 4));
    }

    @Test
    void issues_wrongUnit_namesTheLikelyOne() {
        double[] kiloOhm = Arrays.stream(eda()).map(v -> 1000 / v).toArray();
        assertTrue(issues(Kind.EDA, kiloOhm, 4).get(0).message().contains("kΩ"));
        double[] fahrenheit = {91.4, 91.5, 91.4, 91.6};
        assertTrue(issues(Kind.SKIN_TEMPERATURE, fahrenheit, 4).get(0).message().contains("°F"));
    }

    @ParameterizedTest
    @CsvSource({
        "350.25, false, kΩ (that is 2.9 µS), EDA (kΩ)",
        "4200.5, false, nS (that is 4.2 µS), EDA (nS)",
        "210000.5, false, Ω (that is 4.8 µS), EDA (Ω)",
        "0.000005, false, S (that is 5.0 µS), EDA (S)",
        "0.004, false, mS (that is 4.0 µS), EDA (mS)",
        "512, true, counts of a converter, EDA (kΩ)",
        "1e9, false, fits no unit, fits no unit",
    })
    void issues_conductanceInAnotherUnit_saysWhichWouldFit(
            double value, boolean counts, String unit, String name) {
        double[] x = {value, value, value};
        String message = issues(Kind.EDA, x, 4).get(0).message();
        assertTrue(message.contains(unit), message);
        assertTrue(message.contains(name), message);
        assertEquals(counts, message.contains("counts"), message);
    }

    @Test
    void issues_oneStraySample_isNoOtherUnit() {
        double[] ecg =
                Simulator.ecg(250, 60, Simulator.beatTimes(60, 70, 0, 0.2), 0.01, 1).values();
        double[] counts = Arrays.stream(ecg).map(v -> 2048 + 400 * v).toArray();
        ecg[5000] = 60;
        assertEquals(List.of(), codes(Kind.ECG, ecg, 250));
        assertEquals(List.of("implausible-unit"), codes(Kind.ECG, counts, 250));
        double[] eda = eda();
        eda[100] = -0.6;
        assertEquals(List.of(), codes(Kind.EDA, eda, 4));
        double[] below = Arrays.stream(eda).map(v -> v - 6).toArray();
        assertEquals(List.of("implausible-unit"), codes(Kind.EDA, below, 4));
    }

    @Test
    void issues_threeSecondsOfALongSignal_areGivenInSeconds() {
        double[] x = new double[64 * 3600];
        Arrays.setAll(x, i -> Math.sin(i / 9.0));
        Arrays.fill(x, 1000, 1000 + 3 * 64, Double.NaN);
        assertEquals(
                "pulse: 3.0 s of the signal is missing", issues(Kind.PPG, x, 64).get(0).message());
    }

    @Test
    void issues_flatSaturatedAndMissing_areTold() {
        double[] x = Simulator.ecg(250, 20, Simulator.beatTimes(20, 70, 0, 0.2), 0.01, 1).values();
        double[] clipped = Arrays.stream(x).map(v -> Math.max(-0.005, Math.min(0.1, v))).toArray();
        assertEquals(List.of("saturated"), codes(Kind.ECG, clipped, 250));
        Arrays.fill(x, 1000, 2000, 0.3);
        Arrays.fill(x, 3000, 3500, Double.NaN);
        assertEquals(List.of("flat", "missing-samples"), codes(Kind.ECG, x, 250));
        Arrays.fill(x, Double.NaN);
        assertEquals(List.of("no-values"), codes(Kind.ECG, x, 250));
    }
}
