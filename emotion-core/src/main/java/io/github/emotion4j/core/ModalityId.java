package io.github.emotion4j.core;

import java.util.regex.Pattern;

/**
 * Names a modality, through which a person's expression is perceived. Immutable. Applications may
 * name modalities of their own.
 *
 * @param name lower-case letters, digits and hyphens, such as {@code "face"}
 */
public record ModalityId(String name) implements Comparable<ModalityId> {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");

    /** The face in pictures and video. */
    public static final ModalityId FACE = new ModalityId("face");

    /** The voice in sound. */
    public static final ModalityId VOICE = new ModalityId("voice");

    /** Heart, skin, breath and other signals of the body. */
    public static final ModalityId BODY = new ModalityId("body");

    /**
     * Checks the name.
     *
     * @throws IllegalArgumentException if the name has other characters
     */
    public ModalityId {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "A modality's name is of lower-case letters, digits and hyphens, not \""
                            + name
                            + "\"");
        }
    }

    @Override
    public int compareTo(ModalityId other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
