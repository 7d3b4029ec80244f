package io.github.emotion4j.core.spi;

import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.ModalityId;
import java.util.List;
import java.util.Set;

/**
 * A {@linkplain FusionMethod fusion method} at work, shared by all recordings and streams of a
 * recogniser. Thread-safe; {@link #close()} is idempotent.
 */
public interface Fusion extends AutoCloseable {
    /**
     * Starts following one person.
     *
     * @return the session, closed by the caller
     */
    FusionSession openSession();

    /**
     * One estimate for a whole recording. It is the method's own, because only the method knows
     * what a mean of its estimates means.
     *
     * @param estimates the recording's estimates in the order of time, as a session of this method
     *     made them; may be empty
     * @param modalities the modalities of the recogniser, each of which is to have evidence
     * @return the summary, over the interval from the recording's origin to the last step's end
     */
    EmotionEstimate summary(List<EmotionEstimate> estimates, Set<ModalityId> modalities);

    @Override
    void close();
}
