package io.github.emotion4j.core.internal.stream;

import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.EmotionStream;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.RecognitionListener;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.StepBatch;
import io.github.emotion4j.core.StreamOptions;
import io.github.emotion4j.core.internal.DecidingFusion;
import io.github.emotion4j.core.internal.ModalityPipeline;
import io.github.emotion4j.core.internal.StepGrid;
import io.github.emotion4j.core.internal.WaitingSteps;
import io.github.emotion4j.core.internal.io.Resources;
import io.github.emotion4j.core.internal.state.StreamState;
import io.github.emotion4j.core.internal.stream.PipelineWork.State;
import io.github.emotion4j.core.spi.ModalityModel;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A stream: one pipeline a modality, whose observations a grid joins to steps. Which thread works
 * on which pipeline is the matter of {@link PipelineWork}.
 */
public final class LiveStream implements EmotionStream {
    /** Longer pauses need a new stream ({@link io.github.emotion4j.core.EmotionStream}). */
    private static final long MAX_LEAP_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final PipelineWork work;
    private final ResultDispatcher dispatcher;
    private final StepGrid grid;
    private final Consumer<LiveStream> onClosed;
    private final Resources resources = new Resources();
    private final AtomicLong furthest = new AtomicLong();

    /**
     * Opens a stream; nothing stays open if it cannot.
     *
     * @param models the modalities
     * @param holds for each modality, how many nanoseconds an observation stands
     * @param stepNanos the time between estimates
     * @param fusion makes one estimate of a step's evidence
     * @param listener takes observations and estimates
     * @param options how work is shared
     * @param onClosed called once, when the stream uses the models no more
     */
    public LiveStream(
            Map<ModalityId, ModalityModel> models,
            Map<ModalityId, Long> holds,
            long stepNanos,
            DecidingFusion fusion,
            RecognitionListener listener,
            StreamOptions options,
            Consumer<LiveStream> onClosed) {
        if (!models.keySet().containsAll(options.buffers().keySet())) {
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT,
                            "There are buffers for %s, but the recogniser has %s only",
                            options.buffers().keySet(),
                            models.keySet()));
        }
        this.onClosed = onClosed;
        this.work = new PipelineWork(listener, options, this::settle);
        this.dispatcher = work.dispatcher();
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
                            work.add(
                                    resources.add(
                                            new ModalityPipeline(
                                                    id, model, grid, furthest, MAX_LEAP_NANOS))));
        } catch (RuntimeException | Error e) {
            resources.closeAfter(e);
            throw e;
        }
    }

    private void settle() {
        grid.settle();
    }

    private DecidingFusion.Session waiting(DecidingFusion fusion, StepBatch batch) {
        if (!(batch instanceof WaitingSteps steps)) {
            throw new IllegalArgumentException("A batch is made by StepBatch.create()");
        }
        return fusion.openSession(steps, dispatcher::deliver, work::fail);
    }

    /**
     * Goes on from a state; called before the first signal.
     *
     * @throws InputException if the stream cannot
     */
    public void restore(StreamState from) {
        grid.restore(from.grid());
        furthest.set(from.grid().furthestNanos());
        work.forEach(pipeline -> pipeline.restore(from.modality(pipeline.modality())));
    }

    @Override
    public void accept(Signal signal) {
        work.accept(signal);
    }

    @Override
    public Flow.Publisher<EmotionEstimate> estimates() {
        return dispatcher.publisher();
    }

    @Override
    public EmotionStream.Statistics statistics() {
        Map<ModalityId, EmotionStream.Statistics.Counts> counts = work.counts(grid::reachedNanos);
        return new EmotionStream.Statistics(dispatcher.estimates(), counts);
    }

    @Override
    public CompletionStage<Void> done() {
        return dispatcher.done().minimalCompletionStage();
    }

    @Override
    public byte[] toBytes() {
        work.claim(State.OPEN);
        try {
            work.orFailed(work::workOff);
            work.requireOpen();
            Map<ModalityId, StreamState.ModalityState> modalities = new TreeMap<>();
            work.forEach(pipeline -> modalities.put(pipeline.modality(), pipeline.state()));
            byte[] bytes = new StreamState(grid.state(), modalities).toBytes();
            // Joining the steps that waited in a batch may have failed.
            work.requireOpen();
            return bytes;
        } finally {
            work.unclaim(State.OPEN);
            work.wakeAll();
            work.orFailed(dispatcher::deliver);
        }
    }

    @Override
    public void close() {
        try {
            if (work.claim(State.CLOSING)) {
                finish();
            }
        } finally {
            dispatcher.deliver();
            dispatcher.awaitLast();
        }
    }

    private void finish() {
        try (resources) {
            finishPipelines();
        } catch (RuntimeException | Error e) {
            work.fail(e);
            throw e;
        } finally {
            dispatcher.end(null);
            work.unclaim(State.CLOSED);
            onClosed.accept(this);
        }
    }

    /** The grid is still open where this fails, so that no step that waits in a batch is lost. */
    private void finishPipelines() {
        try {
            work.workOff();
            if (!work.failed()) {
                work.forEach(ModalityPipeline::finish);
                grid.finish();
            }
        } catch (RuntimeException | Error e) {
            work.failAfterResults(e);
            throw e;
        }
    }

    /** Frees the stream without giving out a step. */
    public void abandon(Throwable cause) {
        work.fail(cause);
        close();
    }
}
