package io.github.emotion4j.fusion.response;

import io.github.emotion4j.core.EmotionException;
import org.jspecify.annotations.Nullable;

/** A policy file cannot be used. The message names the file, the place in it and what to change. */
public final class PolicyException extends EmotionException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception.
     *
     * @param message file, JSON path, fault and remedy
     * @param cause the cause, or null
     */
    public PolicyException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
