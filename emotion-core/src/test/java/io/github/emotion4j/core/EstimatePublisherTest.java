package io.github.emotion4j.core;

import static io.github.emotion4j.core.Scripted.LEFT;
import static io.github.emotion4j.core.Scripted.happy;
import static io.github.emotion4j.core.Scripted.recognizer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.emotion4j.core.StreamOptions.Buffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The publisher's side of Reactive Streams 1.0.4; the numbers are those of its rules. One thread
 * does all the work and all the calls, so that whoever blocks it is found out.
 */
@Timeout(120)
class EstimatePublisherTest {
    private final ExecutorService one = Executors.newSingleThreadExecutor();

    @AfterEach
    void stopThread() {
        one.shutdownNow();
    }

    @Test
    void subscriber_getsNoMoreThanItAskedFor_andThenTheEnd_1_1_and_1_5() throws Exception {
        try (EmotionRecognizer recognizer = recognizer(LEFT)) {
            Probe probe = new Probe(2);
            EmotionStream stream = recognizer.openStream(estimate -> {}, options());
            stream.estimates().subscribe(probe);
            write(stream, 0, 10);
            settle();
            assertEquals(2, probe.received.size());
            probe.subscription().request(3);
            settle();
            assertEquals(5, probe.received.size());
            stream.close();
            settle();
            assertEquals(1, probe.ends.getCount(), "ended before all was delivered");
            probe.subscription().request(Long.MAX_VALUE);
            probe.ends.await();
            assertEquals(10, probe.received.size());
            assertNull(probe.failure);
            assertEquals(1, probe.endings.get());
            assertEquals(0, probe.overlaps.get(), "1.3: signals are serial");
            for (int i = 0; i < 10; i++) {
                assertEquals(i * 500_000_000L, probe.received.get(i).interval().startNanos());
            }
        }
    }

    @Test
    void askingForNothing_isAnError_3_9_andNull_1_9() throws Exception {
        try (EmotionRecognizer recognizer = recognizer(LEFT);
                EmotionStream stream = recognizer.openStream(estimate -> {}, options())) {
            Probe probe = new Probe(0);
            stream.estimates().subscribe(probe);
            settle();
            probe.subscription().request(0);
            probe.ends.await();
            assertInstanceOf(IllegalArgumentException.class, probe.failure);
            assertThrows(NullPointerException.class, () -> stream.estimates().subscribe(null));
        }
    }

    @Test
    void afterCancel_nothingComes_3_12_andOthersGoOn() throws Exception {
        try (EmotionRecognizer recognizer = recognizer(LEFT)) {
            Probe gone = new Probe(Long.MAX_VALUE);
            Probe stays = new Probe(Long.MAX_VALUE);
            EmotionStream stream = recognizer.openStream(estimate -> {}, options());
            stream.estimates().subscribe(gone);
            stream.estimates().subscribe(stays);
            write(stream, 0, 3);
            settle();
            gone.subscription().cancel();
            gone.subscription().cancel();
            gone.subscription().request(1);
            write(stream, 3, 3);
            stream.close();
            stays.ends.await();
            assertEquals(3, gone.received.size());
            assertEquals(1, gone.ends.getCount());
            assertEquals(6, stays.received.size());
            // 1.9: one that comes too late is greeted all the same, and let go.
            Probe late = new Probe(1);
            stream.estimates().subscribe(late);
            late.ends.await();
            assertEquals(List.of(), late.received);
        }
    }

    @Test
    void askingFromWithinOnNext_doesNotRecurse_3_3() throws Exception {
        try (EmotionRecognizer recognizer = recognizer(LEFT)) {
            Probe probe =
                    new Probe(1) {
                        @Override
                        public void onNext(EmotionEstimate estimate) {
                            super.onNext(estimate);
                            subscription().request(1);
                        }
                    };
            EmotionStream stream = recognizer.openStream(estimate -> {}, options());
            stream.estimates().subscribe(probe);
            write(stream, 0, 1000);
            stream.close();
            probe.ends.await();
            assertEquals(1000, probe.received.size());
            assertEquals(0, probe.overlaps.get());
        }
    }

