package io.github.emotion4j.physio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.Reason;
import io.github.emotion4j.physio.hrv.HeartRateVariability;
import io.github.emotion4j.physio.simulate.Simulator;
import io.github.emotion4j.physio.simulate.Simulator.Simulated;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EcgTest {
    private static double[] times(List<Beat> beats) {
        return beats.stream().mapToDouble(Beat::seconds).toArray();
    }

    @ParameterizedTest
    @ValueSource(doubles = {100, 128, 250, 360, 500, 1000, -250})
    void peaks_anyRateAndPolarity_areTheSimulatedBeats(double rate) {
        double fs = Math.abs(rate);
        double[] times = Simulator.beatTimes(60, 75, 60, 0.25);
        Simulated s = Simulator.ecg(fs, 60, times, 0.02, 1);
        double[] x = Arrays.stream(s.values()).map(v -> rate < 0 ? -v : v).toArray();

        double[] found = times(Ecg.peaks(x, fs));

        assertEquals(times.length, found.length);
        for (int i = 0; i < found.length; i++) {
            // Half a sample, and a little for the noise.
            assertEquals(times[i], found[i], 0.5 / fs + 0.004);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {50, 60, 75})
    void peaks_tallTWaves_areNoBeats(double bpm) {
        double[] times = Simulator.beatTimes(30, bpm, 20, 0.25);
        double[] x = new double[30 * 250];
        Random random = new Random(1);
        for (int i = 0; i < x.length; i++) {
            x[i] = 0.005 * random.nextGaussian();
            for (double beat : times) {
                double r = i / 250.0 - beat;
                double t = r - 0.28;
                // R of 0.3 mV, T of 0.5 mV, as chest leads show them.
                x[i] += 0.3 * Math.exp(-r * r / 0.000242) + 0.5 * Math.exp(-t * t / 0.00405);
            }
        }

        double[] found = times(Ecg.peaks(x, 250));

        assertEquals(times.length, found.length);
        for (int i = 0; i < found.length; i++) {
            assertEquals(times[i], found[i], 0.01);
        }
    }

    @Test
    void quality_noise_fallsWhereTheLeadMoved() {
        double[] times = Simulator.beatTimes(60, 70, 30, 0.25);
        double[] x = Simulator.ecg(250, 60, times, 0.01, 1).values();
        Random random = new Random(2);
        for (int i = 30 * 250; i < x.length; i++) {
            x[i] += 0.8 * random.nextGaussian();
        }
        List<Beat> beats = Ecg.peaks(x, 250);
        double still = Ecg.quality(beats.stream().filter(b -> b.seconds() < 29).toList());
        double moved = Ecg.quality(beats.stream().filter(b -> b.seconds() > 31).toList());
        assertTrue(still > 0.9 && moved < 0.8, still + " " + moved);
        assertEquals(0, Ecg.quality(List.of()));
    }

    /**
     * Ventricular beats come early, are 140 ms wide, have no P wave and a T wave of the opposite
     * sign, and a pause follows. Negative {@code ventricularMillivolts} point down.
     *
     * @param every a ventricular beat follows each so many normal ones
     */
    @ParameterizedTest
    @CsvSource({"1, 1.5", "3, 2.2", "2, -1.8", "1, 0.9"})
    void peaks_ventricularBeats_areFoundOnce(int every, double ventricularMillivolts) {
        List<Double> normal = new ArrayList<>();
        List<Double> all = new ArrayList<>();
        List<Double> ventricular = new ArrayList<>();
        double at = 0.7;
        for (int n = 1; at < 58; n++) {
            normal.add(at);
            all.add(at);
            if (n % every == 0) {
                ventricular.add(at + 0.52);
                all.add(at + 0.52);
                at += 1.6;
            } else {
                at += 0.8;
            }
        }
        double[] times = normal.stream().mapToDouble(t -> t).toArray();
        double[] x = Simulator.ecg(360, 60, times, 0.03, 1).values();
        for (int i = 0; i < x.length; i++) {
            for (double beat : ventricular) {
                double r = i / 360.0 - beat;
                double s = r - 0.08;
                double t = r - 0.3;
                x[i] +=
                        ventricularMillivolts
                                * (Math.exp(-r * r / 0.00245)
                                        - 0.4 * Math.exp(-s * s / 0.0018)
                                        - 0.35 * Math.exp(-t * t / 0.0098));
            }
            x[i] += 0.2 * Math.sin(2 * Math.PI * 0.3 * i / 360);
        }

        double[] found = times(Ecg.peaks(x, 360));

        // 150 ms, the window of the usual comparisons (ANSI/AAMI EC57).
        double[] wanted = all.stream().mapToDouble(t -> t).toArray();
        assertEquals(wanted.length, Golden.matched(wanted, found, 0.15));
        assertEquals(wanted.length, found.length);
    }

    @Test
    void peaks_halfHourGap_noIntervalLeadsAcross() {
        double[] times = Simulator.beatTimes(30, 60, 0, 0.2);
        double[] part = Simulator.ecg(250, 30, times, 0.01, 1).values();
        int gap = 250 * 1800;
        double[] x = new double[2 * part.length + gap];
        Arrays.fill(x, Double.NaN);
        System.arraycopy(part, 0, x, 0, part.length);
        System.arraycopy(part, 0, x, part.length + gap, part.length);

        List<Beat> beats = Ecg.peaks(x, 250);

        assertEquals(2 * times.length, beats.size());
        Beat after = beats.get(times.length);
        assertTrue(after.first());
        assertEquals(1830 + times[0], after.seconds(), 0.01);
        HeartRateVariability hrv = Ecg.features(x, 250);
        assertEquals(1000, hrv.time().maxMillis(), 5);
        // Neither half minute has what a band needs, whatever the clock says of both.
        assertTrue(Double.isNaN(hrv.frequency().vlfPower()));
        assertTrue(Double.isNaN(hrv.frequency().lfPower()));
        assertTrue(Double.isNaN(hrv.frequency().hfPower()));
        assertTrue(Double.isNaN(hrv.frequency().hfPeakHertz()));
        assertEquals(
                List.of("short-series", "broken-series"),
                hrv.issues().stream().map(Reason::code).toList());
    }

    @Test
    void peaks_oneSampleMissing_nothingElseChanges() {
        double[] times = Simulator.beatTimes(20, 60, 0, 0.2);
        double[] x = Simulator.ecg(250, 20, times, 0.01, 1).values();
        x[2600] = Double.NaN;

        List<Beat> beats = Ecg.peaks(x, 250);

        assertEquals(times.length, beats.size());
        assertEquals(1, beats.stream().filter(Beat::first).count());
    }

    @Test
    void peaks_flatMissingOrShortSignal_isNoBeatAndNoError() {
        assertEquals(0, Ecg.peaks(new double[2500], 250).size());
        double[] missing = new double[2500];
        Arrays.fill(missing, Double.NaN);
        assertEquals(0, Ecg.peaks(missing, 250).size());
        assertEquals(0, Ecg.peaks(new double[0], 250).size());
        double[] short3 = Simulator.ecg(250, 3, new double[] {0.8, 1.6, 2.4}, 0.01, 1).values();
        assertEquals(3, Ecg.peaks(short3, 250).size());
        assertTrue(
                Ecg.features(short3, 250).issues().stream()
                        .anyMatch(r -> r.code().equals("short-series")));
    }

    @Test
    void clean_keepsLengthAndPlaceOfPeaks() {
        double[] times = Simulator.beatTimes(10, 60, 0, 0.2);
        double[] x = Simulator.ecg(250, 10, times, 0, 1).values();
        double[] y = Ecg.clean(x, 250);
        assertEquals(x.length, y.length);
        int peak = (int) Math.round(times[3] * 250);
        for (int i = peak - 50; i <= peak + 50; i++) {
            assertTrue(y[i] <= y[peak] + 1e-9);
        }
    }

    @Test
    void stream_rateOfASeconds_saysWhichRatesDo() {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> Ecg.stream(4, beat -> {}));
        assertTrue(e.getMessage().contains("90.0 to 4000.0 Hz, not 4.0"), e.getMessage());
    }
}
