package io.github.emotion4j.core;

import java.util.Objects;

/**
 * Why evidence is missing or weak, or why an estimate abstains. Immutable.
 *
 * @param code a stable, machine-readable name, such as {@code "no-face"}, to be compared by
 *     programs; docs/reasons.md lists all with what to do
 * @param message the same for a person to read, with the measured values
 */
public record Reason(String code, String message) {
    /** Neither may be null. */
    public Reason {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(message, "message");
    }

    @Override
    public String toString() {
        return message;
    }
}
