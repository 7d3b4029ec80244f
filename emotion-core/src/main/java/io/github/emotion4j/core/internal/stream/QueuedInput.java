package io.github.emotion4j.core.internal.stream;

import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.StreamOptions.Buffer;
import io.github.emotion4j.core.StreamOptions.Overflow;
import io.github.emotion4j.core.internal.ModalityPipeline;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline's signals on their way from the writer to the workers. A task works on one signal, so
 * that streams share the workers fairly, and never blocks a worker. Thread-safe.
 */
final class QueuedInput implements SignalInput {
    private final ModalityPipeline pipeline;
    private final Buffer buffer;
    private final Executor workers;
    private final BooleanSupplier resting;
    private final Consumer<Throwable> onFailure;
    private final Deque<Signal> waiting = new ArrayDeque<>();
    private long dropped;
    private int droppedLately;
    private boolean scheduled;
    private boolean working;
    private boolean taken;
    private boolean stopped;

    /**
     * Makes an empty queue.
     *
     * @param pipeline takes the signals
     * @param buffer how many may wait, and what happens to more
     * @param workers run the pipeline
     * @param resting whether no work is to be begun now; {@link #wake()} when that changes
     * @param onFailure told what the pipeline threw
     */
    QueuedInput(
            ModalityPipeline pipeline,
            Buffer buffer,
            Executor workers,
            BooleanSupplier resting,
            Consumer<Throwable> onFailure) {
        this.pipeline = pipeline;
        this.buffer = buffer;
        this.workers = workers;
        this.resting = resting;
        this.onFailure = onFailure;
    }

    @Override
    public void put(Signal signal) {
        synchronized (this) {
            if (buffer.overflow() != Overflow.BLOCK && waiting.size() >= buffer.capacity()) {
                drop();
            }
            awaitRoom();
            if (stopped) {
                throw new IllegalStateException("The stream was closed or has failed");
            }
            waiting.add(signal);
        }
        wake();
    }

    private synchronized void awaitRoom() {
        try {
            while (waiting.size() >= buffer.capacity() && !stopped) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(
                    "Interrupted while waiting for room in " + pipeline.modality() + "'s buffer",
                    e);
        }
    }

    private void drop() {
        int more = buffer.overflow() == Overflow.LATEST ? waiting.size() : 1;
        for (int i = 0; i < more; i++) {
            waiting.removeFirst();
        }
        dropped += more;
        droppedLately += more;
    }

    /** Sets a worker on, if there is work and none is at it. */
    @Override
    public void wake() {
        synchronized (this) {
            if (scheduled || working || taken || stopped || waiting.isEmpty()) {
                return;
            }
            if (resting.getAsBoolean()) {
                return;
            }
            scheduled = true;
        }
        try {
            workers.execute(this::run);
        } catch (RejectedExecutionException e) {
            onFailure.accept(e);
        }
    }

    private void run() {
        synchronized (this) {
            scheduled = false;
            if (working || taken || stopped || resting.getAsBoolean()) {
                return;
            }
            working = true;
        }
        try {
            workOne();
        } catch (RuntimeException | Error e) {
            onFailure.accept(e);
        } finally {
            synchronized (this) {
                working = false;
                notifyAll();
            }
        }
        wake();
    }

    private boolean workOne() {
        @Nullable Signal signal;
        int before;
        synchronized (this) {
            signal = waiting.poll();
            before = droppedLately;
            droppedLately = 0;
            notifyAll();
        }
        if (signal != null) {
            pipeline.accept(signal, before);
        }
        return signal != null;
    }

    @Override
    public void workOff() {
        synchronized (this) {
            taken = true;
            boolean interrupted = false;
            while (working) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        try {
            while (workOne()) {
                // One after another.
            }
        } finally {
            synchronized (this) {
                taken = false;
            }
        }
        wake();
    }

    @Override
    public synchronized void stop() {
        stopped = true;
        notifyAll();
    }

    @Override
    public synchronized long dropped() {
        return dropped;
    }

    @Override
    public synchronized int waiting() {
        return waiting.size();
    }
}
