package io.github.emotion4j.core;

/**
 * Follows one person live: signals in, one estimate a step out.
 *
 * <p>Each modality may have one writing thread of its own. Estimates come in the order of time, one
 * call at a time, on the thread whose signal completed the step; a slow receiver therefore slows
 * the writers down. A step is complete when every modality has reached its end; a modality that
 * falls more than a second behind the others is not waited for. The same signals give the same
 * numbers as {@link EmotionRecognizer#recognize(Recording)}, as long as none falls behind.
 */
public interface EmotionStream extends AutoCloseable {
    /**
     * Takes a piece of signal.
     *
     * @param signal the signal, not earlier than those of its source before
     * @throws IllegalArgumentException if time goes backwards, or no modality takes such a signal
     * @throws IllegalStateException if the stream or its recogniser is closed
     */
    void accept(Signal signal);

    /** Gives out the last step and frees the stream's state. Idempotent. */
    @Override
    void close();
}
