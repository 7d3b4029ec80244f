package io.github.emotion4j.core.internal.state;

import io.github.emotion4j.core.Evidence;
import java.util.List;
import java.util.Optional;

/**
 * One modality on the grid.
 *
 * @param reachedNanos how far its signal reached
 * @param anySignal whether a signal was received
 * @param anyPresent whether it was present in a step
 * @param toldNanos the end of the last step
 * @param lateNanos that end when the latest signal came, if that was too late; else 0
 * @param last the evidence that stands
 * @param waiting the observations that have no step yet
 */
public record TrackState(
        long reachedNanos,
        boolean anySignal,
        boolean anyPresent,
        long toldNanos,
        long lateNanos,
        Optional<Evidence> last,
        List<Known> waiting) {
    /** Whether all its times are from 0 to a time. */
    public boolean isBefore(long nanos) {
        return within(reachedNanos, nanos)
                && lateNanos >= 0
                && lateNanos <= toldNanos
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
     * @param sinceNanos how far the signal of its modality reached before it was reported
     */
    public record Known(Evidence evidence, long sinceNanos) {}
}
