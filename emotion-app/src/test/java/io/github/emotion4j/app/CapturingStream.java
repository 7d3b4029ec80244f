package io.github.emotion4j.app;

import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.EmotionStream;
import io.github.emotion4j.core.Signal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;

/** A stream that keeps what is written, and estimates nothing. */
public final class CapturingStream implements EmotionStream {
    private final List<Signal> signals = Collections.synchronizedList(new ArrayList<>());

    /** What was written. */
    public List<Signal> signals() {
        return signals;
    }

    @Override
    public void accept(Signal signal) {
        signals.add(signal);
    }

    @Override
    public Flow.Publisher<EmotionEstimate> estimates() {
        return new SubmissionPublisher<>();
    }

    @Override
    public Statistics statistics() {
        return new Statistics(0, Map.of());
    }

    @Override
    public CompletionStage<Void> done() {
        return new CompletableFuture<>();
    }

    @Override
    public byte[] toBytes() {
        return new byte[0];
    }

    @Override
    public void close() {}
}
