package io.github.emotion4j.app.server;

import io.github.emotion4j.core.BioBlock;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.physio.io.BodyReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/**
 * A recording of the body that is played along with a live stream: samples before the stream's
 * begin at once, since the body's model looks back a minute and waits for its signals to settle,
 * then as time goes.
 *
 * @param signals its signals, in the order of time
 */
record Wristband(List<Signal> signals) {
    /** How far the recording has come when the stream begins. */
    static final Duration LEAD = Duration.ofSeconds(90);

    /** A day of a wristband, which gives some 170 a second: 128 MiB. */
    static final long MAX_SAMPLES = 1 << 24;

    /** Reads a recording. */
    static Wristband of(Recording.Part part, Limits limits) {
        List<Signal> signals = new ArrayList<>();
        try (BodyReader reader = BodyReader.open(part, limits)) {
            long samples = 0;
            for (Optional<BioBlock> s = reader.next(); s.isPresent(); s = reader.next()) {
                signals.add(s.get());
                samples += s.get().length();
                if (samples > MAX_SAMPLES) {
                    throw new InputException(
                            part.name(),
                            "has more than " + MAX_SAMPLES + " samples; send a part of it");
                }
                if (Thread.currentThread().isInterrupted()) {
                    throw new CancellationException("The request took too long");
                }
            }
        }
        return new Wristband(List.copyOf(signals));
    }

    /** How many values it holds. */
    long samples() {
        return signals.stream().mapToLong(Wristband::samples).sum();
    }

    private static long samples(Signal signal) {
        return signal instanceof BioBlock block ? block.length() : 1;
    }

    /** The first of the signals, from a place on, that ends after a time; their number if none. */
    int firstAfter(int from, long nanos) {
        int i = from;
        while (i < signals.size() && signals.get(i).interval().endNanos() <= nanos) {
            i++;
        }
        return i;
    }
}
