package io.github.emotion4j.core.spi;

import io.github.emotion4j.core.EmotionException;
import io.github.emotion4j.core.Observation;
import io.github.emotion4j.core.Signal;
import java.util.function.Consumer;

/**
 * One person's state in one modality. Confined to one thread at a time; the recogniser sees to
 * that.
 */
public interface ModalitySession extends AutoCloseable {
    /**
     * Takes a piece of signal that the model {@linkplain ModalityModel#accepts accepts}, not
     * earlier than those before.
     *
     * @param signal the signal
     * @param sink receives the observations in the order of the intervals' ends. None should end
     *     after the signals given so far; one that ends more than two seconds after them fails the
     *     recognition
     */
    void accept(Signal signal, Consumer<Observation> sink);

    /**
     * Says that no more signal comes.
     *
     * @param sink receives the remaining observations
     */
    void finish(Consumer<Observation> sink);

    /**
     * The state that a later {@link #restore} needs to continue with the same numbers. It is called
     * between signals and does not change the session.
     *
     * @return a fresh array, versioned by the modality; empty, as by default, where a restored
     *     session starts afresh
     */
    default byte[] state() {
        return new byte[0];
    }

    /**
     * Goes on from a state. Called before the first signal, if at all.
     *
     * @param state what {@link #state()} of a session of the same modality gave, not empty
     * @throws EmotionException if the state is of another version or another model
     */
    default void restore(byte[] state) {
        throw new EmotionException(
                getClass().getName()
                        + " cannot go on from a state; use the release of the modality that gave"
                        + " it",
                null);
    }

    @Override
    void close();
}
