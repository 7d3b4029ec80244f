package io.github.emotion4j.core.spi;

import io.github.emotion4j.core.Signal;
import java.util.Iterator;
import java.util.Optional;

/** Signals that are there already. */
record GivenSignals(Iterator<? extends Signal> signals) implements SignalReader {
    @Override
    public Optional<Signal> next() {
        return signals.hasNext() ? Optional.of(signals.next()) : Optional.empty();
    }

    @Override
    public double progress() {
        return signals.hasNext() ? 0 : 1;
    }

    @Override
    public void close() {}
}
