package io.github.emotion4j.core.internal.stream;

import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.EmotionStream;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.RecognitionListener;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.StreamOptions;
import io.github.emotion4j.core.StreamOptions.Buffer;
import io.github.emotion4j.core.StreamStatistics;
import io.github.emotion4j.core.internal.DecidingFusion;
import io.github.emotion4j.core.internal.ModalityPipeline;
import io.github.emotion4j.core.internal.StepGrid;
import io.github.emotion4j.core.internal.format.StreamState;
import io.github.emotion4j.core.spi.ModalityModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A stream over one pipeline a modality; each pipeline is written to under its own lock, by its
 * writer or, through a queue, by the workers. Locks are taken in the order pipeline, grid.
 */
public final class LiveStream implements EmotionStream {
    private static final long MAX_LEAP_NANOS = 600_000_000_000L;
    private static final Buffer DEFAULT_BUFFER = Buffer.block(64);

    private final StepGrid grid;
    private final ResultDispatcher dispatcher;
    private final List<Entry> entries = new ArrayList<>();
    private final Runnable requireOpen;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final Object room = new Object();

    /** One modality's way in. */
    private record Entry(ModalityPipeline pipeline, SignalInput input, AtomicLong accepted) {}

    /**
     * Opens a stream.
     *
     * @param models the modalities
     * @param stepNanos the time between estimates
     * @param fusion makes one estimate of a step's evidence; closed with the stream
     * @param listener takes observations and estimates
     * @param options how work is shared
     * @param requireOpen throws if the recogniser is closed
     */
    public LiveStream(
            Map<ModalityId, ModalityModel> models,
            long stepNanos,
            DecidingFusion.Session fusion,
            RecognitionListener listener,
            StreamOptions options,
            Runnable requireOpen) {
        if (!models.keySet().containsAll(options.buffers().keySet())) {
            throw new IllegalArgumentException(
                    String.format(
                            "There are buffers for %s, but the recogniser has %s only",
                            options.buffers().keySet(), models.keySet()));
        }
        this.requireOpen = requireOpen;
        this.dispatcher =
                new ResultDispatcher(
                        listener,
                        options.callbacks().or(options::workers),
                        this::roomAgain,
                        this::fail);
        Map<ModalityId, Long> holds = new TreeMap<>();
        models.forEach((id, model) -> holds.put(id, model.holdFor().toNanos()));
        this.grid = new StepGrid(stepNanos, options.maxWait().toNanos(), holds, fusion, dispatcher);
        AtomicLong furthest = new AtomicLong();
        models.forEach(
                (id, model) -> {
                    ModalityPipeline pipeline =
                            new ModalityPipeline(id, model, grid, furthest, MAX_LEAP_NANOS);
                    Buffer buffer = options.buffers().getOrDefault(id, DEFAULT_BUFFER);
                    entries.add(
                            new Entry(
                                    pipeline, input(pipeline, buffer, options), new AtomicLong()));
                });
    }

    private SignalInput input(ModalityPipeline pipeline, Buffer buffer, StreamOptions options) {
        if (options.workers().isEmpty()) {
            return new DirectInput(pipeline, this::awaitRoom);
        }
        Executor workers = options.workers().get();
        return new QueuedInput(pipeline, buffer, workers, dispatcher::full, this::fail);
    }

    /** Goes on from a state; called before the first signal. */
    public void restore(byte[] bytes) {
        StreamState state = StreamState.of(bytes);
        grid.restore(state.grid());
        entries.forEach(
                entry -> {
                    StreamState.ModalityState model =
                            state.modalities().get(entry.pipeline.modality());
                    if (model != null) {
                        entry.pipeline.restore(model);
                    }
                });
    }

    @Override
    public void accept(Signal signal) {
        requireUsable();
        boolean taken = false;
        for (Entry entry : entries) {
            if (entry.pipeline.accepts(signal)) {
                entry.pipeline.admit(signal);
                entry.accepted.incrementAndGet();
                entry.input.put(signal);
                taken = true;
            }
        }
        if (!taken) {
            throw new IllegalArgumentException(
                    "No modality of this recogniser takes "
                            + signal
                            + "; those at work are "
                            + entries.stream().map(entry -> entry.pipeline.modality()).toList());
        }
    }

    @Override
    public Flow.Publisher<EmotionEstimate> estimates() {
        return dispatcher.publisher();
    }

    @Override
    public StreamStatistics statistics() {
        Map<ModalityId, StreamStatistics.Counts> counts = new TreeMap<>();
        for (Entry entry : entries) {
            ModalityId id = entry.pipeline.modality();
            counts.put(
                    id,
                    new StreamStatistics.Counts(
                            entry.accepted.get(),
                            entry.input.dropped(),
                            entry.input.waiting(),
                            grid.reachedNanos(id)));
        }
        return new StreamStatistics(grid.closedSteps(), counts);
    }

    @Override
    public CompletionStage<Void> done() {
        return dispatcher.done().minimalCompletionStage();
    }

    @Override
    public byte[] state() {
        requireUsable();
        if (Thread.holdsLock(grid)) {
            throw new IllegalStateException(
                    "The state cannot be taken from within the listener; take it after the call");
        }
        entries.forEach(entry -> entry.input.workOff());
        requireUsable();
        return stateWithLanesHeld(0).toBytes();
    }

    private StreamState stateWithLanesHeld(int first) {
        if (first < entries.size()) {
            synchronized (entries.get(first).pipeline) {
                return stateWithLanesHeld(first + 1);
            }
        }
        Map<ModalityId, StreamState.ModalityState> modalities = new TreeMap<>();
        entries.forEach(entry -> modalities.put(entry.pipeline.modality(), entry.pipeline.state()));
        return new StreamState(grid.state(), modalities);
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        roomAgain();
        try {
            if (failure.get() == null) {
                entries.forEach(entry -> entry.input.workOff());
            }
            entries.forEach(entry -> entry.input.stop());
            if (failure.get() == null) {
                entries.forEach(entry -> entry.pipeline.finish());
                grid.finish();
            }
        } catch (RuntimeException | Error e) {
            fail(e);
            throw e;
        } finally {
            entries.forEach(entry -> entry.pipeline.close());
            grid.close();
            dispatcher.end();
        }
    }

    /** Frees the stream without giving out a step. */
    public void abandon() {
        fail(new IllegalStateException("The stream was never opened"));
        close();
    }

    private void requireUsable() {
        if (closed.get()) {
            throw new IllegalStateException("The stream is closed");
        }
        Throwable cause = failure.get();
        if (cause != null) {
            throw new IllegalStateException(
                    "The stream has failed; close it and open a new one", cause);
        }
        requireOpen.run();
    }

    private void fail(Throwable cause) {
        if (failure.compareAndSet(null, cause)) {
            entries.forEach(entry -> entry.input.stop());
            dispatcher.fail(cause);
            roomAgain();
        }
    }

    private void roomAgain() {
        entries.forEach(entry -> entry.input.wake());
        synchronized (room) {
            room.notifyAll();
        }
    }

    private void awaitRoom() {
        synchronized (room) {
            while (dispatcher.full() && !closed.get() && failure.get() == null) {
                try {
                    room.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException(
                            "Interrupted while waiting for the receivers of estimates", e);
                }
            }
        }
    }
}
