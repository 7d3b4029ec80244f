package io.github.emotion4j.fusion.internal;

import java.time.Duration;
import java.util.Objects;

/** Durations of settings, up to a century, so that their nanoseconds add up without overflow. */
public final class Durations {
    private static final Duration MAX = Duration.ofDays(36_500);
    private static final double NANOS_PER_SECOND = 1e9;

    private Durations() {}

    /**
     * Checks a duration that may be none.
     *
     * @param name its name, for messages
     * @param value the duration
     * @return the same
     * @throws IllegalArgumentException if it is negative or above 36,500 days
     */
    public static Duration notNegative(String name, Duration value) {
        Objects.requireNonNull(value, name);
        if (value.isNegative() || value.compareTo(MAX) > 0) {
            throw new IllegalArgumentException(
                    name + " must be at least 0 and at most 36,500 days, not " + value);
        }
        return value;
    }

    /**
     * Checks a duration that is some time.
     *
     * @param name its name, for messages
     * @param value the duration
     * @return the same
     * @throws IllegalArgumentException if it is not above 0, or above 36,500 days
     */
    public static Duration positive(String name, Duration value) {
        Objects.requireNonNull(value, name);
        if (value.isZero() || value.isNegative() || value.compareTo(MAX) > 0) {
            throw new IllegalArgumentException(
                    name + " must be above 0 and at most 36,500 days, not " + value);
        }
        return value;
    }

    /**
     * A duration that a file gives in seconds, to the nearest nanosecond.
     *
     * @param name its name in the file, for messages
     * @param seconds the number
     * @return the duration
     * @throws IllegalArgumentException if it is negative, above 36,500 days or not a number
     */
    public static Duration ofSeconds(String name, double seconds) {
        if (!(seconds >= 0 && seconds <= MAX.toSeconds())) {
            throw new IllegalArgumentException(
                    name + " must be a number from 0 to " + MAX.toSeconds() + ", not " + seconds);
        }
        return Duration.ofNanos(Math.round(seconds * NANOS_PER_SECOND));
    }

    /**
     * A duration in seconds.
     *
     * @param duration a checked duration
     * @return the seconds
     */
    public static double seconds(Duration duration) {
        return duration.toNanos() / NANOS_PER_SECOND;
    }
}
