package io.github.emotion4j.benchmarks.physio;

import io.github.emotion4j.benchmarks.ProcessUse;
import io.github.emotion4j.core.BioBlock;
import io.github.emotion4j.core.BioBlock.Kind;
import io.github.emotion4j.core.BioBlock.Unit;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.EmotionStream;
import io.github.emotion4j.physio.BodyModality;
import io.github.emotion4j.physio.simulate.Simulator;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What live wristbands cost: many streams of pulse (64 Hz), skin conductance and temperature (4 Hz)
 * in blocks of a second, on two threads, as fast as it goes, the stress model included.
 *
 * <p>Arguments: wristbands (1000) and seconds of signal (300), both optional. Prints processor time
 * over signal time, how many wristbands two cores carry at that rate, and the heap a wristband
 * keeps.
 */
public final class LiveWristbands {
    private static final int THREADS = 2;

    private LiveWristbands() {}

    /**
     * Runs the streams.
     *
     * @param args wristbands and seconds
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] args) throws InterruptedException {
        int bands = args.length > 0 ? Integer.parseInt(args[0]) : 1000;
        int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 300;
        double[] beats = Simulator.beatTimes(seconds, 72, 60, 0.25);
        double[] pulse = Simulator.ppg(64, seconds, beats, 0.05, 1).values();
        double[] onsets = new double[seconds / 20];
        Arrays.setAll(onsets, i -> 20 * i + 7 * Math.sin(i));
        double[] skin = Simulator.eda(4, seconds, 3, 0.1, onsets, 0.2, 0.002, 1).values();
        double[] warmth = new double[skin.length];
        Arrays.setAll(warmth, i -> 32 + 0.3 * Math.sin(i / 400.0));
        AtomicLong estimates = new AtomicLong();
        try (EmotionRecognizer recognizer =
                EmotionRecognizer.builder()
                        .modality(new BodyModality())
                        .onlyNamedModalities()
                        .step(Duration.ofSeconds(5))
                        .build()) {
            long before = heapBytes();
            List<EmotionStream> streams = new ArrayList<>();
            for (int i = 0; i < bands; i++) {
                streams.add(recognizer.openStream(estimate -> estimates.incrementAndGet()));
            }
            long wall = System.nanoTime();
            long cpu = ProcessUse.processorNanos();
            List<Thread> threads = new ArrayList<>();
            for (int k = 0; k < THREADS; k++) {
                int own = k;
                Thread thread =
                        new Thread(
                                () -> {
                                    for (int t = 0; t < seconds; t++) {
                                        for (int i = own; i < streams.size(); i += THREADS) {
                                            feed(streams.get(i), t, pulse, skin, warmth);
                                        }
                                    }
                                });
                thread.start();
                threads.add(thread);
            }
            for (Thread thread : threads) {
                thread.join();
            }
            double cpuSeconds = (ProcessUse.processorNanos() - cpu) / 1e9;
            double wallSeconds = (System.nanoTime() - wall) / 1e9;
            double kibibytes = (heapBytes() - before) / 1024.0 / bands;
            double signal = (double) bands * seconds;
            System.out.printf(
                    Locale.ROOT,
                    "%d wristbands, %d s each, %d estimates: %.1f s of processor, %.1f s by the"
                            + " clock; %.6f of a core a wristband, %.0f wristbands on two cores;"
                            + " %.0f KiB of heap each%n",
                    bands,
                    seconds,
                    estimates.get(),
                    cpuSeconds,
                    wallSeconds,
                    cpuSeconds / signal,
                    2 * signal / cpuSeconds,
                    kibibytes);
            streams.forEach(EmotionStream::close);
        }
    }

    private static void feed(
            EmotionStream stream, int t, double[] pulse, double[] skin, double[] warmth) {
        long start = t * 1_000_000_000L;
        stream.accept(block(start, Kind.PPG, Unit.ARBITRARY, 64, pulse, t));
        stream.accept(block(start, Kind.EDA, Unit.MICROSIEMENS, 4, skin, t));
        stream.accept(block(start, Kind.SKIN_TEMPERATURE, Unit.CELSIUS, 4, warmth, t));
    }

    private static BioBlock block(
            long start, Kind kind, Unit unit, int rate, double[] x, int second) {
        double[] part = Arrays.copyOfRange(x, second * rate, (second + 1) * rate);
        return new BioBlock(start, kind, unit, rate, part);
    }

    private static long heapBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
