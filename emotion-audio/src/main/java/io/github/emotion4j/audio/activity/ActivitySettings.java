package io.github.emotion4j.audio.activity;

import java.time.Duration;

/**
 * How frames of speech become utterances. Immutable.
 *
 * @param onProbability an utterance starts when frames reach this probability ...
 * @param offProbability ... and lasts until they fall below this one
 * @param minSpeech shorter sounds are no utterance
 * @param minSilence shorter pauses do not end an utterance
 * @param preRoll kept before the first frame of speech
 * @param postRoll kept after the last frame of speech
 * @param maxUtterance a longer utterance is cut here
 */
public record ActivitySettings(
        double onProbability,
        double offProbability,
        Duration minSpeech,
        Duration minSilence,
        Duration preRoll,
        Duration postRoll,
        Duration maxUtterance) {

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if the probabilities are not ordered in (0, 1), a duration
     *     is negative, or the post-roll is longer than the silence that ends an utterance
     */
    public ActivitySettings {
        if (!(offProbability > 0 && offProbability <= onProbability && onProbability < 1)) {
            throw new IllegalArgumentException(
                    "Probabilities need 0 < off <= on < 1, not "
                            + offProbability
                            + " and "
                            + onProbability);
        }
        if (minSpeech.isNegative()
                || preRoll.isNegative()
                || postRoll.isNegative()
                || minSilence.compareTo(postRoll) < 0) {
            throw new IllegalArgumentException(
                    "Durations must not be negative, and minSilence not below postRoll: "
                            + minSpeech
                            + ", "
                            + minSilence
                            + ", "
                            + preRoll
                            + ", "
                            + postRoll);
        }
        if (maxUtterance.compareTo(minSpeech.plus(preRoll).plus(minSilence)) <= 0) {
            throw new IllegalArgumentException(
                    "maxUtterance must exceed minSpeech, preRoll and minSilence together, was "
                            + maxUtterance);
        }
    }

    /**
     * The usual settings: on at 0.6, off at 0.35, at least 0.2 s of speech and 0.4 s of silence,
     * 0.1 s kept on either side, cut after 8 s.
     *
     * @return those settings
     */
    public static ActivitySettings defaults() {
        return new ActivitySettings(
                0.6,
                0.35,
                Duration.ofMillis(200),
                Duration.ofMillis(400),
                Duration.ofMillis(100),
                Duration.ofMillis(100),
                Duration.ofSeconds(8));
    }
}
