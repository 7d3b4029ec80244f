package io.github.emotion4j.core.spi;

import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Signal;
import java.util.Iterator;
import java.util.Optional;

/** The signals of one part of a recording, in the order of time. Confined to one thread. */
public interface SignalReader extends AutoCloseable {
    /**
     * Reads what is there already, such as a picture that was decoded as a whole.
     *
     * @param signals in the order of time
     * @return a reader that holds nothing to be freed
     */
    static SignalReader of(Iterator<? extends Signal> signals) {
        return new GivenSignals(signals);
    }

    /**
     * The next signal.
     *
     * @return the signal, or nothing at the end
     * @throws InputException if the part breaks off
     */
    Optional<Signal> next();

    /**
     * The progress of the reader.
     *
     * @return the share of the part that was read, in [0, 1]; 0 where it cannot be known
     */
    double progress();

    @Override
    void close();
}
