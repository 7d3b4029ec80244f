package io.github.emotion4j.core.internal;

import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.internal.state.TrackState;
import io.github.emotion4j.core.internal.state.TrackState.Known;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One modality's observations on the grid. In the order of rules, a step (a, b] has
 *
 * <ol>
 *   <li>the mean of the observations that end in it, weighted by quality and by overlap with it;
 *   <li>else the newest that ended before, as long as the step begins before it is older than the
 *       modality holds;
 *   <li>else nothing, with the reason.
 * </ol>
 *
 * <p>An observation counts from the step that was open for its modality when it was made: an
 * observation that arrives after its modality's signal passed the end of a step does not count in
 * that step. The result therefore depends on the order within each modality only, not on the order
 * in which the writers run, and never on anything after a step.
 */
final class ModalityTrack {
    /** A signal that was late and did not come again for so long has ended; chosen by hand. */
    private static final long STILL_COMES_NANOS = 10_000_000_000L;

    /** The time that an instant, such as a picture, represents. */
    static final long INSTANT_NANOS = 1_000_000L;

    private final long holdNanos;
    private final Deque<Known> waiting = new ArrayDeque<>();
    private @Nullable Evidence last;
    private long reachedNanos;
    private boolean anySignal;
    private boolean anyPresent;
    private boolean ended;
    private long toldNanos;

    /** How far the steps were told when the latest signal came, if that was too late; else 0. */
    private long lateNanos;

    ModalityTrack(long holdNanos) {
        this.holdNanos = holdNanos;
    }

    void observe(Evidence evidence) {
        waiting.add(new Known(evidence, reachedNanos));
    }

    void reach(long nanos) {
        anySignal = true;
        reachedNanos = Math.max(reachedNanos, nanos);
        lateNanos = reachedNanos < toldNanos ? toldNanos : 0;
    }

    TrackState state() {
        return new TrackState(
                reachedNanos,
                anySignal,
                anyPresent,
                toldNanos,
                lateNanos,
                Optional.ofNullable(last),
                List.copyOf(waiting));
    }

    void restore(TrackState state) {
        reachedNanos = state.reachedNanos();
        anySignal = state.anySignal();
        anyPresent = state.anyPresent();
        toldNanos = state.toldNanos();
        lateNanos = state.lateNanos();
        last = state.last().orElse(null);
        waiting.addAll(state.waiting());
    }

    void end() {
        ended = true;
    }

    long reachedNanos() {
        return reachedNanos;
    }

    /** Whether the track is complete up to a time. */
    boolean covers(long nanos) {
        return ended || reachedNanos >= nanos;
    }

    /** The evidence of a step, which must come after those asked for before. */
    Evidence at(TimeInterval step) {
        toldNanos = step.endNanos();
        List<Evidence> within = new ArrayList<>();
        while (!waiting.isEmpty() && counts(waiting.getFirst(), step)) {
            Evidence evidence = waiting.removeFirst().evidence();
            if (evidence.interval().endNanos() > step.startNanos() || step.startNanos() == 0) {
                within.add(evidence);
            } else {
                last = evidence;
            }
        }
        if (!within.isEmpty()) {
            last =
                    QualityWeightedMean.join(
                            within,
                            within.stream().mapToDouble(e -> overlapNanos(e, step)).toArray());
        }
        Evidence standing = last;
        anyPresent |= standing instanceof Evidence.Present;
        boolean stands =
                standing != null && step.startNanos() - standing.interval().endNanos() < holdNanos;
        if (standing != null && (stands || !within.isEmpty())) {
            return standing;
        }
        return new Evidence.Missing(step, whyNothing(step));
    }

    /** Whether there is present evidence for the first time. */
    boolean tellsOnlyAtItsEnd() {
        return !anyPresent
                && waiting.stream().anyMatch(k -> k.evidence() instanceof Evidence.Present);
    }

    private boolean counts(Known known, TimeInterval step) {
        return known.evidence().interval().endNanos() <= step.endNanos()
                && known.sinceNanos() < step.endNanos();
    }

    private static double overlapNanos(Evidence evidence, TimeInterval step) {
        TimeInterval interval = evidence.interval();
        long overlap = interval.endNanos() - Math.max(interval.startNanos(), step.startNanos());
        return Math.max(overlap, INSTANT_NANOS);
    }

    private Reason whyNothing(TimeInterval step) {
        if (!anySignal) {
            return StepReasons.NO_SIGNAL;
        }
        if (reachedNanos < step.endNanos()) {
            boolean comesLate = lateNanos > 0 && step.endNanos() - lateNanos <= STILL_COMES_NANOS;
            return comesLate
                    ? StepReasons.signalLate(reachedNanos)
                    : StepReasons.signalEnds(reachedNanos);
        }
        return last == null ? StepReasons.NOT_YET : StepReasons.TOO_OLD;
    }
}
