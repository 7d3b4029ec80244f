package io.github.emotion4j.physio.internal.check;

import java.time.Duration;

/** The spans that a stream describes, and how far they are apart. */
public final class Spans {
    private Spans() {}

    /** A duration in seconds, to the nanosecond. */
    public static double seconds(Duration duration) {
        return duration.getSeconds() + duration.getNano() / 1e9;
    }

    /** Refuses spans that are none, and steps that pass over what lies between two spans. */
    public static void check(Duration span, Duration step) {
        if (step.isNegative() || step.isZero() || span.compareTo(step) < 0) {
            throw new IllegalArgumentException(
                    "step must be above 0 and at most the span, so that every moment is in a span;"
                            + " not a span of "
                            + seconds(span)
                            + " s every "
                            + seconds(step)
                            + " s");
        }
    }
}
