package io.github.emotion4j.benchmarks.audio;

import io.github.emotion4j.audio.VoiceModality;
import io.github.emotion4j.benchmarks.ProcessUse;
import io.github.emotion4j.core.AudioBlock;
import io.github.emotion4j.core.ComputeDevice;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.Observation;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.core.spi.ModalityModel;
import io.github.emotion4j.core.spi.ModalitySession;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What many live streams cost together: two threads share the sessions and feed each its blocks of
 * 100 ms in turn, as fast as it goes; every session hears the same file from another place on.
 *
 * <p>Arguments: a speech file, and how many sessions, once for each run. Prints, after a round to
 * warm up: processor time of the process over the sound of all sessions; time by the clock over the
 * length of the sound, below 1 if so many streams are carried live; the 99th percentile and the
 * longest of a block's time, by its thread's processor time and by the clock; resident memory.
 */
public final class LiveStreams {
    private static final int BLOCK = 1600;
    private static final int THREADS = 2;
    private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

    private LiveStreams() {}

    /**
     * Runs the timing.
     *
     * @param args the file, and numbers of sessions
     * @throws IOException if the process's memory cannot be read
     * @throws ExecutionException if a session fails
     * @throws InterruptedException if the program is ended
     */
    public static void main(String[] args)
            throws IOException, ExecutionException, InterruptedException {
        float[] x = Sounds.read(Path.of(args[0]));
        ModelLoader models =
                new ModelLoader(ComputeDevice.cpu(), 1, Optional.empty(), Optional.empty());
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (ModalityModel channel = new VoiceModality().open(models)) {
            run(threads, channel, x, 8);
            for (int i = 1; i < args.length; i++) {
                System.out.println(run(threads, channel, x, Integer.parseInt(args[i])));
            }
        } finally {
            threads.shutdown();
        }
    }

    /** What one thread saw: nanoseconds of each block, and estimates. */
    @SuppressWarnings("ArrayRecordComponent") // Read once, compared by nobody.
    private record Seen(long[] processor, long[] wall, int estimates) {}

    private static String run(
            ExecutorService threads, ModalityModel channel, float[] x, int sessions)
            throws IOException, ExecutionException, InterruptedException {
        long processor = ProcessUse.processorNanos();
        long start = System.nanoTime();
        List<Future<Seen>> parts = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            int first = t;
            parts.add(threads.submit(() -> feed(channel, x, first, sessions)));
        }
        List<Seen> seen = new ArrayList<>();
        for (Future<Seen> part : parts) {
            seen.add(part.get());
        }
        double wall = (System.nanoTime() - start) / 1e9;
        double seconds = (ProcessUse.processorNanos() - processor) / 1e9;
        double signal = x.length / BLOCK * BLOCK / 16000.0;
        long[] work = seen.stream().map(Seen::processor).flatMapToLong(Arrays::stream).toArray();
        long[] waited = seen.stream().map(Seen::wall).flatMapToLong(Arrays::stream).toArray();
        return String.format(
                Locale.ROOT,
                "%d sessions of %.1f s, %d estimates: processor time over sound %.4f, clock over"
                        + " length %.3f; a block, processor: p99 %.1f ms, longest %.1f ms; clock:"
                        + " p99 %.1f ms, longest %.1f ms; resident %d MB",
                sessions,
                signal,
                seen.stream().mapToInt(Seen::estimates).sum(),
                seconds / (signal * sessions),
                wall / signal,
                millis(work, 0.99),
                millis(work, 1),
                millis(waited, 0.99),
                millis(waited, 1),
                ProcessUse.residentKibibytes().orElse(0) / 1024);
    }

    /** Feeds every second session, from the first on. */
    private static Seen feed(ModalityModel channel, float[] x, int first, int sessions) {
        int blocks = x.length / BLOCK;
        List<ModalitySession> mine = new ArrayList<>();
        for (int s = first; s < sessions; s += THREADS) {
            mine.add(channel.openSession());
        }
        long[] processor = new long[mine.size() * blocks];
        long[] wall = new long[mine.size() * blocks];
        int[] estimates = {0};
        int n = 0;
        for (int b = 0; b < blocks; b++) {
            for (int s = 0; s < mine.size(); s++) {
                int from = (b + (first + THREADS * s) * blocks / sessions) % blocks * BLOCK;
                float[] part = Arrays.copyOfRange(x, from, from + BLOCK);
                AudioBlock block = new AudioBlock(b * 100_000_000L, 16000, 1, part);
                long before = CLOCK.getCurrentThreadCpuTime();
                long since = System.nanoTime();
                mine.get(s).accept(block, o -> estimates[0] += present(o));
                wall[n] = System.nanoTime() - since;
                processor[n++] = CLOCK.getCurrentThreadCpuTime() - before;
            }
        }
        for (ModalitySession session : mine) {
            session.finish(o -> estimates[0] += present(o));
            session.close();
        }
        return new Seen(processor, wall, estimates[0]);
    }

    private static int present(Observation observation) {
        return observation.evidence() instanceof Evidence.Present ? 1 : 0;
    }

    private static double millis(long[] nanos, double share) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.ceil(share * sorted.length) - 1] / 1e6;
    }
}
