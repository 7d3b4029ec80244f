package io.github.emotion4j.core;

/**
 * Why evidence is missing or weak, or why an estimate abstains. Immutable.
 *
 * @param code a stable, machine-readable name, such as {@code "no-face"}
 * @param message the same for a person to read
 */
public record Reason(String code, String message) {
    @Override
    public String toString() {
        return message;
    }
}
