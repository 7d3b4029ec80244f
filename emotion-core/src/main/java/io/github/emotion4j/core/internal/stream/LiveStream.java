package io.github.emotion4j.core.internal.stream;

import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.EmotionStream;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.RecognitionListener;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.StepBatch;
import io.github.emotion4j.core.StreamOptions;
import io.github.emotion4j.core.StreamOptions.Buffer;
import io.github.emotion4j.core.StreamOptions.Overflow;
import io.github.emotion4j.core.internal.DecidingFusion;
import io.github.emotion4j.core.internal.ModalityPipeline;
import io.github.emotion4j.core.internal.Resources;
import io.github.emotion4j.core.internal.StepGrid;
import io.github.emotion4j.core.internal.WaitingSteps;
import io.github.emotion4j.core.internal.format.StreamState;
import io.github.emotion4j.core.spi.ModalityModel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A stream over one pipeline a modality.
 *
 * <p>One lock guards the state, the buffers, and who is at work on which pipeline. It is held for
 * bookkeeping only: sessions, fusion, listener and executors are called without it. A pipeline is
 * worked on by one thread at a time, the pipeline's <i>worker</i>; to take the state and to close,
 * a thread claims all of them. No thread waits for the listener while it has a pipeline, and so
 * none that the listener may wait for.
 */
public final class LiveStream implements EmotionStream {
    /** Longer pauses need a new stream ({@link io.github.emotion4j.core.EmotionStream}). */
    private static final long MAX_LEAP_NANOS = TimeUnit.MINUTES.toNanos(10);

    /** A signal closes the steps it covers at once, however few numbers it has. */
    private static final long MAX_LENGTH_NANOS = TimeUnit.DAYS.toNanos(1);

    private static final Buffer DEFAULT_BUFFER = Buffer.block(64);

    /** Without workers: a signal waits only until its writer works on it. */
    private static final Buffer TURN = Buffer.block(1);

    private enum State {
        OPEN,
        FAILED,
        CLOSING,
        CLOSED
    }

    private final StepGrid grid;
    private final ResultDispatcher dispatcher;
    private final @Nullable Executor workers;
    private final List<Entry> entries = new ArrayList<>();
    private final Consumer<LiveStream> onClosed;
    private final Resources resources = new Resources();
    private final AtomicLong furthest = new AtomicLong();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private State state = State.OPEN;
    private volatile @Nullable Throwable failure;
    private @Nullable Thread claimant;

    /** The input of one modality; guarded by the lock. */
    private static final class Entry {
        final ModalityPipeline pipeline;
        final Buffer buffer;
        final Deque<Signal> waiting = new ArrayDeque<>();
        long accepted;
        long dropped;
        int droppedLately;
        boolean scheduled;
        @Nullable Thread worker;

        Entry(ModalityPipeline pipeline, Buffer buffer) {
            this.pipeline = pipeline;
            this.buffer = buffer;
        }

        boolean full() {
            return waiting.size() >= buffer.capacity();
        }

        void add(Signal signal) {
            int more = buffer.overflow() == Overflow.LATEST ? waiting.size() : 1;
            for (int i = 0; i < more && full(); i++) {
                waiting.removeFirst();
                dropped++;
                droppedLately++;
            }
            accepted++;
            waiting.add(signal);
        }
    }

    /**
     * Opens a stream; nothing stays open if it cannot.
     *
     * @param models the modalities
     * @param stepNanos the time between estimates
     * @param fusion makes one estimate of a step's evidence
     * @param listener takes observations and estimates
     * @param options how work is shared
     * @param onClosed called once, when the stream uses the models no more
     */
    public LiveStream(
            Map<ModalityId, ModalityModel> models,
            long stepNanos,
            DecidingFusion fusion,
            RecognitionListener listener,
            StreamOptions options,
            Consumer<LiveStream> onClosed) {
        if (!models.keySet().containsAll(options.buffers().keySet())) {
            throw new IllegalArgumentException(
                    String.format(
                            "There are buffers for %s, but the recogniser has %s only",
                            options.buffers().keySet(), models.keySet()));
        }
        this.onClosed = onClosed;
        this.workers = options.workers().orElse(null);
        this.dispatcher = new ResultDispatcher(listener, options, this::roomAgain, this::fail);
        Map<ModalityId, Long> holds = new TreeMap<>();
        models.forEach((id, model) -> holds.put(id, model.holdFor().toNanos()));
        this.grid =
                new StepGrid(
                        stepNanos,
                        options.maxWait().toNanos(),
                        holds,
                        options.batch()
                                .map(batch -> waiting(fusion, batch))
                                .orElseGet(fusion::openSession),
                        dispatcher);
        resources.add(grid);
        try {
            models.forEach(
                    (id, model) ->
                            entries.add(
                                    new Entry(
                                            resources.add(
                                                    new ModalityPipeline(
                                                            id,
                                                            model,
                                                            grid,
                                                            furthest,
                                                            MAX_LEAP_NANOS)),
                                            buffer(id, options))));
        } catch (RuntimeException | Error e) {
            resources.closeAfter(e);
            throw e;
        }
    }

