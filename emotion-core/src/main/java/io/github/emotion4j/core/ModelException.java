package io.github.emotion4j.core;

import org.jspecify.annotations.Nullable;

/**
 * A model could not be loaded or run: its file is missing, changed or of another kind, or the
 * natives of its engine are not there. The message says which and what to add.
 */
public final class ModelException extends EmotionException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception.
     *
     * @param message what went wrong and what to do
     * @param cause the cause, or null
     */
    public ModelException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
