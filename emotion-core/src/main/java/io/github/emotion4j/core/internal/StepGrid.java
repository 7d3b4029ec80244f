package io.github.emotion4j.core.internal;

import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Observation;
import io.github.emotion4j.core.TimeInterval;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings the modalities' observations onto one grid of steps.
 *
 * <p>An observation counts in the step in which its interval ends, (a, b], and stands in later
 * steps until a newer one comes or it is older than its modality holds. Nothing of the future is
 * used. A step closes when every modality has reached its end, or has fallen too far behind the
 * furthest.
 *
 * <p>Thread-safe: calls take turns, and estimates are given out one at a time, in order.
 */
public final class StepGrid {
    private final long stepNanos;
    private final long maxWaitNanos;
    private final OpinionPool fusion;
    private final Consumer<EmotionEstimate> receiver;
    private final Map<ModalityId, Track> tracks = new TreeMap<>();
    private long openStep;
    private long furthestNanos;
    private boolean anything;

    /**
     * Makes a grid.
     *
     * @param stepNanos the length of a step
     * @param maxWaitNanos how far a modality may fall behind before it is not waited for
     * @param holdNanos for each modality, how long an observation stands
     * @param fusion makes one estimate of a step's evidence
     * @param receiver takes the estimates
     */
    public StepGrid(
            long stepNanos,
            long maxWaitNanos,
            Map<ModalityId, Long> holdNanos,
            OpinionPool fusion,
            Consumer<EmotionEstimate> receiver) {
        this.stepNanos = stepNanos;
        this.maxWaitNanos = maxWaitNanos;
        this.fusion = fusion;
        this.receiver = receiver;
        holdNanos.forEach((id, hold) -> tracks.put(id, new Track(hold)));
    }

    /** Takes an observation; those of persons other than the subject are not counted. */
    public synchronized void observe(Observation observation) {
        if (observation.subject()) {
            track(observation.modality()).waiting.add(observation.evidence());
            reach(observation.evidence().interval().endNanos());
        }
    }

    /** Says that a modality's signal has reached a time; the maximum says that it has ended. */
    public synchronized void advance(ModalityId modality, long nanos) {
        Track track = track(modality);
        track.reachedNanos = Math.max(track.reachedNanos, nanos);
        if (nanos != Long.MAX_VALUE) {
            reach(nanos);
        }
        while (anything && openStepEnd() <= furthestNanos && complete()) {
            closeStep();
        }
    }

    /** Closes all steps up to the last signal, the last one even if it is not full. */
    public synchronized void finish() {
        while (anything && (openStepEnd() - stepNanos < furthestNanos || openStep == 0)) {
            closeStep();
        }
    }

    private void reach(long nanos) {
        anything = true;
        furthestNanos = Math.max(furthestNanos, nanos);
    }

    private Track track(ModalityId modality) {
        Track track = tracks.get(modality);
        if (track == null) {
            throw new IllegalArgumentException("An observation of the unknown " + modality);
        }
        return track;
    }

    private long openStepEnd() {
        return (openStep + 1) * stepNanos;
    }

    private boolean complete() {
        for (Track track : tracks.values()) {
            boolean reached = track.reachedNanos >= openStepEnd();
            if (!reached && furthestNanos - track.reachedNanos <= maxWaitNanos) {
                return false;
            }
        }
        return true;
    }

    private void closeStep() {
        TimeInterval interval = new TimeInterval(openStep * stepNanos, openStepEnd());
        Map<ModalityId, Evidence> evidence = new TreeMap<>();
        tracks.forEach((id, track) -> evidence.put(id, track.at(interval)));
        openStep++;
        receiver.accept(fusion.estimate(interval, evidence));
    }

    /** One modality's observations. */
    private static final class Track {
        private final long holdNanos;
        private final Deque<Evidence> waiting = new ArrayDeque<>();
        private @Nullable Evidence last;
        private long reachedNanos;

        private Track(long holdNanos) {
            this.holdNanos = holdNanos;
        }

        private Evidence at(TimeInterval step) {
            List<Evidence> ended = new ArrayList<>();
            while (!waiting.isEmpty()
                    && waiting.getFirst().interval().endNanos() <= step.endNanos()) {
                ended.add(waiting.removeFirst());
            }
            if (!ended.isEmpty()) {
                last = OpinionPool.combine(ended);
                return last;
            }
            if (last != null && last.interval().endNanos() + holdNanos > step.startNanos()) {
                return last;
            }
            return new Evidence.Missing(step, OpinionPool.NO_SIGNAL);
        }
    }
}
