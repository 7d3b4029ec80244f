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
    /** Whether all its times are from 0 to a time. */
    public boolean isBefore(long nanos) {
        return within(reachedNanos, nanos)
                && last.stream().allMatch(e -> within(e.interval().endNanos(), nanos))
                && waiting.stream()
                        .allMatch(
                                k ->
                                        within(k.sinceNanos(), nanos)
                                                && within(
                                                        k.evidence().interval().endNanos(), nanos));
    }

    private static boolean within(long time, long nanos) {
        return time >= 0 && time <= nanos;
    }

    /**
     * Evidence without a step.
     *
     * @param evidence the evidence
     * @param sinceNanos how far its modality's signal had come before it was told
     */
    public record Known(Evidence evidence, long sinceNanos) {}
}