    private DecidingFusion.Session waiting(DecidingFusion fusion, StepBatch batch) {
        if (!(batch instanceof WaitingSteps steps)) {
            throw new IllegalArgumentException("A batch is made by StepBatch.open()");
        }
        return fusion.openSession(steps, dispatcher::deliver, this::fail);
    }

    private Buffer buffer(ModalityId modality, StreamOptions options) {
        return workers == null ? TURN : options.buffers().getOrDefault(modality, DEFAULT_BUFFER);
    }

    /**
     * Goes on from a state; called before the first signal.
     *
     * @throws InputException if the stream cannot
     */
    public void restore(StreamState from) {
        grid.restore(from.grid());
        furthest.set(from.grid().furthestNanos());
        entries.forEach(entry -> entry.pipeline.restore(from.modality(entry.pipeline.modality())));
    }

    @Override
    public void accept(Signal signal) {
        List<Entry> targets =
                entries.stream().filter(entry -> entry.pipeline.accepts(signal)).toList();
        try {
            take(signal, targets);
            for (Entry entry : targets) {
                if (workers == null) {
                    workOne(entry);
                } else {
                    wake(entry);
                }
            }
        } finally {
            dispatcher.deliver();
        }
    }

    /** Puts a signal into all buffers that it is for, or into none. */
    private void take(Signal signal, List<Entry> targets) {
        lock.lock();
        try {
            requireOpen();
            if (targets.isEmpty()) {
                throw new IllegalArgumentException(
                        "No modality of this recogniser takes "
                                + signal
                                + "; those at work are "
                                + entries.stream().map(e -> e.pipeline.modality()).toList());
            }
            if (signal.interval().lengthNanos() > MAX_LENGTH_NANOS) {
                throw new IllegalArgumentException(
                        signal + " is longer than a day, which no stream takes at once; cut it");
            }
            while (!ready(targets)) {
                awaitOrHelp(targets);
                requireOpen();
            }
            targets.forEach(entry -> entry.pipeline.check(signal));
            targets.forEach(entry -> entry.pipeline.admit(signal));
            targets.forEach(entry -> entry.add(signal));
        } finally {
            lock.unlock();
        }
    }

    private boolean ready(List<Entry> targets) {
        if (claimant != null) {
            return false;
        }
        if (workers == null) {
            return !dispatcher.holdsUp()
                    && targets.stream().allMatch(e -> e.worker == null && e.waiting.isEmpty());
        }
        return targets.stream().allMatch(e -> e.buffer.overflow() != Overflow.BLOCK || !e.full());
    }

