package io.github.emotion4j.core.internal;

import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Observation;
import io.github.emotion4j.core.RecognitionListener;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.spi.FusionSession;
import java.util.Map;
import java.util.TreeMap;

/**
 * Brings the modalities' observations onto one grid of steps; {@link ModalityTrack} has the rule. A
 * step closes when every modality has reached its end, or has fallen too far behind the furthest.
 *
 * <p>Thread-safe: calls take turns, and the listener is told one thing at a time, in order.
 */
public final class StepGrid implements AutoCloseable {
    private final long stepNanos;
    private final long maxWaitNanos;
    private final FusionSession fusion;
    private final RecognitionListener listener;
    private final Map<ModalityId, ModalityTrack> tracks = new TreeMap<>();
    private long openStep;
    private long furthestNanos;
    private boolean anything;

    /**
     * Makes a grid.
     *
     * @param stepNanos the length of a step
     * @param maxWaitNanos how far a modality may fall behind before it is not waited for
     * @param holdNanos for each modality, how long an observation stands
     * @param fusion makes one estimate of a step's evidence; closed with the grid
     * @param listener takes observations and estimates
     */
    public StepGrid(
            long stepNanos,
            long maxWaitNanos,
            Map<ModalityId, Long> holdNanos,
            FusionSession fusion,
            RecognitionListener listener) {
        this.stepNanos = stepNanos;
        this.maxWaitNanos = maxWaitNanos;
        this.fusion = fusion;
        this.listener = listener;
        holdNanos.forEach((id, hold) -> tracks.put(id, new ModalityTrack(hold)));
    }

    /** Takes an observation; those of persons other than the subject are not counted. */
    public synchronized void observe(Observation observation) {
        listener.onObservation(observation);
        if (observation.subject()) {
            track(observation.modality()).observe(observation.evidence());
            reach(observation.evidence().interval().endNanos());
        }
    }

    /** Says that a modality's signal has reached a time, and all its observations until then. */
    public synchronized void advance(ModalityId modality, long nanos) {
        track(modality).reach(nanos);
        reach(nanos);
        closeComplete();
    }

    /** Says that no more signal of a modality comes. */
    public synchronized void end(ModalityId modality) {
        track(modality).end();
        closeComplete();
    }

    /** Closes all steps up to the last signal, the last one even if it is not full. */
    public synchronized void finish() {
        while (anything && (openStepEnd() - stepNanos < furthestNanos || openStep == 0)) {
            closeStep();
        }
    }

    @Override
    public synchronized void close() {
        fusion.close();
    }

    private void reach(long nanos) {
        anything = true;
        furthestNanos = Math.max(furthestNanos, nanos);
    }

    private ModalityTrack track(ModalityId modality) {
        ModalityTrack track = tracks.get(modality);
        if (track == null) {
            throw new IllegalArgumentException("An observation of the unknown " + modality);
        }
        return track;
    }

    private long openStepEnd() {
        return (openStep + 1) * stepNanos;
    }

    private void closeComplete() {
        while (anything && openStepEnd() <= furthestNanos && complete()) {
            closeStep();
        }
    }

    private boolean complete() {
        return tracks.values().stream()
                .allMatch(
                        track ->
                                track.covers(openStepEnd())
                                        || furthestNanos - track.reachedNanos() > maxWaitNanos);
    }

    private void closeStep() {
        TimeInterval interval = new TimeInterval(openStep * stepNanos, openStepEnd());
        Map<ModalityId, Evidence> evidence = new TreeMap<>();
        tracks.forEach((id, track) -> evidence.put(id, track.at(interval)));
        openStep++;
        EmotionEstimate estimate = fusion.step(interval, evidence);
        listener.onEstimate(estimate);
    }
}
