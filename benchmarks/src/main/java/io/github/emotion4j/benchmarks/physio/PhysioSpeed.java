package io.github.emotion4j.benchmarks.physio;

import io.github.emotion4j.core.BioBlock;
import io.github.emotion4j.core.BioBlock.Kind;
import io.github.emotion4j.core.BioBlock.Unit;
import io.github.emotion4j.physio.Beat;
import io.github.emotion4j.physio.Ecg;
import io.github.emotion4j.physio.hrv.FrequencyDomain;
import io.github.emotion4j.physio.hrv.HeartRateVariability;
import io.github.emotion4j.physio.hrv.Intervals;
import io.github.emotion4j.physio.internal.stress.BodyStream;
import io.github.emotion4j.physio.simulate.Simulator;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A day of ECG at 250 Hz to peaks and all of HRV, a day of a wristband (PPG 64 Hz, skin conductance
 * and temperature 4 Hz) to features every 5 s, on one thread; prints wall time and the thread's CPU
 * time, which other work on the machine does not lengthen.
 */
public final class PhysioSpeed {
    private static final int DAY = 24 * 3600;

    private PhysioSpeed() {}

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        double[] beats = Simulator.beatTimes(DAY, 72, 60, 0.25);
        double[] ecg = Simulator.ecg(250, DAY, beats, 0.03, 1).values();
        for (int run = 0; run < 3; run++) {
            List<Beat> found = new ArrayList<>();
            time("24 h of ECG at 250 Hz to peaks", () -> found.addAll(Ecg.peaks(ecg, 250)));
            time("  their intervals to all of HRV", () -> variability(found));
        }
        double[] pulse = Simulator.ppg(64, DAY, beats, 0.05, 1).values();
        double[] onsets = new double[DAY / 20];
        for (int i = 0; i < onsets.length; i++) {
            onsets[i] = 20 * i + 7 * Math.sin(i);
        }
        double[] skin =
                Simulator.eda(4, 600, 3, 0.1, Arrays.copyOf(onsets, 30), 0.2, 0.002, 1).values();
        for (int run = 0; run < 3; run++) {
            time("24 h of a wristband to features", () -> wristband(pulse, skin));
        }
    }

    private static void variability(List<Beat> found) {
        Intervals intervals = Intervals.between(found);
        HeartRateVariability hrv = HeartRateVariability.of(intervals);
        FrequencyDomain welch = FrequencyDomain.welch(hrv.correction().intervals());
        System.out.printf(
                Locale.ROOT,
                "  %d beats, SDNN %.1f ms, sample entropy %.3f, HF %.0f and %.0f ms²%n",
                found.size(),
                hrv.time().sdnnMillis(),
                hrv.nonLinear().sampleEntropy(),
                hrv.frequency().hfPower(),
                welch.hfPower());
    }

    private static void wristband(double[] pulse, double[] skin) {
        int[] spans = new int[1];
        BodyStream stream = new BodyStream(input -> spans[0]++);
        for (int t = 0; t < DAY; t += 10) {
            long start = t * 1_000_000_000L;
            stream.accept(
                    new BioBlock(
                            start,
                            Kind.PPG,
                            Unit.ARBITRARY,
                            64,
                            Arrays.copyOfRange(pulse, t * 64, (t + 10) * 64)));
            int s = t % 600 * 4;
            double[] ten = Arrays.copyOfRange(skin, s, s + 40);
            stream.accept(new BioBlock(start, Kind.EDA, Unit.MICROSIEMENS, 4, ten));
            stream.accept(new BioBlock(start, Kind.SKIN_TEMPERATURE, Unit.CELSIUS, 4, ten));
        }
        stream.finish();
        System.out.println("  " + spans[0] + " spans");
    }

    private static void time(String what, Runnable work) {
        var threads = ManagementFactory.getThreadMXBean();
        long cpu = threads.getCurrentThreadCpuTime();
        long wall = System.nanoTime();
        work.run();
        System.out.printf(
                Locale.ROOT,
                "%s: wall %.2f s, CPU %.2f s%n",
                what,
                (System.nanoTime() - wall) / 1e9,
                (threads.getCurrentThreadCpuTime() - cpu) / 1e9);
    }
}
