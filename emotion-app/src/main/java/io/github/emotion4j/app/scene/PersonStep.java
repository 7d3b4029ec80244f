package io.github.emotion4j.app.scene;

import io.github.emotion4j.core.Affect;
import io.github.emotion4j.core.EmotionProbabilities;

/**
 * One person's face, as it was last seen in a step.
 *
 * @param personId the person's number
 * @param subject whether this was the person of interest
 * @param verdict what is perceived
 * @param probabilities the classes' probabilities; uniform where the face was not usable
 * @param affect valence and arousal
 * @param quality how usable the face was, in [0, 1]; 0 where it was not
 */
public record PersonStep(
        int personId,
        boolean subject,
        Verdict verdict,
        EmotionProbabilities probabilities,
        Affect affect,
        double quality) {}
