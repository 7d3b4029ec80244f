package io.github.emotion4j.core.internal.stream;

import io.github.emotion4j.core.EmotionStream;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.RecognitionListener;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.StreamOptions;
import io.github.emotion4j.core.StreamOptions.Buffer;
import io.github.emotion4j.core.internal.ModalityPipeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Who works on which pipeline of a stream, and when.
 *
 * <p>One lock guards the state, the buffers, and who is at work on which pipeline. It is held for
 * bookkeeping only: sessions, fusion, listener and executors are called without it. A pipeline is
 * worked on by one thread at a time, the pipeline's <i>worker</i>; to take the state and to close,
 * a thread claims all of them. No thread waits for the listener while it has a pipeline, and so
 * none that the listener may wait for.
 */
final class PipelineWork {
    /** A signal closes the steps it covers at once, however few numbers it has. */
    private static final long MAX_LENGTH_NANOS = TimeUnit.DAYS.toNanos(1);

    /** Two seconds of a camera, three of sound in blocks of 50 ms; a convention, not measured. */
    private static final Buffer DEFAULT_BUFFER = Buffer.block(64);

    /** Without workers: a signal waits only until its writer works on it. */
    private static final Buffer TURN = Buffer.block(1);

    /** Where a stream is in its life. */
    enum State {
        OPEN,
        FAILED,
        CLOSING,
        CLOSED
    }

    private final ResultDispatcher dispatcher;
    private final Runnable settle;
    private final @Nullable Executor workers;
    private final Map<ModalityId, Buffer> buffers;
    private final List<ModalityInput> inputs = new ArrayList<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private State state = State.OPEN;
    private volatile @Nullable Throwable failure;
    private @Nullable Thread claimant;

    /**
     * Makes an open stream without pipelines.
     *
     * @param listener takes observations and estimates
     * @param options how work is shared
     * @param settle has the steps that wait in a batch given to the dispatcher
     */
    PipelineWork(RecognitionListener listener, StreamOptions options, Runnable settle) {
        this.settle = settle;
        this.workers = options.workers().orElse(null);
        this.buffers = options.buffers();
        this.dispatcher = new ResultDispatcher(listener, options, this::roomAgain, this::fail);
    }

    /** Gives results out, without the lock. */
    ResultDispatcher dispatcher() {
        return dispatcher;
    }

    /** Takes a pipeline; called before the first signal. */
    void add(ModalityPipeline pipeline) {
        Buffer buffer =
                workers == null ? TURN : buffers.getOrDefault(pipeline.modality(), DEFAULT_BUFFER);
        inputs.add(new ModalityInput(pipeline, buffer));
    }

    /** Calls for each pipeline, in the order in which they were added. */
    void forEach(Consumer<ModalityPipeline> call) {
        inputs.forEach(input -> call.accept(input.pipeline));
    }

    void accept(Signal signal) {
        List<ModalityInput> targets =
                inputs.stream().filter(input -> input.pipeline.accepts(signal)).toList();
        try {
            take(signal, targets);
            for (ModalityInput input : targets) {
                orFailed(workers == null ? () -> workOne(input) : () -> wake(input));
            }
        } finally {
            orFailed(dispatcher::deliver);
        }
    }

    /**
     * Does what ends the stream if it throws, and then says so: what a modality or a listener
     * throws must not be taken for the refusal of a signal.
     *
     * @throws IllegalStateException if it threw an exception, which is the cause
     */
    void orFailed(Runnable part) {
        try {
            part.run();
        } catch (RuntimeException e) {
            throw failed(e);
        }
    }

    private static IllegalStateException failed(Throwable cause) {
        return new IllegalStateException(
                "The stream has failed; close it and open a new one. Cause: " + cause, cause);
    }

    /** Puts a signal into all buffers that it is for, or into none. */
    private void take(Signal signal, List<ModalityInput> targets) {
        lock.lock();
        try {
            requireOpen();
            if (targets.isEmpty()) {
                throw new IllegalArgumentException(
                        "No modality of this recogniser takes "
                                + signal
                                + "; those at work are "
                                + inputs.stream().map(e -> e.pipeline.modality()).toList());
            }
            if (signal.interval().lengthNanos() > MAX_LENGTH_NANOS) {
                throw new IllegalArgumentException(
                        signal + " is longer than a day, which no stream takes at once; cut it");
            }
            while (!ready(targets)) {
                awaitOrHelp(targets);
                requireOpen();
            }
            targets.forEach(input -> input.pipeline.check(signal));
            targets.forEach(input -> input.pipeline.admit(signal));
            targets.forEach(input -> input.add(signal));
        } finally {
            lock.unlock();
        }
    }

    private boolean ready(List<ModalityInput> targets) {
        if (claimant != null) {
            return false;
        }
        if (workers == null) {
            return !dispatcher.holdsUp()
                    && targets.stream().allMatch(e -> e.worker == null && e.waiting.isEmpty());
        }
        return targets.stream().allMatch(e -> !e.buffer.isBlocking() || !e.full());
    }

