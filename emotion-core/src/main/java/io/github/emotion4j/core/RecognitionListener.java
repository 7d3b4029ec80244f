package io.github.emotion4j.core;

import java.util.Objects;
import java.util.function.Consumer;

/**
 * Follows a recognition while it runs. Called one call at a time and in order, by the thread that
 * recognises or, in a stream, where its {@link StreamOptions} say; what a method throws ends the
 * recognition. A lambda gets the estimates.
 *
 * <pre>{@code
 * recognizer.recognize(recording, estimate -> System.out.println(estimate));
 * recognizer.recognize(recording, RecognitionListener.ofObservations(observation ->
 *         System.out.println(observation.personId() + " " + observation.evidence())));
 * }</pre>
 */
@FunctionalInterface
public interface RecognitionListener {
    /**
     * Reports the progress of the recognition.
     *
     * @param fraction the share of the recording that was read, in [0, 1], never falling
     */
    default void onProgress(double fraction) {}

    /**
     * A modality gave an observation, also if it perceived no person.
     *
     * @param observation the observation, of the subject or of another person
     */
    default void onObservation(Observation observation) {}

    /**
     * The signal of a modality was processed up to a time, and all observations up to it were
     * reported.
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
    void onEstimate(EmotionEstimate estimate);

    /**
     * A listener of observations only.
     *
     * @param receiver receives them, of the subject and of other persons
     * @return the listener
     */
    static RecognitionListener ofObservations(Consumer<? super Observation> receiver) {
        Objects.requireNonNull(receiver, "receiver");
        return new RecognitionListener() {
            @Override
            public void onObservation(Observation observation) {
                receiver.accept(observation);
            }

            @Override
            public void onEstimate(EmotionEstimate estimate) {}
        };
    }
}
