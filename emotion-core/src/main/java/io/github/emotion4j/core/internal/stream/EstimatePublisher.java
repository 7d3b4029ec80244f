package io.github.emotion4j.core.internal.stream;

import io.github.emotion4j.core.EmotionEstimate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Delivers estimates to subscribers as they request them. It never blocks and drops nothing: the
 * thread that makes estimates asks {@link #holdsUp()} before. {@link #offer} and {@link #end} are
 * called by one thread at a time; the rest is thread-safe.
 */
final class EstimatePublisher implements Flow.Publisher<EmotionEstimate> {
    /** How many estimates may wait for a subscriber that does not ask for them. */
    private static final int FULL = 32;

    /** The most that {@link SubmissionPublisher} allows; {@link #holdsUp()} bounds what waits. */
    private static final int UNBOUNDED = 1 << 30;

    private final Executor executor;
    private final Runnable onRoom;
    private final List<Outlet> outlets = new CopyOnWriteArrayList<>();
    private boolean ended;
    private @Nullable Throwable failure;

    /**
     * Makes a publisher without subscribers.
     *
     * @param executor calls the subscribers
     * @param onRoom called when a subscriber may have room again
     */
    EstimatePublisher(Executor executor, Runnable onRoom) {
        this.executor = executor;
        this.onRoom = onRoom;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super EmotionEstimate> subscriber) {
        Outlet outlet = new Outlet(Objects.requireNonNull(subscriber, "subscriber"));
        Optional<Outlet> twin;
        boolean late;
        synchronized (this) {
            twin = outlets.stream().filter(o -> o.subscriber.equals(subscriber)).findFirst();
            late = ended;
            if (twin.isEmpty()) {
                outlets.add(outlet);
            }
        }
        if (twin.isPresent()) {
            twin.get().end(new IllegalStateException("It has subscribed to this stream before"));
            return;
        }
        try {
            outlet.source.subscribe(outlet);
        } catch (RuntimeException | Error e) {
            outlets.remove(outlet);
            throw e;
        }
        if (late) {
            outlet.end(failure);
        }
    }

    void offer(EmotionEstimate estimate) {
        outlets.forEach(outlet -> outlet.offer(estimate));
    }

    /** Whether a subscriber has not asked for what waits for it. */
    boolean holdsUp() {
        return outlets.stream().anyMatch(Outlet::holdsUp);
    }

    /** The most estimates that wait for a subscriber whom the executor has not called yet. */
    long uncalled() {
        return outlets.stream().mapToLong(Outlet::uncalled).max().orElse(0);
    }

    /** Completes all subscribers after what waits for them, or with a failure. */
    void end(@Nullable Throwable cause) {
        synchronized (this) {
            ended = true;
            failure = cause;
        }
        outlets.forEach(
                outlet -> {
                    try {
                        outlet.end(cause);
                    } catch (RuntimeException | Error e) {
                        // The executor is shut down or gone: no thread can call this subscriber.
                    }
                });
    }

    /**
     * One subscriber, with a source of its own: what one asks for says nothing of the others. What
     * was offered, asked for and received is counted here, since asking the source would wait for
     * its lock, which it holds while it calls an executor.
     */
    private final class Outlet implements Flow.Subscriber<EmotionEstimate> {
        private final Flow.Subscriber<? super EmotionEstimate> subscriber;
        private final SubmissionPublisher<EmotionEstimate> source;
        private final AtomicLong offered = new AtomicLong();
        private final AtomicLong asked = new AtomicLong();
        private final AtomicLong received = new AtomicLong();
        private volatile boolean called;
        private volatile @Nullable Thread inside;

        Outlet(Flow.Subscriber<? super EmotionEstimate> subscriber) {
            this.subscriber = subscriber;
            this.source =
                    new SubmissionPublisher<>(executor, UNBOUNDED, (gone, thrown) -> remove());
        }

        void offer(EmotionEstimate estimate) {
            offered.incrementAndGet();
            source.offer(estimate, null);
        }

        void end(@Nullable Throwable cause) {
            outlets.remove(this);
            if (cause == null) {
                source.close();
            } else {
                source.closeExceptionally(cause);
            }
        }

        /** One that was never called cannot ask: the writer may keep the thread that would. */
        boolean holdsUp() {
            long got = received.get();
            return offered.get() - got >= (called ? FULL : ResultDispatcher.MOST)
                    && asked.get() <= got
                    && inside != Thread.currentThread();
        }

        long uncalled() {
            return called ? 0 : offered.get();
        }

        private void remove() {
            outlets.remove(this);
            onRoom.run();
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscriber.onSubscribe(
                    new Flow.Subscription() {
                        @Override
                        public void request(long n) {
                            asked.accumulateAndGet(
                                    Math.max(0, n), (a, b) -> a + b < 0 ? Long.MAX_VALUE : a + b);
                            subscription.request(n);
                            onRoom.run();
                        }

                        @Override
                        public void cancel() {
                            subscription.cancel();
                            remove();
                        }
                    });
            called = true;
        }

        @Override
        public void onNext(EmotionEstimate estimate) {
            inside = Thread.currentThread();
            received.incrementAndGet();
            try {
                subscriber.onNext(estimate);
            } finally {
                inside = null;
                onRoom.run();
            }
        }

        @Override
        public void onError(Throwable thrown) {
            remove();
            subscriber.onError(thrown);
        }

        @Override
        public void onComplete() {
            subscriber.onComplete();
        }
    }
}
