package io.github.emotion4j.core.internal.stream;

import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.internal.ModalityPipeline;

/**
 * The writer's own thread does the work.
 *
 * @param pipeline takes the signals
 * @param awaitRoom waits until results can be given out
 */
record DirectInput(ModalityPipeline pipeline, Runnable awaitRoom) implements SignalInput {
    @Override
    public void put(Signal signal) {
        awaitRoom.run();
        pipeline.accept(signal, 0);
    }

    @Override
    public void wake() {}

    @Override
    public void workOff() {}

    @Override
    public void stop() {}

    @Override
    public long dropped() {
        return 0;
    }

    @Override
    public int waiting() {
        return 0;
    }
}