    @Test
    void aSubscriberThatDoesNotAsk_holdsTheWorkersUp_andTheBufferOverflows() throws Exception {
        try (EmotionRecognizer recognizer = recognizer(LEFT)) {
            Probe probe = new Probe(0);
            EmotionStream stream =
                    recognizer.openStream(
                            estimate -> {},
                            options().toBuilder().buffer(LEFT, Buffer.dropOldest(8)).build());
            stream.estimates().subscribe(probe);
            for (int i = 0; i < 32; i++) {
                write(stream, i, 1);
                while (stream.statistics().estimates() == i) {
                    settle();
                }
            }
            write(stream, 32, 968);
            settle();
            EmotionStream.Statistics statistics = stream.statistics();
            assertEquals(32, statistics.estimates());
            assertEquals(
                    new EmotionStream.Statistics.Counts(1000, 960, 8, 16_000_000_000L),
                    statistics.modalities().get(LEFT));
            // It asks at last, and the stream goes on with what was kept.
            probe.subscription().request(Long.MAX_VALUE);
            stream.close();
            probe.ends.await();
            assertEquals(1000, probe.received.size());
            assertInstanceOf(Evidence.Present.class, probe.received.get(999).evidence(LEFT));
        }
    }

    @Test
    void aWriterThatSubscribes_andWritesOnTheOnlyThread_isNotHeldUpByWhoWasNotCalled()
            throws Exception {
        try (EmotionRecognizer recognizer = recognizer(LEFT)) {
            Probe probe = new Probe(Long.MAX_VALUE);
            EmotionStream stream = recognizer.openStream(estimate -> {}, options());
            one.submit(
                            () -> {
                                stream.estimates().subscribe(probe);
                                write(stream, 0, 200);
                                stream.close();
                            })
                    .get();
            probe.ends.await();
            assertEquals(200, probe.received.size());
        }
    }

    @Test
    void subscribingTwice_isAnError_2_12() throws Exception {
        try (EmotionRecognizer recognizer = recognizer(LEFT);
                EmotionStream stream = recognizer.openStream(estimate -> {}, options())) {
            Probe probe = new Probe(Long.MAX_VALUE);
            stream.estimates().subscribe(probe);
            settle();
            stream.estimates().subscribe(probe);
            probe.ends.await();
            assertInstanceOf(IllegalStateException.class, probe.failure);
            write(stream, 0, 1);
            settle();
            assertEquals(List.of(), probe.received);
        }
    }

    @Test
    void anExecutorThatBreaks_endsTheStream_alsoWithASubscriber() {
        AtomicBoolean broken = new AtomicBoolean();
        Executor toolkit =
                task -> {
                    if (broken.get()) {
                        throw new IllegalStateException("The toolkit is gone");
                    }
                    task.run();
                };
        try (EmotionRecognizer recognizer = recognizer(LEFT);
                EmotionStream stream =
                        recognizer.openStream(
                                estimate -> {},
                                StreamOptions.builder().callbacks(toolkit).build())) {
            stream.estimates().subscribe(new Probe(3));
            broken.set(true);
            write(stream, 0, 1);
            assertThrows(
                    CompletionException.class, () -> stream.done().toCompletableFuture().join());
        }
    }

    private StreamOptions options() {
        return StreamOptions.builder().workers(one).build();
    }

    private static void write(EmotionStream stream, int firstStep, int steps) {
        for (int i = firstStep; i < firstStep + steps; i++) {
            stream.accept(happy(LEFT, 500 * i, 500 * (i + 1), 0.9));
        }
    }

    /** Waits until the one thread has done what there is, a few rounds of it. */
    private void settle() throws Exception {
        for (int i = 0; i < 50; i++) {
            one.submit(() -> {}).get();
        }
    }

    private static class Probe implements Flow.Subscriber<EmotionEstimate> {
        final List<EmotionEstimate> received = Collections.synchronizedList(new ArrayList<>());
        final CountDownLatch ends = new CountDownLatch(1);
        final AtomicInteger endings = new AtomicInteger();
        final AtomicInteger overlaps = new AtomicInteger();
        private final AtomicInteger inside = new AtomicInteger();
        private final CountDownLatch greeted = new CountDownLatch(1);
        private final long atFirst;
        volatile @Nullable Throwable failure;
        private volatile Flow.@Nullable Subscription subscription;

        Probe(long atFirst) {
            this.atFirst = atFirst;
        }

        Flow.Subscription subscription() throws RuntimeException {
            try {
                greeted.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            Flow.Subscription given = subscription;
            if (given == null) {
                throw new IllegalStateException();
            }
            return given;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            greeted.countDown();
            if (atFirst > 0) {
                given.request(atFirst);
            }
        }

        @Override
        public void onNext(EmotionEstimate estimate) {
            if (inside.getAndIncrement() != 0) {
                overlaps.incrementAndGet();
            }
            received.add(estimate);
            inside.decrementAndGet();
        }

        @Override
        public void onError(Throwable thrown) {
            failure = thrown;
            endings.incrementAndGet();
            ends.countDown();
        }

        @Override
        public void onComplete() {
            endings.incrementAndGet();
            ends.countDown();
        }
    }
}
