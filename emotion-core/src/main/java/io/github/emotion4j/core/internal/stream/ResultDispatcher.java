package io.github.emotion4j.core.internal.stream;

import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Observation;
import io.github.emotion4j.core.RecognitionListener;
import io.github.emotion4j.core.StreamOptions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where a stream's results go: the listener and the subscribers. Results are put in while the grid
 * is locked, and so in order; {@link #deliver()} gives them out with no lock held, one thread at a
 * time. Thread-safe.
 */
final class ResultDispatcher implements RecognitionListener {
    /** How many results may wait while the listener is at work before others rest. */
    private static final int FULL = 256;

    /**
     * How many may wait at all: above the 15,000 steps that a gap of ten minutes closes at the
     * shortest step.
     */
    static final int MOST = 16_384;

    /** How long an executor that has {@link #MOST} to call may do nothing before it counts dead. */
    private static final long DEAD_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** The longest call of the listener that {@link #awaitLast()} waits for. */
    private static final long LONG_CALL_MILLIS = 1000;

    /** Results in a row before the callbacks' executor has its thread back. */
    private static final int BATCH = 64;

    private final RecognitionListener listener;
    private final @Nullable Executor callbacks;
    private final EstimatePublisher publisher;
    private final Runnable onRoom;
    private final Consumer<Throwable> onFailure;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private @Nullable Thread deliverer;
    private boolean scheduled;
    private boolean ended;
    private long given;
    private long estimates;
    private long movedAtNanos = System.nanoTime();
    private int held;

    /**
     * Makes a dispatcher.
     *
     * @param listener takes observations and estimates
     * @param options name who calls it
     * @param onRoom called when waiting threads may continue
     * @param onFailure receives the exception of the listener
     */
    ResultDispatcher(
            RecognitionListener listener,
            StreamOptions options,
            Runnable onRoom,
            Consumer<Throwable> onFailure) {
        this.listener = listener;
        this.callbacks = options.callbacks().orElse(null);
        this.onRoom = onRoom;
        this.onFailure = onFailure;
        this.publisher =
                new EstimatePublisher(
                        options.callbacks().or(options::workers).orElseGet(done::defaultExecutor),
                        onRoom);
    }

    EstimatePublisher publisher() {
        return publisher;
    }

    CompletableFuture<Void> done() {
        return done;
    }

    @Override
    public void onObservation(Observation observation) {
        post(() -> listener.onObservation(observation));
    }

    @Override
    public void onReached(ModalityId modality, long nanos) {
        post(() -> listener.onReached(modality, nanos));
    }

    @Override
    public synchronized void onEstimate(EmotionEstimate estimate) {
        estimates += ended ? 0 : 1;
        post(
                () -> {
                    publisher.offer(estimate);
                    listener.onEstimate(estimate);
                });
    }

    /** How many estimates it gives out, those that wait included. */
    synchronized long estimates() {
        return estimates;
    }

    private synchronized void post(Runnable result) {
        if (!ended) {
            waiting.add(result);
        }
    }

    /** Ends after the results that were added before, with a failure if there is a cause. */
    synchronized void end(@Nullable Throwable cause) {
        post(() -> finish(cause));
        ended = true;
    }

    private void finish(@Nullable Throwable cause) {
        publisher.end(cause);
        if (cause == null) {
            done.complete(null);
        } else {
            done.completeExceptionally(cause);
        }
    }

    /**
     * Whether the calling thread, which holds no result back, should not make more now. It never
     * waits for a call that has not begun, since the thread that waits may be the one to make it.
     */
    synchronized boolean holdsUp() {
        if (deliverer == Thread.currentThread()) {
            return false;
        }
        boolean busy = deliverer != null && waiting.size() >= FULL;
        return busy || waiting.size() >= MOST || publisher.holdsUp();
    }

    /** Whether results wait for want of a thread, so that one that would rest can deliver them. */
    synchronized boolean wantsThread() {
        return callbacks == null && deliverer == null && waiting.size() >= FULL;
    }

    /** Counts threads that rest until {@link #holdsUp()} is over, each by 1 and then by -1. */
    synchronized void rest(int more) {
        held += more;
    }

    /**
     * Refuses to rest for ever.
     *
     * @throws IllegalStateException if the executor of the callbacks does nothing
     */
    synchronized void requireAlive() {
        long uncalled = Math.max(deliverer == null ? waiting.size() : 0, publisher.uncalled());
        if (uncalled >= MOST && System.nanoTime() - movedAtNanos > DEAD_NANOS) {
            throw new IllegalStateException(
                    "The executor of the callbacks has called nothing for ten seconds, and "
                            + uncalled
                            + " results wait for it. Is it shut down, or does the writer keep its"
                            + " only thread busy? Let the writer return to it now and then, or"
                            + " give the callbacks an executor of their own");
        }
    }

    /**
     * Sees to it that what waits is given out: by the callbacks' executor, else by this thread
     * unless another one is at it. Called by every thread that may have made results, with no lock
     * held.
     */
    void deliver() {
        if (callbacks == null) {
            drain(Integer.MAX_VALUE);
            return;
        }
        synchronized (this) {
            if (scheduled || deliverer != null || waiting.isEmpty()) {
                return;
            }
            scheduled = true;
        }
        try {
            callbacks.execute(this::runBatch);
        } catch (RuntimeException | Error e) {
            // No thread can call the listener, so the stream ends here.
            synchronized (this) {
                waiting.clear();
                ended = true;
            }
            onFailure.accept(e);
            finish(e);
        }
    }

    private void runBatch() {
        synchronized (this) {
            scheduled = false;
        }
        try {
            drain(BATCH);
        } catch (RuntimeException | Error e) {
            // Told by done().
        }
        deliver();
    }

    private void drain(int limit) {
        int own;
        synchronized (this) {
            if (deliverer != null) {
                return;
            }
            deliverer = Thread.currentThread();
            own = waiting.size();
        }
        Runnable next = next(0, own, limit);
        for (int calls = 1; next != null; calls++) {
            try {
                next.run();
            } catch (RuntimeException | Error e) {
                synchronized (this) {
                    deliverer = null;
                    waiting.clear();
                    ended = true;
                    waiting.add(() -> finish(e));
                }
                onFailure.accept(e);
                drain(1);
                throw e;
            }
            next = next(calls, own, limit);
        }
    }

    /** The next to give out, or nothing, and then somebody else may be the deliverer. */
    private @Nullable Runnable next(int calls, int own, int limit) {
        Runnable next;
        boolean room;
        synchronized (this) {
            // Who has given out its own leaves the rest to one who waits, else the quickest
            // writer's results would keep another writer here for ever.
            boolean others = calls >= own && held > 0;
            next = calls >= limit || others ? null : waiting.poll();
            room = next == null || waiting.size() == FULL - 1;
            movedAtNanos = System.nanoTime();
            if (next == null) {
                deliverer = null;
                notifyAll();
            } else {
                given++;
            }
        }
        if (room) {
            onRoom.run();
        }
        return next;
    }

    /**
     * Waits until the listener has had its last call, unless that is left to an executor of its
     * own, the caller is within the listener or is interrupted, or a call takes long: it may wait
     * for the caller.
     */
    void awaitLast() {
        synchronized (this) {
            long before = -1;
            while (callbacks == null
                    && deliverer != null
                    && deliverer != Thread.currentThread()
                    && before != given) {
                before = given;
                try {
                    wait(LONG_CALL_MILLIS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }
}
