package io.github.emotion4j.core.spi;

import io.github.emotion4j.core.EmotionException;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.TimeInterval;
import java.util.Map;

/**
 * One person's state in the joining of modalities. Confined to one thread at a time; the recogniser
 * sees to that.
 */
public interface FusionSession extends AutoCloseable {
    /**
     * Joins one step. Steps come in the order of time without gaps, the first one at the origin or
     * after that of the {@linkplain #restore restored} state.
     *
     * @param step the step
     * @param evidence one entry for each modality of the recogniser. Evidence that stands from an
     *     earlier step keeps its interval, so that its age is {@code step.endNanos() -
     *     evidence.interval().endNanos()}
     * @return what the modalities say together
     */
    JoinedOpinion step(TimeInterval step, Map<ModalityId, Evidence> evidence);

    /**
     * The state that a later {@link #restore} needs to continue with the same numbers.
     *
     * @return a fresh array, versioned by the method; empty if there is no state
     */
    byte[] state();

    /**
     * Goes on from a state. Called before the first step, if at all.
     *
     * @param state the result of {@link #state()} of a session of the same method, possibly in
     *     another JVM
     * @throws EmotionException if the state is of another version or another model
     */
    void restore(byte[] state);

    @Override
    void close();
}
