package io.github.emotion4j.examples;

import io.github.emotion4j.physio.simulate.Simulator;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes the two wristband recordings that ship with the program and the examples: signals by
 * {@link Simulator}, at rest first and then as if under a task, with a faster pulse that swings
 * less and more responses of the skin. No person was recorded. Argument: the folder to write to.
 */
final class SyntheticWristband {
    private static final double PULSE_HERTZ = 64;
    private static final double SKIN_HERTZ = 4;
    private static final double REST_BPM = 64;
    private static final double TASK_BPM = 88;

    private SyntheticWristband() {}

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        writeTable(folder.resolve("wristband.csv"), new SyntheticWristband.Signals(108.5, 60));
        writeEmpatica(folder.resolve("wristband.zip"), new SyntheticWristband.Signals(660, 300));
    }

    /** Pulse, skin conductance and skin temperature, at rest until a time. */
    private static final class Signals {
        final double[] pulse;
        final double[] conductance;
        final double[] temperature;

        Signals(double seconds, double restUntilSeconds) {
            pulse =
                    Simulator.ppg(
                                    PULSE_HERTZ,
                                    seconds,
                                    beatTimes(seconds, restUntilSeconds),
                                    0.02,
                                    1)
                            .values();
            for (int i = 0; i < pulse.length; i++) {
                pulse[i] = 60 * (pulse[i] - 0.35);
            }
            double[] onsets =
                    DoubleStream.iterate(
                                    8, t -> t < seconds, t -> t + (t < restUntilSeconds ? 31 : 7))
                            .toArray();
            conductance =
                    Simulator.eda(SKIN_HERTZ, seconds, 0.9, 0.02, onsets, 0.25, 0.001, 2).values();
            temperature = new double[(int) (seconds * SKIN_HERTZ)];
            for (int i = 0; i < temperature.length; i++) {
                double task = Math.max(0, i / SKIN_HERTZ - restUntilSeconds);
                temperature[i] = Math.round(50 * (33 - 0.1 * task / 60)) / 50.0;
            }
        }

        /**
         * The pulse quickens over ten seconds; its intervals swing with twelve breaths a minute.
         */
        private static double[] beatTimes(double seconds, double restUntilSeconds) {
            double[] times = new double[(int) (2 * seconds)];
            int n = 0;
            double t = 0.4;
            while (t < seconds - 0.5) {
                times[n++] = t;
                double task = Math.min(1, Math.max(0, (t - restUntilSeconds) / 10));
                double bpm = REST_BPM + task * (TASK_BPM - REST_BPM);
                double swing = 0.05 - 0.035 * task;
                t += 60 / bpm + swing * Math.sin(2 * Math.PI * 0.2 * t);
            }
            return Arrays.copyOf(times, n);
        }
    }

    private static void writeTable(Path file, Signals signals) throws IOException {
        StringBuilder table = new StringBuilder("time_s,BVP,EDA (µS),TEMP (°C)\n");
        int every = (int) (PULSE_HERTZ / SKIN_HERTZ);
        for (int i = 0; i < signals.pulse.length; i++) {
            double at = (double) i / every;
            table.append(
                    String.format(
                            Locale.ROOT,
                            "%.4f,%.2f,%.4f,%.2f%n",
                            i / PULSE_HERTZ,
                            signals.pulse[i],
                            between(signals.conductance, at),
                            between(signals.temperature, at)));
        }
        Files.writeString(file, table.toString().replace(System.lineSeparator(), "\n"));
    }

    private static double between(double[] x, double at) {
        int i = Math.min((int) at, x.length - 1);
        return x[i] + (at - i) * (x[Math.min(i + 1, x.length - 1)] - x[i]);
    }

    private static void writeEmpatica(Path file, Signals signals) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            entry(zip, "BVP.csv", PULSE_HERTZ, "%.2f", signals.pulse);
            entry(zip, "EDA.csv", SKIN_HERTZ, "%.6f", signals.conductance);
            entry(zip, "TEMP.csv", SKIN_HERTZ, "%.2f", signals.temperature);
        }
    }

    private static void entry(
            ZipOutputStream zip, String name, double hertz, String format, double[] values)
            throws IOException {
        ZipEntry entry = new ZipEntry(name);
        // The same bytes whenever it is written.
        entry.setTime(1_700_000_000_000L);
        zip.putNextEntry(entry);
        String head = String.format(Locale.ROOT, "1700000000.000000\n%.6f\n", hertz);
        String body =
                Arrays.stream(values)
                        .mapToObj(x -> String.format(Locale.ROOT, format, x))
                        .collect(Collectors.joining("\n", "", "\n"));
        zip.write((head + body).getBytes(StandardCharsets.US_ASCII));
        zip.closeEntry();
    }
}
