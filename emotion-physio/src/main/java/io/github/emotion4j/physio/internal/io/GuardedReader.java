package io.github.emotion4j.physio.internal.io;

import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.internal.io.Guard;
import io.github.emotion4j.core.spi.SignalReader;
import java.util.List;
import java.util.Optional;

/** A reader whose faults leave as the input's, wherever it is read from. */
record GuardedReader(String name, SignalReader reader) implements SignalReader {
    @Override
    public Optional<? extends Signal> next() {
        return Guard.<Optional<? extends Signal>>read(name, reader::next);
    }

    @Override
    public double progress() {
        return reader.progress();
    }

    @Override
    public List<Reason> issues() {
        return reader.issues();
    }

    @Override
    public void close() {
        reader.close();
    }
}
