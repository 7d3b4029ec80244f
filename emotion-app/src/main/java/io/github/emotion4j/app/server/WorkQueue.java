package io.github.emotion4j.app.server;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Computes so many requests at once and lets so many wait; more are refused before their bodies are
 * read, and so are bodies that would not fit into memory together.
 */
final class WorkQueue implements AutoCloseable {
    /** Memory is counted in pieces, since a semaphore counts to two milliards. */
    private static final int PIECE_BYTES = 1 << 16;

    private final ExecutorService threads;
    private final Duration timeout;
    private final int places;
    private final Semaphore free;
    private final Semaphore memory;

    /**
     * Starts the threads.
     *
     * @param bodyBytes how much all bodies together may hold
     */
    WorkQueue(int parallel, int queue, Duration timeout, long bodyBytes) {
        this.timeout = timeout;
        places = parallel + queue;
        free = new Semaphore(places);
        memory = new Semaphore(pieces(bodyBytes));
        threads =
                Executors.newFixedThreadPool(
                        parallel,
                        work -> {
                            Thread thread = new Thread(work, "emotion4j-request");
                            thread.setDaemon(true);
                            return thread;
                        });
    }

    private static int pieces(long bytes) {
        return (int) Math.min(Integer.MAX_VALUE, (bytes + PIECE_BYTES - 1) / PIECE_BYTES);
    }

    /** No room for a further request. */
    static final class FullException extends RuntimeException {
        FullException(String message) {
            super(message);
        }
    }

    int taken() {
        return places - free.availablePermits();
    }

    /** A place in the queue, with memory for a body. */
    final class Place implements AutoCloseable {
        private final int pieces;
        private final long entered = System.nanoTime();
        private final AtomicBoolean left = new AtomicBoolean();

        private Place(int pieces) {
            this.pieces = pieces;
        }

        /**
         * Computes something when it is its turn. Once it has begun, the place is given back when
         * it ends and no earlier: who waits for it may go, and it still uses thread and memory.
         *
         * @throws TimeoutException if it takes too long since the place was taken; the thread is
         *     interrupted
         */
        <T> T compute(Callable<T> work) throws Exception {
            Future<T> future =
                    threads.submit(
                            () -> {
                                if (!left.compareAndSet(false, true)) {
                                    throw new CancellationException("Nobody waits for it");
                                }
                                try {
                                    return work.call();
                                } finally {
                                    giveBack();
                                }
                            });
            try {
                long left = timeout.toNanos() - (System.nanoTime() - entered);
                return future.get(left, TimeUnit.NANOSECONDS);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof Exception cause) {
                    throw cause;
                }
                throw e;
            } finally {
                future.cancel(true);
            }
        }

        private void giveBack() {
            memory.release(pieces);
            free.release();
        }

        /** Gives the place back, unless there is work that has begun and does so at its end. */
        @Override
        public void close() {
            if (left.compareAndSet(false, true)) {
                giveBack();
            }
        }
    }

    /**
     * Takes a place.
     *
     * @param bodyBytes how large the body is, or at most
     * @throws FullException if there is none
     */
    Place enter(long bodyBytes) {
        if (!free.tryAcquire()) {
            throw new FullException(places + " requests are at work; send it again later");
        }
        int pieces = pieces(bodyBytes);
        if (!memory.tryAcquire(pieces)) {
            free.release();
            throw new FullException(
                    "the bodies of other requests fill the memory; send it again later");
        }
        return new Place(pieces);
    }

    /** Lets what runs come to its end. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
