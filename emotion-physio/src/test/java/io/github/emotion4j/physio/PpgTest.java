package io.github.emotion4j.physio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.physio.hrv.HeartRateVariability;
import io.github.emotion4j.physio.hrv.Intervals;
import io.github.emotion4j.physio.simulate.Simulator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PpgTest {
    @ParameterizedTest
    @ValueSource(doubles = {25, 64, 100, 1000})
    void peaks_anyRate_areTheSystolicOnesAlone(double rate) {
        double[] times = Simulator.beatTimes(60, 80, 40, 0.25);
        double[] x = Simulator.ppg(rate, 60, times, 0.02, 1).values();

        List<Ppg.Wave> waves = Ppg.peaks(x, rate);

        assertEquals(times.length, waves.size());
        for (int i = 0; i < times.length; i++) {
            assertEquals(times[i], waves.get(i).peakSeconds(), 0.02);
        }
        assertTrue(Ppg.quality(waves) > 0.95);
    }

    @Test
    void peaks_dicroticWaveOnWanderingLevel_agreeWithScipy() {
        Golden golden = Golden.of("pulse.csv");
        double[] peaks = golden.events();

        List<Ppg.Wave> waves = Ppg.peaks(golden.values(), 100);

        double[] found = waves.stream().mapToDouble(w -> 100 * w.peakSeconds()).toArray();
        assertEquals(peaks.length, found.length);
        // scipy takes the highest sample of the raw signal, we the top of the smoothed wave: 20 ms.
        assertEquals(peaks.length, Golden.matched(peaks, found, 2));
    }

    @Test
    void features_twoHumpsOfOneWave_haveOneFiducial() {
        // A beat each 850 ms exactly, its second hump now higher, now lower than the first.
        double[] x = new double[120 * 64];
        Random random = new Random(1);
        for (int beat = 0; 0.5 + 0.85 * beat < 119; beat++) {
            double second = 1 + 0.06 * random.nextGaussian();
            for (int i = 0; i < x.length; i++) {
                double t = i / 64.0 - 0.5 - 0.85 * beat;
                double u = t - 0.24;
                x[i] += Math.exp(-t * t / 0.0072) + second * Math.exp(-u * u / 0.0072);
            }
        }

        HeartRateVariability variability = Ppg.features(x, 64);

        assertEquals(850, variability.time().meanMillis(), 1);
        assertTrue(variability.time().rmssdMillis() < 10, variability.time().toString());
        assertTrue(Ppg.quality(Ppg.peaks(x, 64)) > 0.95);
    }

    @Test
    void intervals_missedWaveAndUnsteadyStretch_areLeftOutAndBreakTheSeries() {
        List<Ppg.Wave> waves = new ArrayList<>();
        double at = 0;
        for (int i = 0; i < 60; i++) {
            boolean unsteady = i >= 40 && i < 48;
            at += unsteady ? (i % 2 == 0 ? 0.4 : 1.4) : i == 20 ? 2 : 1; // One wave is missed.
            double quality =
                    i == 10 || i == 13 ? 0.7 : 1; // Few waves are left between two poor ones.
            waves.add(new Ppg.Wave(at, at, 1, quality, i == 0, 1, 0, 0.1, 0.3));
        }

        Intervals intervals = Ppg.intervals(waves);

        // Ten waves, then six to the missed one, twenty to the unsteady stretch, and the rest.
        assertEquals(List.of(0, 9, 14, 33), starts(intervals));
        assertEquals(45, intervals.size());
        assertTrue(Arrays.stream(intervals.toArray()).allMatch(millis -> millis == 1000));
    }

    private static List<Integer> starts(Intervals intervals) {
        return IntStream.range(0, intervals.size())
                .filter(i -> !intervals.adjoins(i))
                .boxed()
                .toList();
    }

    @Test
    void quality_motion_fallsWhereTheHandMoved() {
        double[] times = Simulator.beatTimes(60, 70, 30, 0.25);
        double[] x = Simulator.ppg(64, 60, times, 0.02, 1).values();
        Random random = new Random(2);
        double walk = 0;
        for (int i = 20 * 64; i < 30 * 64; i++) {
            walk = 0.9 * walk + 1.5 * random.nextGaussian();
            x[i] += walk;
        }

        List<Ppg.Wave> waves = Ppg.peaks(x, 64);

        double still = Ppg.quality(within(waves, 35, 60));
        double moved = Ppg.quality(within(waves, 20.5, 29.5));
        assertTrue(still > 0.9 && moved < 0.8, still + " " + moved);
    }

    private static List<Ppg.Wave> within(List<Ppg.Wave> waves, double from, double to) {
        return waves.stream().filter(w -> w.seconds() >= from && w.seconds() < to).toList();
    }
}
