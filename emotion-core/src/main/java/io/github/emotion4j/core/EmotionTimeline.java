package io.github.emotion4j.core;

import java.util.List;

/**
 * The estimates of a recording in the order of time. Immutable.
 *
 * @param estimates one estimate a step, without gaps; a still picture has one
 * @param summary one estimate for the whole: the mean of the steps in which a modality was present
 */
public record EmotionTimeline(List<EmotionEstimate> estimates, EmotionEstimate summary) {
    /** Copies the list. */
    public EmotionTimeline {
        estimates = List.copyOf(estimates);
    }
}