    /**
     * Waits for a change, unless what is waited for lacks a thread alone: this one then does it, so
     * that a writer may run on the only thread of the workers.
     */
    @SuppressWarnings("WaitNotInLoop") // The caller loops.
    private void awaitOrHelp(List<ModalityInput> targets) {
        boolean holdsUp = dispatcher.holdsUp();
        List<ModalityInput> idle =
                targets.stream()
                        .filter(e -> !holdsUp && e.full() && e.worker == null && claimant == null)
                        .toList();
        if (dispatcher.wantsThread() || !idle.isEmpty()) {
            lock.unlock();
            try {
                dispatcher.deliver();
                idle.forEach(this::workOne);
            } catch (RuntimeException | Error e) {
                // The stream failed because of it, which the caller sees next.
            }
            idle.forEach(this::wake);
            lock.lock();
            return;
        }
        dispatcher.rest(holdsUp ? 1 : 0);
        try {
            if (!changed.await(1, TimeUnit.SECONDS)) {
                dispatcher.requireAlive();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(
                    "Interrupted while waiting until there is room; the signal was not taken and"
                            + " may be given again",
                    e);
        } finally {
            dispatcher.rest(holdsUp ? -1 : 0);
        }
    }

    /** Sets a worker on, if there is work and none is at it. */
    private void wake(ModalityInput input) {
        Executor executor = workers;
        if (executor == null || !mayBegin(input)) {
            return;
        }
        try {
            executor.execute(() -> run(input));
        } catch (RuntimeException | Error e) {
            failAfterResults(e);
            dispatcher.deliver();
        }
    }

    private boolean mayBegin(ModalityInput input) {
        lock.lock();
        try {
            boolean may =
                    !input.scheduled
                            && input.worker == null
                            && !input.waiting.isEmpty()
                            && state == State.OPEN
                            && claimant == null
                            && !dispatcher.holdsUp();
            input.scheduled |= may;
            return may;
        } finally {
            lock.unlock();
        }
    }

    /** A task works on one signal, so that streams share the workers fairly. */
    private void run(ModalityInput input) {
        lock.lock();
        try {
            input.scheduled = false;
        } finally {
            lock.unlock();
        }
        try {
            if (!dispatcher.holdsUp()) {
                workOne(input);
            }
        } catch (RuntimeException | Error e) {
            // Told by done(), and as the cause of what accept throws next.
        }
        try {
            dispatcher.deliver();
        } catch (RuntimeException | Error e) {
            // Likewise.
        }
        wake(input);
    }

    /** Works on one signal, if there is one and no other thread is at it. */
    private boolean workOne(ModalityInput input) {
        Signal signal;
        int droppedBefore;
        lock.lock();
        try {
            boolean claimed = claimant != null && claimant != Thread.currentThread();
            if (claimed || input.worker != null || failure != null || input.waiting.isEmpty()) {
                return false;
            }
            input.worker = Thread.currentThread();
            signal = input.waiting.removeFirst();
            droppedBefore = input.droppedLately;
            input.droppedLately = 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            input.pipeline.accept(signal, droppedBefore);
        } catch (RuntimeException | Error e) {
            failAfterResults(e);
            throw e;
        } finally {
            lock.lock();
            try {
                input.worker = null;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
        return true;
    }

    /** What was taken, dropped and waits, with what the grid says of a modality. */
    Map<ModalityId, EmotionStream.Statistics.Counts> counts(ToLongFunction<ModalityId> reached) {
        Map<ModalityId, EmotionStream.Statistics.Counts> counts = new TreeMap<>();
        for (ModalityInput input : inputs) {
            ModalityId id = input.pipeline.modality();
            long reachedNanos = reached.applyAsLong(id);
            lock.lock();
            try {
                counts.put(
                        id,
                        new EmotionStream.Statistics.Counts(
                                input.accepted, input.dropped, input.waiting.size(), reachedNanos));
            } finally {
                lock.unlock();
            }
        }
        return counts;
    }

    /** Whether something went wrong. */
    boolean failed() {
        return failure != null;
    }

    /** Sets workers on wherever something waits. */
    void wakeAll() {
        inputs.forEach(this::wake);
    }

    /**
     * Takes all pipelines for this thread, once those at work have finished their signal.
     *
     * @param next {@link State#CLOSING} to close, {@link State#OPEN} to look
     * @return whether it did; not if the stream is closed, or another thread is about to close it
     */
    boolean claim(State next) {
        lock.lock();
        try {
            Thread caller = Thread.currentThread();
            if (next == State.CLOSING && (state == State.CLOSING || state == State.CLOSED)) {
                return false;
            }
            if (claimant == caller || inputs.stream().anyMatch(e -> e.worker == caller)) {
                throw new IllegalStateException(
                        "A modality or fusion at work on a stream can neither close it nor take"
                                + " its state");
            }
            if (next == State.CLOSING) {
                state = next;
                changed.signalAll();
            }
            while (claimant != null) {
                changed.awaitUninterruptibly();
            }
            if (next == State.OPEN) {
                requireOpen();
            }
            claimant = caller;
            while (inputs.stream().anyMatch(e -> e.worker != null)) {
                changed.awaitUninterruptibly();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    void unclaim(State next) {
        lock.lock();
        try {
            claimant = null;
            if (next == State.CLOSED) {
                state = next;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Works on all that waits, in the thread that has claimed the pipelines. */
    void workOff() {
        for (ModalityInput input : inputs) {
            while (workOne(input)) {
                // One after another.
            }
        }
    }

    void requireOpen() {
        lock.lock();
        try {
            if (state == State.CLOSING || state == State.CLOSED) {
                throw new IllegalStateException("The stream is closed");
            }
            if (failure != null) {
                throw failed(failure);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Fails, but the steps that were closed before have their estimates. */
    void failAfterResults(Throwable cause) {
        try {
            settle.run();
        } finally {
            fail(cause);
        }
    }

    void fail(Throwable cause) {
        lock.lock();
        try {
            if (state != State.CLOSED && failure == null) {
                failure = cause;
                state = state == State.OPEN ? State.FAILED : state;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        dispatcher.end(cause);
    }

    private void roomAgain() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        inputs.forEach(this::wake);
    }
}
