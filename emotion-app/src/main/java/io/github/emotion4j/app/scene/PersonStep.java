package io.github.emotion4j.app.scene;

import io.github.emotion4j.core.Affect;
import io.github.emotion4j.core.EmotionProbabilities;

/**
 * One person's face over one step.
 *
 * @param personId the person's number
 * @param subject whether this was the person of interest
 * @param verdict what is perceived
 * @param probabilities the mean over the step's frames, weighted by quality; uniform where no frame
 *     was usable
 * @param affect valence and arousal, averaged likewise
 * @param quality the mean quality of the usable frames, in [0, 1]
 */
public record PersonStep(
        int personId,
        boolean subject,
        Verdict verdict,
        EmotionProbabilities probabilities,
        Affect affect,
        double quality) {}
