package io.github.emotion4j.core.spi;

import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.Signal;
import java.util.Iterator;
import java.util.List;
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
     * The next signal. Readers of one kind of signal declare that kind.
     *
     * @return the signal, or nothing at the end
     * @throws InputException if the part breaks off
     */
    Optional<? extends Signal> next();

    /**
     * {@return the progress of the reader: the share of the part that was read, in [0, 1]; 0, as by
     * default, where it cannot be known}
     */
    default double progress() {
        return 0;
    }

    /**
     * What of the part is not among its signals, such as a channel in a unit that is not known. The
     * recogniser adds it to what the modality perceives.
     *
     * @return the reasons that are known from the opening on, and after the last signal those that
     *     are known then, such as that the part breaks off; none by default
     */
    default List<Reason> issues() {
        return List.of();
    }

    @Override
    void close();
}
