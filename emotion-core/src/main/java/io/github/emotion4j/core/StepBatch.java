package io.github.emotion4j.core;

import io.github.emotion4j.core.internal.WaitingSteps;

/**
 * Computes the steps of several streams together. Steps that the streams' signals complete wait
 * until {@link #run()}, which joins the waiting steps of all streams in one call of the fusion's
 * network; where a stream has several waiting steps, there is one call for the first step of each
 * stream, one for the second, and so on. This is for a program in which one thread serves many
 * persons and writes some signals of each at a time. Listeners receive the same calls in the same
 * order as without a batch: what follows a waiting step is delivered after it.
 *
 * <pre>{@code
 * StepBatch batch = StepBatch.create();
 * StreamOptions options = StreamOptions.builder().batch(batch).build();
 * EmotionStream anna = recognizer.openStream(estimate -> {}, options);
 * EmotionStream ben = recognizer.openStream(estimate -> {}, options);
 * anna.accept(new AudioBlock(0, 16_000, 1, samples16kHz));
 * ben.accept(new AudioBlock(0, 16_000, 1, samples16kHz));
 * batch.run(); // calls both listeners
 * }</pre>
 *
 * <p>{@link EmotionStream#toBytes()} and {@link EmotionStream#close()} of one of the streams also
 * join what waits; the other streams' results are delivered by the next {@link #run()}.
 * Thread-safe.
 */
public interface StepBatch {
    /**
     * Makes a batch.
     *
     * @return an empty batch
     */
    static StepBatch create() {
        return new WaitingSteps();
    }

    /**
     * Joins the steps that wait and delivers their estimates in this thread, stream by stream. A
     * stream whose fusion fails is failed, as {@link EmotionStream} describes it, and does not
     * affect the others.
     *
     * @return how many steps waited
     * @throws RuntimeException what a listener throws, likewise an {@link Error}; its stream has
     *     failed then, and the other streams' results are delivered before
     */
    int run();
}
