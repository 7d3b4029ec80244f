package io.github.emotion4j.fusion.baseline;

import io.github.emotion4j.core.EmotionException;
import org.jspecify.annotations.Nullable;

/** A personal baseline cannot be read or written. The message says which, why, and what to do. */
public final class BaselineException extends EmotionException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception.
     *
     * @param message file, fault and remedy
     * @param cause the cause, or null
     */
    public BaselineException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
