package io.github.emotion4j.core.spi;

import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Observation;

/**
 * Measures what a recogniser does in all its recordings and streams together. Called by the threads
 * that work, several at once, during the work: a method must return at once and throw nothing.
 */
public interface RecognizerMeter {
    /**
     * A modality has worked on a piece of signal.
     *
     * @param modality the modality
     * @param nanos how long it took
     */
    default void onInference(ModalityId modality, long nanos) {}

    /**
     * A modality gave an observation, of the subject or of another person.
     *
     * @param observation the observation
     */
    default void onObservation(Observation observation) {}

    /**
     * A step was decided.
     *
     * @param estimate the step's estimate
     */
    default void onEstimate(EmotionEstimate estimate) {}
}
