package io.github.emotion4j.core;

import java.util.List;
import java.util.Locale;

/**
 * The eight classes of perceived expression, in the order in which every model of this project
 * lists them.
 *
 * <p>A class names how an expression looks or sounds to an observer. It says nothing about what the
 * person feels.
 */
public enum Emotion {
    /** Anger. */
    ANGER,
    /** Contempt. */
    CONTEMPT,
    /** Disgust. */
    DISGUST,
    /** Fear. */
    FEAR,
    /** Happiness. */
    HAPPINESS,
    /** No expression that stands out; "calm" and "boredom" of other label sets fall here. */
    NEUTRAL,
    /** Sadness. */
    SADNESS,
    /** Surprise. */
    SURPRISE;

    /** All classes in model order, without the copy that {@link #values()} makes. */
    public static final List<Emotion> ALL = List.of(values());

    /**
     * The class as models and files write it.
     *
     * @return the lower-case name, such as {@code "happiness"}
     */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The class with a label.
     *
     * @param label a lower-case name, such as {@code "happiness"}
     * @return the class
     * @throws IllegalArgumentException if no class has that label
     */
    public static Emotion ofLabel(String label) {
        for (Emotion emotion : ALL) {
            if (emotion.label().equals(label)) {
                return emotion;
            }
        }
        throw new IllegalArgumentException(
                "Unknown label \""
                        + label
                        + "\"; the classes are "
                        + ALL.stream().map(Emotion::label).toList());
    }
}
