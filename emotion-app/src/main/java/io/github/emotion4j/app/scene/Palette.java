package io.github.emotion4j.app.scene;

import io.github.emotion4j.core.Emotion;
import java.awt.Color;
import java.util.List;

/**
 * One colour a class, after the set of Okabe and Ito, which the common kinds of colour blindness
 * keep apart; neutral is a quiet grey in place of their black.
 */
public final class Palette {
    /** What is unclear. */
    public static final String UNCLEAR = "#8b8f98";

    /** The classes as charts stack them: colours that look alike are never neighbours. */
    public static final List<Emotion> STACK =
            List.of(
                    Emotion.NEUTRAL,
                    Emotion.HAPPINESS,
                    Emotion.SADNESS,
                    Emotion.ANGER,
                    Emotion.FEAR,
                    Emotion.CONTEMPT,
                    Emotion.DISGUST,
                    Emotion.SURPRISE);

    private Palette() {}

    /**
     * A class's colour.
     *
     * @param emotion the class
     * @return the colour as CSS writes it
     */
    public static String hex(Emotion emotion) {
        return switch (emotion) {
            case ANGER -> "#d55e00";
            case CONTEMPT -> "#cc79a7";
            case DISGUST -> "#009e73";
            case FEAR -> "#0072b2";
            case HAPPINESS -> "#f0d93a";
            case NEUTRAL -> "#b4b8c0";
            case SADNESS -> "#56b4e9";
            case SURPRISE -> "#e69f00";
        };
    }

    /**
     * The colour of text on a class's colour.
     *
     * @param emotion the class
     * @return near-black or white, whichever stands out
     */
    public static String ink(Emotion emotion) {
        return emotion == Emotion.FEAR ? "#ffffff" : "#17191d";
    }

    /**
     * A verdict's colour.
     *
     * @param verdict a class, or unclear
     * @return its colour
     */
    public static Color colour(Verdict verdict) {
        return Color.decode(verdict.emotion().map(Palette::hex).orElse(UNCLEAR));
    }
}
