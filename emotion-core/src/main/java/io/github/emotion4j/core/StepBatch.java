package io.github.emotion4j.core;

import io.github.emotion4j.core.internal.WaitingSteps;

/**
 * Joins the steps of several streams together: what their signals complete waits until {@link
 * #run()}, which takes all of it through as few forwards of the fusion's network as there are steps
 * of one stream in a row. For a program that serves many persons by one thread and gives each some
 * signals at a time. Estimates, and all else that a listener is told, are those of streams without
 * a batch, in the same order: what follows a step that waits is told after it.
 *
 * <pre>{@code
 * StepBatch batch = StepBatch.open();
 * StreamOptions options = StreamOptions.builder().batch(batch).build();
 * EmotionStream anna = recognizer.openStream(new RecognitionListener() {}, options);
 * EmotionStream ben = recognizer.openStream(new RecognitionListener() {}, options);
 * anna.accept(new AudioBlock(0, 16_000, 1, samples16kHz));
 * ben.accept(new AudioBlock(0, 16_000, 1, samples16kHz));
 * batch.run(); // calls both listeners
 * }</pre>
 *
 * <p>{@link EmotionStream#state()} and {@link EmotionStream#close()} of one of the streams also
 * join what waits; the other streams' results are delivered by the next {@link #run()}.
 * Thread-safe.
 */
public interface StepBatch {
    /**
     * Makes a batch.
     *
     * @return an empty batch
     */
    static StepBatch open() {
        return new WaitingSteps();
    }

    /**
     * Joins the steps that wait and delivers their estimates in this thread, stream by stream. A
     * stream whose fusion fails is failed, as {@link EmotionStream} describes it, and does not
     * affect the others.
     *
     * @return how many steps waited
     * @throws RuntimeException what a listener throws; its stream has failed then, and the other
     *     streams' results are delivered before
     */
    int run();
}