    /**
     * Waits for a change, unless what is waited for lacks a thread alone: this one then does it, so
     * that a writer may run on the only thread of the workers.
     */
    @SuppressWarnings("WaitNotInLoop") // The caller loops.
    private void awaitOrHelp(List<Entry> targets) {
        boolean holdsUp = dispatcher.holdsUp();
        List<Entry> idle =
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
    private void wake(Entry entry) {
        Executor executor = workers;
        if (executor == null || !mayBegin(entry)) {
            return;
        }
        try {
            executor.execute(() -> run(entry));
        } catch (RuntimeException | Error e) {
            fail(e);
            dispatcher.deliver();
        }
    }

    private boolean mayBegin(Entry entry) {
        lock.lock();
        try {
            boolean may =
                    !entry.scheduled
                            && entry.worker == null
                            && !entry.waiting.isEmpty()
                            && state == State.OPEN
                            && claimant == null
                            && !dispatcher.holdsUp();
            entry.scheduled |= may;
            return may;
        } finally {
            lock.unlock();
        }
    }

    /** A task works on one signal, so that streams share the workers fairly. */
    private void run(Entry entry) {
        lock.lock();
        try {
            entry.scheduled = false;
        } finally {
            lock.unlock();
        }
        try {
            if (!dispatcher.holdsUp()) {
                workOne(entry);
            }
        } catch (RuntimeException | Error e) {
            // Told by done(), and as the cause of what accept throws next.
        }
        try {
            dispatcher.deliver();
        } catch (RuntimeException | Error e) {
            // Likewise.
        }
        wake(entry);
    }

    /** Works on one signal, if there is one and no other thread is at it. */
    private boolean workOne(Entry entry) {
        Signal signal;
        int droppedBefore;
        lock.lock();
        try {
            boolean claimed = claimant != null && claimant != Thread.currentThread();
            if (claimed || entry.worker != null || failure != null || entry.waiting.isEmpty()) {
                return false;
            }
            entry.worker = Thread.currentThread();
            signal = entry.waiting.removeFirst();
            droppedBefore = entry.droppedLately;
            entry.droppedLately = 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            entry.pipeline.accept(signal, droppedBefore);
        } catch (RuntimeException | Error e) {
            fail(e);
            throw e;
        } finally {
            lock.lock();
            try {
                entry.worker = null;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
        return true;
    }

    @Override
    public Flow.Publisher<EmotionEstimate> estimates() {
        return dispatcher.publisher();
    }

    @Override
    public EmotionStream.Statistics statistics() {
        Map<ModalityId, EmotionStream.Statistics.Counts> counts = new TreeMap<>();
        for (Entry entry : entries) {
            ModalityId id = entry.pipeline.modality();
            long reachedNanos = grid.reachedNanos(id);
            lock.lock();
            try {
                counts.put(
                        id,
                        new EmotionStream.Statistics.Counts(
                                entry.accepted, entry.dropped, entry.waiting.size(), reachedNanos));
            } finally {
                lock.unlock();
            }
        }
        return new EmotionStream.Statistics(grid.closedSteps(), counts);
    }

    @Override
    public CompletionStage<Void> done() {
        return dispatcher.done().minimalCompletionStage();
    }

    @Override
    public byte[] state() {
        byte[] bytes;
        claim(State.OPEN);
        try {
            workOff();
            requireOpen();
            Map<ModalityId, StreamState.ModalityState> modalities = new TreeMap<>();
            entries.forEach(e -> modalities.put(e.pipeline.modality(), e.pipeline.state()));
            bytes = new StreamState(grid.state(), modalities).toBytes();
        } finally {
            unclaim(State.OPEN);
        }
        entries.forEach(this::wake);
        dispatcher.deliver();
        return bytes;
    }

    @Override
    public void close() {
        try {
            if (claim(State.CLOSING)) {
                finish();
            }
        } finally {
            dispatcher.deliver();
            dispatcher.awaitLast();
        }
    }

    private void finish() {
        try (resources) {
            workOff();
            if (failure == null) {
                entries.forEach(entry -> entry.pipeline.finish());
                grid.finish();
            }
        } catch (RuntimeException | Error e) {
            fail(e);
            throw e;
        } finally {
            dispatcher.end(null);
            unclaim(State.CLOSED);
            onClosed.accept(this);
        }
    }

    /** Frees the stream without giving out a step. */
    public void abandon(Throwable cause) {
        fail(cause);
        close();
    }

    /**
     * Takes all pipelines for this thread, once those at work have finished their signal.
     *
     * @param next {@link State#CLOSING} to close, {@link State#OPEN} to look
     * @return whether it did; not if the stream is closed, or another thread is about to close it
     */
    private boolean claim(State next) {
        lock.lock();
        try {
            Thread caller = Thread.currentThread();
            if (next == State.CLOSING && (state == State.CLOSING || state == State.CLOSED)) {
                return false;
            }
            if (claimant == caller || entries.stream().anyMatch(e -> e.worker == caller)) {
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
            while (entries.stream().anyMatch(e -> e.worker != null)) {
                changed.awaitUninterruptibly();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void unclaim(State next) {
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
    private void workOff() {
        for (Entry entry : entries) {
            while (workOne(entry)) {
                // One after another.
            }
        }
    }

    private void requireOpen() {
        lock.lock();
        try {
            if (state == State.CLOSING || state == State.CLOSED) {
                throw new IllegalStateException("The stream is closed");
            }
            if (failure != null) {
                throw new IllegalStateException(
                        "The stream has failed; close it and open a new one", failure);
            }
        } finally {
            lock.unlock();
        }
    }

    private void fail(Throwable cause) {
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
        entries.forEach(this::wake);
    }
}
