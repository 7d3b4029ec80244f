package io.github.emotion4j.flink;

import io.github.emotion4j.core.EmotionRecognizer;
import java.io.Serializable;

/**
 * How a machine makes its recogniser. Each task manager makes one of each name and job, when the
 * first of its slots needs it, shares it among its slots, and closes it with the last of them.
 *
 * <p>A new version of the models has another name. Stop the job with a savepoint and start it again
 * from there with the new models: persons go on from their state where the fusion's network is the
 * same. Where it is not, their streams begin anew with the next signal, and each says so as a
 * {@link BadRecord} with the reason {@link BadRecord.Reason#STATE_REFUSED}.
 *
 * <pre>{@code
 * new SharedModels("2026-11", EmotionRecognizer::create)
 * }</pre>
 *
 * @param name what distinguishes these models, and how they are set up, from others
 * @param factory makes the recogniser
 */
public record SharedModels(String name, Factory factory) implements Serializable {
    /** Makes a recogniser on a task manager. */
    @FunctionalInterface
    public interface Factory extends Serializable {
        /**
         * Makes a recogniser.
         *
         * @return a recogniser, closed by the caller
         */
        EmotionRecognizer open();
    }
}
