package io.github.emotion4j.core.internal.format;

import io.github.emotion4j.core.Evidence;
import java.util.List;
import java.util.Optional;

/**
 * One modality on the grid.
 *
 * @param reachedNanos how far its signal has come
 * @param anySignal whether a signal has come
 * @param anyPresent whether it was present in a step
 * @param last the evidence that stands
 * @param waiting what has no step yet
 */
public record TrackState(
        long reachedNanos,
        boolean anySignal,
        boolean anyPresent,
        Optional<Evidence> last,
        List<Known> waiting) {
    /**
     * Evidence without a step.
     *
     * @param evidence the evidence
     * @param sinceNanos how far its modality's signal had come before it was told
     */
    public record Known(Evidence evidence, long sinceNanos) {}
}
