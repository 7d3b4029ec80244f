package io.github.emotion4j.core.spi;

import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Signal;
import java.time.Duration;
import java.util.Optional;

/**
 * A modality with its models loaded, shared by all recordings and streams of a recogniser. {@link
 * #reader} and {@link #openSession} may be called from any thread; {@link #close()} is idempotent.
 */
public interface ModalityModel extends AutoCloseable {
    /**
     * Opens a part of a recording as this modality's signals.
     *
     * @param part a file, a folder or bytes, within limits; outlives the reader
     * @return the reader, closed by the caller; nothing if the part is not of this modality, and by
     *     default, where it takes live signals alone
     * @throws InputException if the part may be of this modality but cannot be read. The exception
     *     reaches the caller only if no other modality reads the part
     */
    default Optional<SignalReader> reader(OpenPart part) {
        return Optional.empty();
    }

    /**
     * Whether a signal is of this modality.
     *
     * @param signal a piece of signal
     * @return true if sessions of this model take it
     */
    boolean accepts(Signal signal);

    /**
     * Starts following one person.
     *
     * @return the session, closed by the caller
     */
    ModalitySession openSession();

    /**
     * {@return how long an observation stands when no newer one comes, counted from its interval's
     * end; at least 0, at most a century and always the same}
     */
    Duration holdFor();

    @Override
    void close();
}
