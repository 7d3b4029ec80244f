package io.github.emotion4j.core.internal.stream;

import io.github.emotion4j.core.EmotionEstimate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Hands estimates to subscribers as they ask for them, by the rules of Reactive Streams (version
 * 1.0.4). It never blocks: who offers asks {@link #full()} before and rests meanwhile. Thread-safe.
 */
final class EstimatePublisher implements Flow.Publisher<EmotionEstimate> {
    /** How many estimates may wait for one subscriber. */
    private static final int FULL = 32;

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
        synchronized (this) {
            outlets.add(outlet);
            if (ended) {
                outlet.end(failure);
            }
        }
        outlet.wake();
    }

    void offer(EmotionEstimate estimate) {
        outlets.forEach(outlet -> outlet.offer(estimate));
    }

    boolean full() {
        return outlets.stream().anyMatch(Outlet::full);
    }

    /** Completes all subscribers after what waits for them, or with a failure. */
    void end(@Nullable Throwable cause) {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            failure = cause;
            outlets.forEach(outlet -> outlet.end(cause));
        }
        outlets.forEach(Outlet::wake);
    }

    /** One subscriber's share. */
    private final class Outlet implements Flow.Subscription {
        private final Flow.Subscriber<? super EmotionEstimate> subscriber;
        private final Deque<EmotionEstimate> waiting = new ArrayDeque<>();
        private long demand;
        private boolean greeted;
        private boolean running;
        private boolean last;
        private boolean over;
        private @Nullable Throwable cause;

        Outlet(Flow.Subscriber<? super EmotionEstimate> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public void request(long n) {
            synchronized (this) {
                if (n <= 0) {
                    waiting.clear();
                    last = true;
                    cause = new IllegalArgumentException("request(n) needs n above 0, not " + n);
                } else {
                    demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
                }
            }
            wake();
        }

        @Override
        public void cancel() {
            synchronized (this) {
                over = true;
                waiting.clear();
            }
            outlets.remove(this);
            onRoom.run();
        }

        void offer(EmotionEstimate estimate) {
            synchronized (this) {
                if (over || last) {
                    return;
                }
                waiting.add(estimate);
            }
            wake();
        }

        synchronized boolean full() {
            return !over && waiting.size() >= FULL;
        }

        synchronized void end(@Nullable Throwable with) {
            if (!last) {
                last = true;
                cause = with;
            }
        }

        /** Calls the subscriber if there is something to call it with, and nobody does so now. */
        void wake() {
            synchronized (this) {
                if (running || over || !hasNews()) {
                    return;
                }
                running = true;
            }
            try {
                executor.execute(this::run);
            } catch (RejectedExecutionException e) {
                cancel();
            }
        }

        private boolean hasNews() {
            return !greeted
                    || (demand > 0 && !waiting.isEmpty())
                    || (last && (waiting.isEmpty() || cause != null));
        }

        private void run() {
            try {
                while (call()) {
                    // All that there is for now.
                }
            } catch (RuntimeException | Error e) {
                // A subscriber that throws has broken the rules and counts as gone (rule 2.13).
                cancel();
                throw e;
            }
        }

        private boolean call() {
            EmotionEstimate next = null;
            boolean greet = false;
            synchronized (this) {
                if (over || !hasNews()) {
                    running = false;
                    return false;
                }
                if (!greeted) {
                    greeted = true;
                    greet = true;
                } else if (demand > 0 && !waiting.isEmpty() && cause == null) {
                    demand--;
                    next = waiting.removeFirst();
                } else {
                    over = true;
                }
            }
            if (greet) {
                subscriber.onSubscribe(this);
            } else if (next != null) {
                onRoom.run();
                subscriber.onNext(next);
            } else {
                outlets.remove(this);
                farewell();
            }
            return true;
        }

        private void farewell() {
            Throwable with = cause;
            if (with == null) {
                subscriber.onComplete();
            } else {
                subscriber.onError(with);
            }
        }
    }
}
