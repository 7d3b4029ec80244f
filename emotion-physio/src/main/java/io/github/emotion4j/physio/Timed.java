package io.github.emotion4j.physio;

import java.util.Objects;

/**
 * What a stream measured over a span of a signal, and when the span ended.
 *
 * @param seconds the end of the span, from the start of the stream
 * @param value what was measured
 * @param <T> what is measured
 */
public record Timed<T>(double seconds, T value) {
    /** Checks the value. */
    public Timed {
        Objects.requireNonNull(value, "value");
    }
}
