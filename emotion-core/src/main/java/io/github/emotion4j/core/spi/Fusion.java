package io.github.emotion4j.core.spi;

import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.TimeInterval;
import java.util.Map;

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
     * Joins what each modality says of a whole recording.
     *
     * @param whole the recording
     * @param evidence one entry for each modality of the recogniser: the mean of its observations,
     *     weighted by length and quality; of a growing one, such as an utterance, only the last
     *     counts
     * @return what the modalities say together
     */
    default JoinedOpinion summary(TimeInterval whole, Map<ModalityId, Evidence> evidence) {
        try (FusionSession session = openSession()) {
            return session.step(whole, evidence);
        }
    }

    @Override
    void close();
}
