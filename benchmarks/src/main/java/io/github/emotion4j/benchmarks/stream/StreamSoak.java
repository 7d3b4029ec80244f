package io.github.emotion4j.benchmarks.stream;

import io.github.emotion4j.benchmarks.ProcessUse;
import io.github.emotion4j.core.ComputeDevice;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.EmotionStream;
import io.github.emotion4j.core.EmotionTimeline;
import io.github.emotion4j.core.RecognitionListener;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.StreamOptions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * Endurance: 16 threads open recognisers, streams and recordings, feed, resume, cancel and close
 * them, all modalities on. Prints every minute what must not grow: the heap in use after a
 * collection, resident memory, open files, threads, and entries of the temporary folder (Linux).
 * Fails if anything is thrown that closing does not explain. Arguments: a clip with sound, and the
 * seconds (60; 3600 for an hour).
 */
public final class StreamSoak {
    private static final int THREADS = 16;
    private static final double MEBIBYTE = 1 << 20;

    private final LiveInput input;
    private final Recording clip;
    private final long endNanos;
    private final AtomicReference<EmotionRecognizer> current = new AtomicReference<>(build());
    private final AtomicReference<Throwable> fault = new AtomicReference<>();
    private final ExecutorService workers = Executors.newFixedThreadPool(4);
    private final AtomicLong recognizers = new AtomicLong();
    private final AtomicLong streams = new AtomicLong();
    private final AtomicLong recordings = new AtomicLong();
    private final AtomicLong estimates = new AtomicLong();

    private StreamSoak(Path clip, long seconds) throws IOException {
        this.input = new LiveInput(clip);
        this.clip = Recording.of(clip);
        this.endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    }

    /**
     * Runs the soak.
     *
     * @param arguments clip and seconds
     * @throws Exception if a thread failed, or a figure cannot be read
     */
    public static void main(String[] arguments) throws Exception {
        long seconds = arguments.length > 1 ? Long.parseLong(arguments[1]) : 60;
        new StreamSoak(Path.of(arguments[0]), seconds).run(Math.min(60, Math.max(5, seconds / 6)));
    }

    private void run(long reportSeconds) throws Exception {
        Thread[] threads = new Thread[THREADS];
        for (int i = 0; i < THREADS; i++) {
            Random random = new Random(i);
            Runnable turn =
                    i == 0 ? this::swap : i < 4 ? () -> recognize(random) : () -> follow(random);
            threads[i] = new Thread(() -> repeat(turn), "soak-" + i);
            threads[i].start();
        }
        long start = System.nanoTime();
        while (System.nanoTime() < endNanos && fault.get() == null) {
            TimeUnit.SECONDS.sleep(reportSeconds);
            report((System.nanoTime() - start) / 1_000_000_000);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        current.get().close();
        workers.shutdown();
        report((System.nanoTime() - start) / 1_000_000_000);
        Throwable thrown = fault.get();
        if (thrown != null) {
            throw new IllegalStateException("A thread failed", thrown);
        }
    }

    private void repeat(Runnable turn) {
        while (System.nanoTime() < endNanos && fault.get() == null) {
            try {
                turn.run();
            } catch (IllegalStateException e) {
                // The recogniser was closed meanwhile.
                if (!String.valueOf(e.getMessage()).contains("closed")) {
                    fault.compareAndSet(null, e);
                }
            } catch (RuntimeException | Error e) {
                fault.compareAndSet(null, e);
            }
        }
    }

    private static EmotionRecognizer build() {
        return EmotionRecognizer.builder().device(ComputeDevice.cpu()).build();
    }

    /** Another recogniser takes over; closing the old one closes its streams. */
    private void swap() {
        sleepSeconds(5);
        current.getAndSet(build()).close();
        recognizers.incrementAndGet();
    }

    /** A recording to its end, or cancelled on the way. */
    private void recognize(Random random) {
        CompletableFuture<EmotionTimeline> future = current.get().recognizeAsync(clip, workers);
        if (random.nextInt(3) == 0) {
            future.cancel(true);
        } else {
            try {
                future.join();
            } catch (RuntimeException e) {
                if (e.getCause() instanceof IllegalStateException closed) {
                    throw closed;
                }
                throw e;
            }
        }
        recordings.incrementAndGet();
    }

    /**
     * Some seconds of a person, in one piece or gone on with; closed, or left to its recogniser.
     */
    private void follow(Random random) {
        StreamOptions options =
                random.nextBoolean()
                        ? StreamOptions.builder().workers(workers).build()
                        : StreamOptions.defaults();
        RecognitionListener listener = estimate -> estimates.incrementAndGet();
        EmotionRecognizer recognizer = current.get();
        int seconds = 1 + random.nextInt(4);
        EmotionStream stream = recognizer.openStream(listener, options);
        feed(stream, 0, seconds);
        if (random.nextBoolean()) {
            byte[] state = stream.toBytes();
            stream.close();
            stream = recognizer.resumeStream(state, listener, options);
            feed(stream, seconds, 1);
        }
        if (random.nextInt(8) > 0) {
            stream.close();
        }
        streams.incrementAndGet();
    }

    private void feed(EmotionStream stream, int from, int seconds) {
        for (int i = 20 * from; i < 20 * (from + seconds); i++) {
            // 5 frames, 20 blocks of sound and 4 packets of the body a second.
            stream.accept(input.sound(i));
            if (i % 4 == 0) {
                stream.accept(input.frame(5L * i / 4));
            }
            if (i % 5 == 0) {
                List<Signal> packet = input.body(i / 5);
                packet.forEach(stream::accept);
            }
        }
    }

    private void report(long seconds) throws IOException {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        System.out.printf(
                Locale.ROOT,
                "%5d s  %d recognisers %d streams %d recordings %d estimates  %.0f MiB heap  %.0f"
                        + " MiB resident  %d files  %d threads  %d temporary%n",
                seconds,
                recognizers.get(),
                streams.get(),
                recordings.get(),
                estimates.get(),
                (runtime.totalMemory() - runtime.freeMemory()) / MEBIBYTE,
                ProcessUse.residentKibibytes().orElse(0) / 1024.0,
                entries(Path.of("/proc/self/fd")),
                ManagementFactory.getThreadMXBean().getThreadCount(),
                entries(Path.of(System.getProperty("java.io.tmpdir"))));
    }

    private static long entries(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.count();
        }
    }

    private static void sleepSeconds(int seconds) {
        try {
            TimeUnit.SECONDS.sleep(seconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
