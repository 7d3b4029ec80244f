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
    ANGER(-0.6, 0.7),
    /** Contempt. */
    CONTEMPT(-0.5, 0.2),
    /** Disgust. */
    DISGUST(-0.6, 0.4),
    /** Fear. */
    FEAR(-0.6, 0.8),
    /** Happiness. */
    HAPPINESS(0.8, 0.5),
    /** No expression that stands out; "calm" and "boredom" of other label sets fall here. */
    NEUTRAL(0, 0),
    /** Sadness. */
    SADNESS(-0.7, -0.4),
    /** Surprise. */
    SURPRISE(0.2, 0.8);

    /** All classes in model order, without the copy that {@link #values()} makes. */
    public static final List<Emotion> ALL = List.of(values());

    private final Affect anchor;

    Emotion(double valence, double arousal) {
        this.anchor = new Affect(valence, arousal, Affect.Source.CLASSES);
    }

    /**
     * The position of the class on the circumplex. The coordinates are a convention of this
     * library, chosen after the figures of Russell 1980 (doi:10.1037/h0077714), not measured.
     *
     * @return the class's point
     */
    public Affect anchor() {
        return anchor;
    }

    /**
     * {@return the class as models and files write it, in lower case, such as {@code "happiness"}}
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
        List<String> labels = ALL.stream().map(Emotion::label).toList();
        throw new IllegalArgumentException(
                "Unknown label \"" + label + "\"; the classes are " + labels);
    }
}
