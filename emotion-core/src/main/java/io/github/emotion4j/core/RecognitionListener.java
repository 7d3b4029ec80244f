package io.github.emotion4j.core;

/**
 * Follows a recognition while it runs. Called one call at a time and in order, by the thread that
 * recognises or, in a stream, where its {@link StreamOptions} say; what a method throws ends the
 * recognition.
 */
public interface RecognitionListener {
    /**
     * How far the recognition has come.
     *
     * @param fraction the share of the recording that was read, in [0, 1], never falling
     */
    default void onProgress(double fraction) {}

    /**
     * A modality perceived somebody, or nobody.
     *
     * @param observation the observation, of the subject or of another person
     */
    default void onObservation(Observation observation) {}

    /**
     * A modality's signal was taken up to a time, and all observations so far were told.
     *
     * @param modality the modality
     * @param nanos the end of the signal, from the origin
     */
    default void onReached(ModalityId modality, long nanos) {}

    /**
     * A step is done.
     *
     * @param estimate the step's estimate
     */
    default void onEstimate(EmotionEstimate estimate) {}
}
