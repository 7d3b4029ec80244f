package io.github.emotion4j.benchmarks.physio;

import io.github.emotion4j.core.BioBlock;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.spi.SignalReader;
import io.github.emotion4j.physio.Ecg;
import io.github.emotion4j.physio.SignalStream;
import io.github.emotion4j.physio.io.BodyReader;
import io.github.emotion4j.physio.simulate.Simulator;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Writes a table of 2 GB (time, ECG at 1000 Hz, skin conductance), reads it back through the
 * library to R peaks, and prints heap in use on the way, speed, and whether a sample or a beat was
 * lost. Run it with a small heap, such as {@code -Xmx64m}: it must do.
 *
 * <p>Arguments: the file to write, deleted at the end, and its size in MB, by default 2000.
 */
public final class LargeTable {
    private static final int RATE = 1000;
    private static final int PERIOD_SECONDS = 60;
    private static final long REPORT_SAMPLES = 10_000_000;

    private LargeTable() {}

    /**
     * Runs the program.
     *
     * @param args file and size
     * @throws IOException if the file cannot be written
     */
    public static void main(String[] args) throws IOException {
        Path file = Path.of(args[0]);
        long bytes = (args.length > 1 ? Long.parseLong(args[1]) : 2000) * 1_000_000;
        try {
            long written = write(file, bytes);
            read(file, written);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** A beat each second of the same minute over and over; returns the samples written. */
    private static long write(Path file, long bytes) throws IOException {
        double[] beats = new double[PERIOD_SECONDS];
        for (int i = 0; i < beats.length; i++) {
            beats[i] = i + 0.5;
        }
        double[] ecg = Simulator.ecg(RATE, PERIOD_SECONDS, beats, 0.01, 1).values();
        String[] tails = new String[ecg.length];
        for (int i = 0; i < tails.length; i++) {
            tails[i] = String.format(Locale.ROOT, ",%.4f,%.4f%n", ecg[i], 3 + i / 1e5);
        }
        long size = 0;
        long samples = 0;
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write("time_s,ECG (mV),EDA (µS)\n");
            while (size < bytes) {
                String time =
                        samples / RATE + "." + String.format(Locale.ROOT, "%03d", samples % RATE);
                String tail = tails[(int) (samples % tails.length)];
                out.write(time);
                out.write(tail);
                size += time.length() + tail.length();
                samples++;
            }
        }
        System.out.printf(Locale.ROOT, "%d samples, %d bytes%n", samples, Files.size(file));
        return samples;
    }

    private static void read(Path file, long written) throws IOException {
        long[] beats = new long[1];
        long samples = 0;
        long conductances = 0;
        long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        SignalStream ecg = Ecg.stream(RATE, beat -> beats[0]++);
        try (SignalReader reader = BodyReader.open(file)) {
            for (Optional<? extends Signal> s = reader.next(); s.isPresent(); s = reader.next()) {
                BioBlock block = (BioBlock) s.get();
                if (block.kind() != BioBlock.Kind.ECG) {
                    conductances += block.length();
                    continue;
                }
                for (int i = 0; i < block.length(); i++) {
                    ecg.accept(block.value(i));
                    if (++samples % REPORT_SAMPLES == 0) {
                        System.out.printf(
                                Locale.ROOT,
                                "%d million samples, %d MiB of heap after collection%n",
                                samples / 1_000_000,
                                heapMebibytes());
                    }
                }
            }
        }
        ecg.finish();
        double seconds =
                (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "read %d of %d samples of both signals: %s; %d beats in %d s; %.0f s of processor,"
                        + " %.0f MB/s%n",
                samples,
                written,
                samples == written && conductances == written,
                beats[0],
                written / RATE,
                seconds,
                Files.size(file) / 1e6 / seconds);
    }

    private static long heapMebibytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
    }
}
