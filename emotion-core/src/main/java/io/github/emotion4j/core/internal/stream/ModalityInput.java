package io.github.emotion4j.core.internal.stream;

import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.StreamOptions.Buffer;
import io.github.emotion4j.core.internal.ModalityPipeline;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The input of one modality; guarded by the lock of {@link PipelineWork}. */
final class ModalityInput {
    final ModalityPipeline pipeline;
    final Buffer buffer;
    final Deque<Signal> waiting = new ArrayDeque<>();
    long accepted;
    long dropped;
    int droppedLately;
    boolean scheduled;
    @Nullable Thread worker;

    ModalityInput(ModalityPipeline pipeline, Buffer buffer) {
        this.pipeline = pipeline;
        this.buffer = buffer;
    }

    boolean full() {
        return waiting.size() >= buffer.capacity();
    }

    void add(Signal signal) {
        if (full()) {
            waiting.removeFirst();
            dropped++;
            droppedLately++;
        }
        accepted++;
        waiting.add(signal);
    }
}
