package io.github.emotion4j.core.internal.stream;

import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.EmotionStream;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.RecognitionListener;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.StreamOptions;
import io.github.emotion4j.core.StreamOptions.Buffer;
import io.github.emotion4j.core.StreamStatistics;
import io.github.emotion4j.core.internal.Lane;
import io.github.emotion4j.core.internal.StepGrid;
import io.github.emotion4j.core.internal.format.StreamState;
import io.github.emotion4j.core.spi.Channel;
import io.github.emotion4j.core.spi.FusionSession;
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
 * A stream over one lane a modality; each lane is written to under its own lock, by its writer or,
 * through a queue, by the workers. Locks are taken in the order lane, grid.
 */
public final class LiveStream implements EmotionStream {
    private static final long MAX_LEAP_NANOS = 600_000_000_000L;
    private static final Buffer DEFAULT_BUFFER = Buffer.block(64);

    private final StepGrid grid;
    private final Outbox outbox;
    private final List<Entry> entries = new ArrayList<>();
    private final Runnable requireOpen;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final Object room = new Object();

    /** One modality's way in. */
    private record Entry(Lane lane, Intake intake, AtomicLong accepted) {}

    /**
     * Opens a stream.
     *
     * @param channels the modalities
     * @param stepNanos the time between estimates
     * @param fusion makes one estimate of a step's evidence; closed with the stream
     * @param listener takes observations and estimates
     * @param options how work is shared
     * @param requireOpen throws if the recogniser is closed
     */
    public LiveStream(
            Map<ModalityId, Channel> channels,
            long stepNanos,
            FusionSession fusion,
            RecognitionListener listener,
            StreamOptions options,
            Runnable requireOpen) {
        if (!channels.keySet().containsAll(options.buffers().keySet())) {
            throw new IllegalArgumentException(
                    String.format(
                            "There are buffers for %s, but the recogniser has %s only",
                            options.buffers().keySet(), channels.keySet()));
        }
        this.requireOpen = requireOpen;
        this.outbox =
                new Outbox(
                        listener,
                        options.callbacks().or(options::workers),
                        this::roomAgain,
                        this::fail);
        Map<ModalityId, Long> holds = new TreeMap<>();
        channels.forEach((id, channel) -> holds.put(id, channel.holdFor().toNanos()));
        this.grid = new StepGrid(stepNanos, options.maxWait().toNanos(), holds, fusion, outbox);
        AtomicLong furthest = new AtomicLong();
        channels.forEach(
                (id, channel) -> {
                    Lane lane = new Lane(id, channel, grid, furthest, MAX_LEAP_NANOS);
                    Buffer buffer = options.buffers().getOrDefault(id, DEFAULT_BUFFER);
                    entries.add(new Entry(lane, intake(lane, buffer, options), new AtomicLong()));
                });
    }

    private Intake intake(Lane lane, Buffer buffer, StreamOptions options) {
        if (options.workers().isEmpty()) {
            return new DirectIntake(lane, this::awaitRoom);
        }
        Executor workers = options.workers().get();
        return new QueuedIntake(lane, buffer, workers, outbox::full, this::fail);
    }

    /** Goes on from a state; called before the first signal. */
    public void restore(byte[] bytes) {
        StreamState state = StreamState.of(bytes);
        grid.restore(state.grid());
        entries.forEach(
                entry -> {
                    StreamState.Channel channel = state.modalities().get(entry.lane.modality());
                    if (channel != null) {
                        entry.lane.restore(channel);
                    }
                });
    }

    @Override
    public void accept(Signal signal) {
        requireUsable();
        boolean taken = false;
        for (Entry entry : entries) {
            if (entry.lane.accepts(signal)) {
                entry.lane.admit(signal);
                entry.accepted.incrementAndGet();
                entry.intake.put(signal);
                taken = true;
            }
        }
        if (!taken) {
            throw new IllegalArgumentException(
                    "No modality of this recogniser takes "
                            + signal
                            + "; those at work are "
                            + entries.stream().map(entry -> entry.lane.modality()).toList());
        }
    }

    @Override
    public Flow.Publisher<EmotionEstimate> estimates() {
        return outbox.publisher();
    }

    @Override
    public StreamStatistics statistics() {
        Map<ModalityId, StreamStatistics.Counts> counts = new TreeMap<>();
        for (Entry entry : entries) {
            ModalityId id = entry.lane.modality();
            counts.put(
                    id,
                    new StreamStatistics.Counts(
                            entry.accepted.get(),
                            entry.intake.dropped(),
                            entry.intake.waiting(),
                            grid.reachedNanos(id)));
        }
        return new StreamStatistics(grid.closedSteps(), counts);
    }

    @Override
    public CompletionStage<Void> done() {
        return outbox.done().minimalCompletionStage();
    }

    @Override
    public byte[] state() {
        requireUsable();
        if (Thread.holdsLock(grid)) {
            throw new IllegalStateException(
                    "The state cannot be taken from within the listener; take it after the call");
        }
        entries.forEach(entry -> entry.intake.workOff());
        requireUsable();
        return stateWithLanesHeld(0).toBytes();
    }

    private StreamState stateWithLanesHeld(int first) {
        if (first < entries.size()) {
            synchronized (entries.get(first).lane) {
                return stateWithLanesHeld(first + 1);
            }
        }
        Map<ModalityId, StreamState.Channel> modalities = new TreeMap<>();
        entries.forEach(entry -> modalities.put(entry.lane.modality(), entry.lane.state()));
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
                entries.forEach(entry -> entry.intake.workOff());
            }
            entries.forEach(entry -> entry.intake.stop());
            if (failure.get() == null) {
                entries.forEach(entry -> entry.lane.finish());
                grid.finish();
            }
        } catch (RuntimeException | Error e) {
            fail(e);
            throw e;
        } finally {
            entries.forEach(entry -> entry.lane.close());
            grid.close();
            outbox.end();
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
            entries.forEach(entry -> entry.intake.stop());
            outbox.fail(cause);
            roomAgain();
        }
    }

    private void roomAgain() {
        entries.forEach(entry -> entry.intake.wake());
        synchronized (room) {
            room.notifyAll();
        }
    }

    private void awaitRoom() {
        synchronized (room) {
            while (outbox.full() && !closed.get() && failure.get() == null) {
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
