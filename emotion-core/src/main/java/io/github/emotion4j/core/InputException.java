package io.github.emotion4j.core;

import org.jspecify.annotations.Nullable;

/** A file, a device or a block of signal could not be read. The message names it and the reason. */
public final class InputException extends EmotionException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception.
     *
     * @param input the input's name
     * @param reason what is wrong with it and what to do: a clause whose subject is the input, such
     *     as {@code "is empty; record it again"}
     * @param cause the cause, or null
     */
    public InputException(String input, String reason, @Nullable Throwable cause) {
        super(input + ": " + reason, cause);
    }

    /**
     * Makes an exception without a cause.
     *
     * @param input the input's name
     * @param reason what is wrong with it and what to do: a clause whose subject is the input, such
     *     as {@code "is empty; record it again"}
     */
    public InputException(String input, String reason) {
        this(input, reason, null);
    }
}
