package io.github.emotion4j.benchmarks.stream;

import io.github.emotion4j.benchmarks.ProcessUse;
import io.github.emotion4j.core.ComputeDevice;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.EmotionStream;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.RecognitionListener;
import io.github.emotion4j.core.StreamOptions;
import io.github.emotion4j.core.StreamOptions.Buffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/**
 * How long after its newest sample an estimate comes: face, voice and body live in real time, each
 * piece of signal given when its last sample is there. Arguments: a clip with sound, and the
 * seconds to run (300).
 *
 * <p>The newest sample that an estimate rests on lies at its step's end; packets that reach over
 * the end (every second frame does, by 20 ms) are thus counted as latency. Printed for a stream
 * without options, where three writers do the work, and for one with two workers.
 */
public final class LiveLatency {
    private static final int WARM_UP_SECONDS = 20;
    private static final long LEAD_NANOS = 2_000_000_000L;

    private LiveLatency() {}

    /**
     * Runs both streams.
     *
     * @param arguments clip and seconds
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] arguments) throws InterruptedException {
        LiveInput input = new LiveInput(Path.of(arguments[0]));
        int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 300;
        try (EmotionRecognizer recognizer =
                EmotionRecognizer.builder().device(ComputeDevice.cpu()).build()) {
            run("three writers", recognizer, input, StreamOptions.defaults(), seconds);
            ExecutorService workers = Executors.newFixedThreadPool(2);
            StreamOptions options =
                    StreamOptions.builder()
                            .workers(workers)
                            .buffer(ModalityId.FACE, Buffer.latest())
                            .build();
            run("two workers, latest frame", recognizer, input, options, seconds);
            workers.shutdown();
        }
    }

    private static void run(
            String name,
            EmotionRecognizer recognizer,
            LiveInput input,
            StreamOptions options,
            int seconds)
            throws InterruptedException {
        List<Double> millis = Collections.synchronizedList(new ArrayList<>());
        Map<ModalityId, Integer> present = new TreeMap<>();
        long origin = System.nanoTime() + LEAD_NANOS;
        RecognitionListener listener =
                estimate -> {
                    long end = estimate.interval().endNanos();
                    if (end > WARM_UP_SECONDS * 1_000_000_000L) {
                        millis.add((System.nanoTime() - origin - end) / 1e6);
                        estimate.evidence()
                                .forEach(
                                        (id, e) ->
                                                present.merge(
                                                        id,
                                                        e instanceof Evidence.Present ? 1 : 0,
                                                        Integer::sum));
                    }
                };
        long processor = ProcessUse.processorNanos();
        EmotionStream stream = recognizer.openStream(listener, options);
        long length = (WARM_UP_SECONDS + seconds) * 1_000_000_000L;
        List<Thread> writers =
                List.of(
                        writer(
                                origin,
                                LiveInput.FRAME_NANOS,
                                length,
                                i -> stream.accept(input.frame(i))),
                        writer(
                                origin,
                                LiveInput.SOUND_NANOS,
                                length,
                                i -> stream.accept(input.sound(i))),
                        writer(
                                origin,
                                LiveInput.BODY_NANOS,
                                length,
                                i -> input.body(i).forEach(stream::accept)));
        for (Thread writer : writers) {
            writer.join();
        }
        // What closing gives out was not live.
        double[] sorted = millis.stream().mapToDouble(m -> m).sorted().toArray();
        stream.close();
        System.out.printf(
                Locale.ROOT,
                "%s: %d estimates, ms after the newest sample: p50 %.0f, p90 %.0f, p99 %.0f, most"
                        + " %.0f; processor %.2f of one core%n  present in %s; %s%n",
                name,
                sorted.length,
                quantile(sorted, 0.5),
                quantile(sorted, 0.9),
                quantile(sorted, 0.99),
                sorted[sorted.length - 1],
                (ProcessUse.processorNanos() - processor) / (double) (length + LEAD_NANOS),
                present,
                stream.statistics());
    }

    /** Gives piece after piece when its end has come. */
    private static Thread writer(long origin, long pieceNanos, long length, LongConsumer give) {
        Thread thread =
                new Thread(
                        () -> {
                            for (long i = 0; (i + 1) * pieceNanos <= length; i++) {
                                long due = origin + (i + 1) * pieceNanos;
                                for (long now = System.nanoTime(); now < due; ) {
                                    LockSupport.parkNanos(due - now);
                                    now = System.nanoTime();
                                }
                                give.accept(i);
                            }
                        });
        thread.start();
        return thread;
    }

    private static double quantile(double[] sorted, double share) {
        return sorted[(int) Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
    }
}
