package io.github.emotion4j.core;

import org.jspecify.annotations.Nullable;

/**
 * Something went wrong that the caller may want to handle. The message names the problem and what
 * to do about it. "No face" and the like are results, not exceptions.
 */
public class EmotionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception.
     *
     * @param message what went wrong and what to do
     * @param cause the cause, or null
     */
    public EmotionException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
