package io.github.emotion4j.core;

import static io.github.emotion4j.core.Scripted.LEFT;
import static io.github.emotion4j.core.Scripted.RIGHT;
import static io.github.emotion4j.core.Scripted.happy;
import static io.github.emotion4j.core.Scripted.recognizer;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.Scripted.Piece;
import io.github.emotion4j.core.Scripted.PieceModality;
import io.github.emotion4j.core.StreamOptions.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Workers, buffers, callbacks and bad signals. */
@Timeout(120)
class LiveStreamTest {
    private final ExecutorService workers = Executors.newFixedThreadPool(3);
    private final ExecutorService one =
            Executors.newSingleThreadExecutor(task -> new Thread(task, "callbacks"));

    @AfterEach
    void stopThreads() {
        workers.shutdownNow();
        one.shutdownNow();
    }

    @Test
    void workers_giveTheSameAsTheClip_oneCallAtATimeInOrder() throws Exception {
        List<Piece> pieces = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            pieces.add(happy(LEFT, 40 * i, 40 * (i + 1), 0.2 + 0.001 * i));
            pieces.add(happy(RIGHT, 40 * i, 40 * (i + 1), 0.9 - 0.001 * i));
        }
        StreamOptions options =
                StreamOptions.builder()
                        .maxWait(Duration.ofDays(1))
                        .workers(workers)
                        .buffer(LEFT, Buffer.block(3))
                        .build();
        List<EmotionEstimate> live = new ArrayList<>(); // Not synchronised: calls take turns.
        try (EmotionRecognizer recognizer = recognizer(LEFT, RIGHT)) {
            EmotionStream stream = recognizer.openStream(estimates(live), options);
            try (stream) {
                Thread left = writer(stream, pieces, LEFT);
                Thread right = writer(stream, pieces, RIGHT);
                left.join();
                right.join();
            }
            stream.done().toCompletableFuture().get(60, TimeUnit.SECONDS);
            assertEquals(recognizer.recognize(Recording.of(pieces)).estimates(), live);
            EmotionStream.Statistics.Counts counts = stream.statistics().modalities().get(LEFT);
            assertEquals(new EmotionStream.Statistics.Counts(400, 0, 0, 16_000_000_000L), counts);
        }
    }

    @Test
    void callbacks_comeOnTheirExecutor() throws Exception {
        List<String> threads = Collections.synchronizedList(new ArrayList<>());
        StreamOptions options = StreamOptions.builder().workers(workers).callbacks(one).build();
        RecognitionListener listener =
                new RecognitionListener() {
                    @Override
                    public void onObservation(Observation observation) {
                        threads.add(Thread.currentThread().getName());
                    }

                    @Override
                    public void onEstimate(EmotionEstimate estimate) {
                        threads.add(Thread.currentThread().getName());
                    }
                };
        try (EmotionRecognizer recognizer = recognizer(LEFT)) {
            EmotionStream stream = recognizer.openStream(listener, options);
            for (int i = 0; i < 20; i++) {
                stream.accept(happy(LEFT, 100 * i, 100 * (i + 1), 0.5));
            }
            stream.close();
            stream.done().toCompletableFuture().get(60, TimeUnit.SECONDS);
        }
        assertEquals(Collections.nCopies(24, "callbacks"), threads);
    }

    @Test
    void dropOldest_keepsTheNewest_andTheResultSaysHowManyWereDropped() throws Exception {
        Overflow overflow = new Overflow(Buffer.dropOldest(3), 10);
        assertEquals(
                new EmotionStream.Statistics.Counts(10, 6, 0, 1_000_000_000L), overflow.counts);
        // The first is under work while nine come; the last three of them are kept.
        assertEquals(List.of(0.5, 0.57, 0.58, 0.59), overflow.seen);
        assertEquals(
                List.of("6 signals before it were dropped, as they came too fast"),
                overflow.issues);
    }

    @Test
    void latest_keepsOneAlone() throws Exception {
        Overflow overflow = new Overflow(Buffer.latest(), 10);
        assertEquals(
                new EmotionStream.Statistics.Counts(10, 8, 0, 1_000_000_000L), overflow.counts);
        assertEquals(List.of(0.5, 0.59), overflow.seen);
    }

    @Test
    void block_makesTheWriterWait_andLosesNothing() throws Exception {
        Semaphore gate = new Semaphore(0);
        Semaphore under = new Semaphore(0);
        StreamOptions options =
                StreamOptions.builder().workers(workers).buffer(LEFT, Buffer.block(2)).build();
        List<EmotionEstimate> live = new ArrayList<>();
        try (EmotionRecognizer recognizer = gated(gate, under)) {
            EmotionStream stream = recognizer.openStream(estimates(live), options);
            stream.accept(happy(LEFT, 0, 100, 0.9));
            under.acquire();
            CompletableFuture<Void> writer =
                    CompletableFuture.runAsync(
                            () -> {
                                for (int i = 1; i < 10; i++) {
                                    stream.accept(happy(LEFT, 100 * i, 100 * (i + 1), 0.9));
                                }
                            },
                            one);
            // One is under work, two wait, and the writer holds the fourth.
            while (stream.statistics().modalities().get(LEFT).accepted() < 3) {
                Thread.onSpinWait();
            }
            assertEquals(2, stream.statistics().modalities().get(LEFT).waiting());
            assertTrue(!writer.isDone());
            gate.release(100);
            writer.get(60, TimeUnit.SECONDS);
            stream.close();
            stream.done().toCompletableFuture().get(60, TimeUnit.SECONDS);
            assertEquals(0, stream.statistics().modalities().get(LEFT).dropped());
            assertEquals(2, live.size());
        }
    }

    @Test
    void aWriterOnTheOnlyThreadOfTheWorkers_worksItself() throws Exception {
        StreamOptions options =
                StreamOptions.builder().workers(one).buffer(LEFT, Buffer.block(2)).build();
        List<EmotionEstimate> live = new ArrayList<>();
        try (EmotionRecognizer recognizer = recognizer(LEFT)) {
            one.submit(
                            () -> {
                                try (EmotionStream stream =
                                        recognizer.openStream(estimates(live), options)) {
                                    write(stream, 0, 20);
                                }
                            })
                    .get(60, TimeUnit.SECONDS);
            assertEquals(4, live.size());
        }
    }

    @Test
    void oneThreadThatWritesAndReceives_goesOnAfterAGap() throws Exception {
        List<EmotionEstimate> live = new ArrayList<>();
        StreamOptions options = StreamOptions.builder().callbacks(one).build();
        try (EmotionRecognizer recognizer = recognizer(LEFT)) {
            EmotionStream stream = recognizer.openStream(estimates(live), options);
            List<Future<?>> writes = new ArrayList<>();
            for (int i : new int[] {0, 1, 5900, 5901, 5902}) {
                writes.add(one.submit(() -> write(stream, i, 1)));
            }
            for (Future<?> write : writes) {
                write.get(60, TimeUnit.SECONDS);
            }
            one.submit(stream::close).get(60, TimeUnit.SECONDS);
            stream.done().toCompletableFuture().get(60, TimeUnit.SECONDS);
            assertEquals(1181, live.size());
        }
    }

    @Test
    void aWriterThatIsInterruptedWhileItWaits_mayGiveTheSignalAgain() throws Exception {
        Semaphore gate = new Semaphore(0);
        Semaphore under = new Semaphore(0);
        StreamOptions options =
                StreamOptions.builder().workers(workers).buffer(LEFT, Buffer.block(1)).build();
        try (EmotionRecognizer recognizer = gated(gate, under)) {
            EmotionStream stream = recognizer.openStream(estimates(new ArrayList<>()), options);
            stream.accept(happy(LEFT, 0, 100, 0.9));
            under.acquire();
            stream.accept(happy(LEFT, 100, 200, 0.9));
            Thread.currentThread().interrupt();
            IllegalStateException thrown =
                    assertThrows(
                            IllegalStateException.class,
                            () -> stream.accept(happy(LEFT, 200, 300, 0.9)));
            assertTrue(thrown.getMessage().contains("may be given again"), thrown.getMessage());
            assertTrue(Thread.interrupted(), "the thread stays interrupted");
            gate.release(100);
            stream.accept(happy(LEFT, 200, 300, 0.9));
            stream.close();
            assertEquals(3, stream.statistics().modalities().get(LEFT).accepted());
        }
    }

    @Test
    void closingTheRecogniser_closesItsStreams_andEndsItsRecordings() throws Exception {
        Semaphore gate = new Semaphore(0);
        Semaphore under = new Semaphore(0);
        List<EmotionEstimate> live = new ArrayList<>();
        EmotionRecognizer recognizer = gated(gate, under);
        EmotionStream stream = recognizer.openStream(live::add);
        gate.release();
        stream.accept(happy(LEFT, 0, 700, 0.9));
        under.acquire();
        List<Piece> pieces = List.of(happy(LEFT, 0, 100, 0.9), happy(LEFT, 100, 200, 0.9));
        CompletableFuture<EmotionTimeline> recording =
                recognizer.recognizeAsync(Recording.of(pieces), one);
        under.acquire();
        recognizer.close();
        assertEquals(2, live.size());
        stream.done().toCompletableFuture().get(60, TimeUnit.SECONDS);
        gate.release(100);
        ExecutionException ended =
                assertThrows(ExecutionException.class, () -> recording.get(60, TimeUnit.SECONDS));
        assertTrue(ended.getCause().getMessage().contains("recogniser is closed"));
        assertEquals(0, under.availablePermits(), "worked on the next signal all the same");
    }

    @Test
    void aListenerThatThrows_endsTheStreamWithItsCause() throws Exception {
        IllegalStateException broken = new IllegalStateException("the display is gone");
        RecognitionListener listener =
                estimate -> {
                    throw broken;
                };
        StreamOptions options = StreamOptions.builder().workers(workers).build();
        try (EmotionRecognizer recognizer = recognizer(LEFT);
                EmotionStream stream = recognizer.openStream(listener, options)) {
            stream.accept(happy(LEFT, 0, 600, 0.5));
            ExecutionException ended =
                    assertThrows(
                            ExecutionException.class,
                            () -> stream.done().toCompletableFuture().get(60, TimeUnit.SECONDS));
            assertEquals(broken, ended.getCause());
            IllegalStateException refused =
                    assertThrows(
                            IllegalStateException.class,
                            () -> stream.accept(happy(LEFT, 600, 700, 0.5)));
            assertEquals(broken, refused.getCause());
        }
    }

    /** What a modality throws must not look like the refusal of a signal. */
    @Test
    void aModalityThatThrows_failsTheStream_whateverItThrows() {
        IllegalArgumentException broken = new IllegalArgumentException("no such thing");
        for (boolean byState : new boolean[] {false, true}) {
            StreamOptions options =
                    byState
                            ? StreamOptions.builder().workers(task -> {}).build()
                            : StreamOptions.defaults();
            try (EmotionRecognizer recognizer = throwing(broken);
                    EmotionStream stream =
                            recognizer.openStream(estimates(new ArrayList<>()), options)) {
                IllegalStateException thrown =
                        assertThrows(
                                IllegalStateException.class,
                                () -> {
                                    stream.accept(happy(LEFT, 0, 500, 0.9));
                                    stream.toBytes();
                                });
                assertEquals(broken, thrown.getCause());
                assertTrue(thrown.getMessage().contains("no such thing"), thrown.getMessage());
                assertTrue(stream.done().toCompletableFuture().isCompletedExceptionally());
            }
        }
    }

    private static EmotionRecognizer throwing(RuntimeException thrown) {
        Runnable before =
                () -> {
                    throw thrown;
                };
        return EmotionRecognizer.builder()
                .modality(new PieceModality(LEFT, Duration.ofSeconds(1), 0, before))
                .build();
    }

    @Test
    void aSignalThatCameBefore_orWhoseClockDiffers_isRefusedAndTheStreamGoesOn() {
        List<EmotionEstimate> live = new ArrayList<>();
        try (EmotionRecognizer recognizer = recognizer(LEFT, RIGHT)) {
            try (EmotionStream stream = recognizer.openStream(live::add)) {
                stream.accept(happy(LEFT, 0, 400, 0.9));
                String twice = refused(stream, happy(LEFT, 0, 400, 0.9));
                assertTrue(twice.contains("left came twice"), twice);
                String early = refused(stream, happy(LEFT, -0, 100, 0.9));
                assertTrue(early.contains("twice"), early);
                // Counted from 1970 rather than from the stream's origin.
                Piece epoch = happy(RIGHT, 0, 400, 0.9).later(1_790_000_000_000_000_000L);
                String clock = refused(stream, epoch);
                assertTrue(clock.contains("right") && clock.contains("clocks differ"), clock);
                stream.accept(happy(RIGHT, 0, 500, 0.9));
                stream.accept(happy(LEFT, 400, 500, 0.9));
            }
            assertEquals(
                    recognizer
                            .recognize(
                                    Recording.of(
                                            List.of(
                                                    happy(LEFT, 0, 400, 0.9),
                                                    happy(RIGHT, 0, 500, 0.9),
                                                    happy(LEFT, 400, 500, 0.9))))
                            .estimates(),
                    live);
        }
    }

    @Test
    void aClockAheadByMinutes_isBelieved_andTheOthersAreMissingUntilTheyCatchUp() {
        List<EmotionEstimate> live = new ArrayList<>();
        try (EmotionRecognizer recognizer = recognizer(LEFT, RIGHT);
                EmotionStream stream = recognizer.openStream(live::add)) {
            stream.accept(happy(LEFT, 0, 500, 0.9));
            stream.accept(happy(RIGHT, 0, 500, 0.9));
            assertEquals(1, live.size());
            stream.accept(happy(RIGHT, 300_000, 300_500, 0.9));
            assertEquals(601, live.size());
            assertEquals("present signal-ends", status(live.get(600), RIGHT, LEFT));
            assertEquals("too-old signal-ends", status(live.get(300), RIGHT, LEFT));
            // What the other says of a time that is over changes nothing.
            stream.accept(happy(LEFT, 500, 1000, 0.9));
            stream.accept(happy(RIGHT, 300_500, 301_000, 0.9));
            assertEquals("present signal-late", status(live.get(601), RIGHT, LEFT));
            stream.accept(happy(LEFT, 300_500, 301_500, 0.9));
            stream.accept(happy(RIGHT, 301_000, 301_500, 0.9));
            assertEquals(603, live.size());
            assertEquals("present present", status(live.get(602), RIGHT, LEFT));
            stream.accept(happy(RIGHT, 301_500, 330_000, 0.9));
            assertEquals("present signal-ends", status(live.get(659), RIGHT, LEFT));
        }
    }

    private static String status(EmotionEstimate estimate, ModalityId... modalities) {
        List<String> status = new ArrayList<>();
        for (ModalityId modality : modalities) {
            status.add(
                    estimate.evidence().get(modality) instanceof Evidence.Missing missing
                            ? missing.reason().code()
                            : "present");
        }
        return String.join(" ", status);
    }

    @Test
    void options_thatCannotWork_areRefused() {
        assertThrows(IllegalArgumentException.class, () -> Buffer.block(0));
        assertThrows(
                IllegalArgumentException.class,
                () -> StreamOptions.builder().buffer(LEFT, Buffer.latest()).build());
        try (EmotionRecognizer recognizer = recognizer(LEFT)) {
            StreamOptions other =
                    StreamOptions.builder().workers(workers).buffer(RIGHT, Buffer.latest()).build();
            IllegalArgumentException thrown =
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> recognizer.openStream(estimates(new ArrayList<>()), other));
            assertTrue(thrown.getMessage().contains("[right]"), thrown.getMessage());
        }
    }

    private static String refused(EmotionStream stream, Signal signal) {
        return assertThrows(IllegalArgumentException.class, () -> stream.accept(signal))
                .getMessage();
    }

    private static RecognitionListener estimates(List<EmotionEstimate> list) {
        return estimate -> list.add(estimate);
    }

    private static void write(EmotionStream stream, int first, int pieces) {
        for (int i = first; i < first + pieces; i++) {
            stream.accept(happy(LEFT, 100 * i, 100 * (i + 1), 0.9));
        }
    }

    private static Thread writer(EmotionStream stream, List<Piece> pieces, ModalityId modality) {
        Thread thread =
                new Thread(
                        () ->
                                pieces.stream()
                                        .filter(p -> p.modality().equals(modality))
                                        .forEach(stream::accept));
        thread.start();
        return thread;
    }

    /** A recogniser whose modality stops before each piece until it is let through. */
    private static EmotionRecognizer gated(Semaphore gate, Semaphore under) {
        Runnable before =
                () -> {
                    under.release();
                    assertDoesNotThrow(() -> gate.acquire());
                };
        return EmotionRecognizer.builder()
                .modality(new PieceModality(LEFT, Duration.ofSeconds(1), 0, before))
                .build();
    }

    /** Writes pieces, 0.50, 0.51 ..., while the first is under work. */
    private final class Overflow {
        final List<Double> seen = new ArrayList<>();
        final List<String> issues = new ArrayList<>();
        final EmotionStream.Statistics.Counts counts;

        Overflow(Buffer buffer, int pieces) throws Exception {
            Semaphore gate = new Semaphore(0);
            Semaphore under = new Semaphore(0);
            StreamOptions options =
                    StreamOptions.builder().workers(workers).buffer(LEFT, buffer).build();
            RecognitionListener listener =
                    RecognitionListener.ofObservations(
                            observation -> {
                                Evidence.Present present =
                                        assertInstanceOf(
                                                Evidence.Present.class, observation.evidence());
                                double p =
                                        present.probabilities()
                                                .orElseThrow()
                                                .probability(Emotion.HAPPINESS);
                                seen.add(Math.round(100 * p) / 100.0);
                                present.issues().forEach(issue -> issues.add(issue.message()));
                            });
            try (EmotionRecognizer recognizer = gated(gate, under)) {
                EmotionStream stream = recognizer.openStream(listener, options);
                stream.accept(happy(LEFT, 0, 100, 0.5));
                under.acquire();
                for (int i = 1; i < pieces; i++) {
                    stream.accept(happy(LEFT, 100 * i, 100 * (i + 1), 0.5 + 0.01 * i));
                }
                gate.release(100);
                stream.close();
                stream.done().toCompletableFuture().get(60, TimeUnit.SECONDS);
                counts = stream.statistics().modalities().get(LEFT);
            }
        }
    }
}
