package io.github.emotion4j.core.internal;

import io.github.emotion4j.core.EmotionStream;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.RecognitionListener;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.spi.Channel;
import io.github.emotion4j.core.spi.FusionSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** A stream over one lane a modality; each lane is written to under its own lock. */
public final class LiveStream implements EmotionStream {
    private static final long MAX_WAIT_NANOS = 1_000_000_000L;

    private final StepGrid grid;
    private final List<Lane> lanes = new ArrayList<>();
    private final Runnable requireOpen;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * Opens a stream.
     *
     * @param channels the modalities
     * @param stepNanos the time between estimates
     * @param holdNanos for each modality, how long an observation stands
     * @param fusion makes one estimate of a step's evidence; closed with the stream
     * @param listener takes observations and estimates
     * @param requireOpen throws if the recogniser is closed
     */
    public LiveStream(
            Map<ModalityId, Channel> channels,
            long stepNanos,
            Map<ModalityId, Long> holdNanos,
            FusionSession fusion,
            RecognitionListener listener,
            Runnable requireOpen) {
        this.grid = new StepGrid(stepNanos, MAX_WAIT_NANOS, holdNanos, fusion, listener);
        this.requireOpen = requireOpen;
        channels.forEach((id, channel) -> lanes.add(new Lane(id, channel, grid)));
    }

    @Override
    public void accept(Signal signal) {
        if (closed.get()) {
            throw new IllegalStateException("The stream is closed");
        }
        requireOpen.run();
        boolean taken = false;
        for (Lane lane : lanes) {
            if (lane.accepts(signal)) {
                lane.accept(signal);
                taken = true;
            }
        }
        if (!taken) {
            throw new IllegalArgumentException(
                    "No modality of this recogniser takes "
                            + signal
                            + "; those at work are "
                            + lanes.stream().map(Lane::modality).toList());
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            lanes.forEach(Lane::finish);
            grid.finish();
            lanes.forEach(Lane::close);
            grid.close();
        }
    }
}
