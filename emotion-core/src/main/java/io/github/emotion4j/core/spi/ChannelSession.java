package io.github.emotion4j.core.spi;

import io.github.emotion4j.core.Observation;
import io.github.emotion4j.core.Signal;
import java.util.function.Consumer;

/**
 * One person's state in one modality. Confined to one thread at a time; the recogniser sees to
 * that.
 */
public interface ChannelSession extends AutoCloseable {
    /**
     * Takes a piece of signal that the channel {@linkplain Channel#accepts accepts}, not earlier
     * than those before.
     *
     * @param signal the signal
     * @param sink takes what was perceived, in the order of the intervals' ends
     */
    void accept(Signal signal, Consumer<Observation> sink);

    /**
     * Says that no more signal comes.
     *
     * @param sink takes what was still held back
     */
    void finish(Consumer<Observation> sink);

    @Override
    void close();
}
