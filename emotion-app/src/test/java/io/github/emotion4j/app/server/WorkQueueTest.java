package io.github.emotion4j.app.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.emotion4j.core.ModalityId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class WorkQueueTest {
    @Test
    void workThatIgnoresItsInterruptKeepsItsPlaceUntilItEnds() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (WorkQueue queue = new WorkQueue(1, 1, Duration.ofMillis(50), 1 << 17)) {
            CountDownLatch begun = new CountDownLatch(1);
            while (begun.getCount() > 0) { // On a busy machine its time may be over before.
                assertThrows(
                        TimeoutException.class,
                        () ->
                                compute(
                                        queue,
                                        () -> {
                                            begun.countDown();
                                            return stubborn(release);
                                        }));
            }
            assertEquals(1, queue.taken());

            // The other place can be taken, but its turn does not come.
            assertThrows(TimeoutException.class, () -> compute(queue, () -> 1));
            assertEquals(1, queue.taken());
            WorkQueue.Place other = queue.enter(1);
            assertThrows(WorkQueue.FullException.class, () -> queue.enter(1));
            other.close();
            assertThrows(WorkQueue.FullException.class, () -> queue.enter(1 << 17), "its memory");

            release.countDown();
            while (queue.taken() > 0) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
        }
    }

    @Test
    void anyCallOfARecognitionEndsItForAClientThatIsGone() {
        List<Executable> calls =
                List.of(
                        () -> new Requests.Interruptible().onProgress(0),
                        () -> new Requests.Interruptible().onReached(ModalityId.BODY, 0),
                        () -> new Requests.Interruptible().onObservation(null),
                        () -> new Requests.Interruptible().onEstimate(null));
        Thread.currentThread().interrupt();
        try {
            calls.forEach(call -> assertThrows(CancellationException.class, call));
        } finally {
            Thread.interrupted();
        }
    }

    private static <T> T compute(WorkQueue queue, Callable<T> work) throws Exception {
        try (WorkQueue.Place place = queue.enter(1)) {
            return place.compute(work);
        }
    }

    private static int stubborn(CountDownLatch release) {
        while (true) {
            try {
                release.await();
                return 1;
            } catch (InterruptedException e) {
                // As a native library does that knows of no interrupts.
            }
        }
    }
}
