package io.github.emotion4j.core;

import io.github.emotion4j.core.internal.numeric.Clamp;
import java.util.Locale;
import java.util.Objects;

/**
 * A point of the circumplex of affect (Russell 1980, doi:10.1037/h0077714), and where it comes
 * from. Immutable.
 *
 * @param valence how pleasant the expression looks, in [-1, 1]
 * @param arousal how activated it looks, in [-1, 1]
 * @param source whether a network gave the point, or it was derived from the classes
 */
public record Affect(double valence, double arousal, Source source) {
    /** Where valence and arousal come from. */
    public enum Source {
        /** A network was trained to give them. */
        NETWORK,
        /**
         * They are the mean of the classes' {@linkplain Emotion#anchor() anchors}, weighted by the
         * class probabilities: they contain no information that the probabilities do not contain.
         */
        CLASSES;

        /** {@return the source as files write it, {@code "network"} or {@code "classes"}} */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The middle of the plane: neither pleasant nor unpleasant, neither activated nor calm. No
     * network gave it.
     */
    public static final Affect CENTRE = new Affect(0, 0, Source.CLASSES);

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if a coordinate is outside [-1, 1] or not a number
     */
    public Affect {
        Objects.requireNonNull(source, "source");
        requireUnit("valence", valence);
        requireUnit("arousal", arousal);
    }

    /**
     * The mean of the classes' {@linkplain Emotion#anchor() anchors}, weighted by their
     * probabilities. It is reported if a model gives no valence and arousal; its source is {@link
     * Source#CLASSES}.
     *
     * @param probabilities the classes' probabilities
     * @return the expected point
     */
    public static Affect expected(EmotionProbabilities probabilities) {
        double valence = 0;
        double arousal = 0;
        for (Emotion emotion : Emotion.ALL) {
            double p = probabilities.probability(emotion);
            valence += p * emotion.anchor().valence();
            arousal += p * emotion.anchor().arousal();
        }
        return new Affect(
                Clamp.between(valence, -1, 1), Clamp.between(arousal, -1, 1), Source.CLASSES);
    }

    private static void requireUnit(String name, double value) {
        if (!(value >= -1 && value <= 1)) {
            throw new IllegalArgumentException(name + " must be in [-1, 1], not " + value);
        }
    }
}
