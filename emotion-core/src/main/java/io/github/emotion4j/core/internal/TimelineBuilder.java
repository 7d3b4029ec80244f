package io.github.emotion4j.core.internal;

import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.EmotionTimeline;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Observation;
import io.github.emotion4j.core.RecognitionListener;
import io.github.emotion4j.core.TimeInterval;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Gathers the timeline of a recording and passes everything on. */
public final class TimelineBuilder implements RecognitionListener {
    private final long stepNanos;
    private final RecognitionListener next;
    private final List<EmotionEstimate> estimates = new ArrayList<>();
    private final Map<ModalityId, ObservationSum> sums = new TreeMap<>();
    private final Map<Place, Observation> observations = new HashMap<>();

    /** A person in a step, as a modality sees them. */
    private record Place(long step, ModalityId modality, int personId) {}

    /**
     * Makes one without estimates.
     *
     * @param stepNanos the length of a step
     * @param next takes everything after it was gathered
     */
    public TimelineBuilder(long stepNanos, RecognitionListener next) {
        this.stepNanos = stepNanos;
        this.next = next;
    }

    /** The timeline of the estimates so far. */
    public EmotionTimeline build(DecidingFusion fusion, Set<ModalityId> modalities) {
        long endNanos =
                estimates.isEmpty() ? 0 : estimates.get(estimates.size() - 1).interval().endNanos();
        TimeInterval whole = new TimeInterval(0, endNanos);
        Map<ModalityId, Evidence> evidence = new TreeMap<>();
        Map<ModalityId, Double> shares = new TreeMap<>();
        for (ModalityId id : modalities) {
            ObservationSum sum = sums.getOrDefault(id, new ObservationSum());
            evidence.put(id, sum.evidence(whole));
            shares.put(id, sum.share());
        }
        List<Observation> kept = new ArrayList<>(observations.values());
        kept.sort(
                Comparator.comparingLong((Observation o) -> o.evidence().interval().endNanos())
                        .thenComparing(Observation::modality)
                        .thenComparingInt(Observation::personId));
        return new EmotionTimeline(
                estimates, fusion.summary(whole, evidence, shares), shares, kept);
    }

    @Override
    public void onProgress(double fraction) {
        next.onProgress(fraction);
    }

    @Override
    public void onObservation(Observation observation) {
        long end = observation.evidence().interval().endNanos();
        // A step (a, b] has what ends in it; what ends at the origin is of the first.
        long step = Math.max(0, (end - 1) / stepNanos);
        observations.put(
                new Place(step, observation.modality(), observation.personId()), observation);
        if (observation.subject()) {
            sums.computeIfAbsent(observation.modality(), id -> new ObservationSum())
                    .add(observation.evidence());
        }
        next.onObservation(observation);
    }

    @Override
    public void onReached(ModalityId modality, long nanos) {
        next.onReached(modality, nanos);
    }

    @Override
    public void onEstimate(EmotionEstimate estimate) {
        estimates.add(estimate);
        next.onEstimate(estimate);
    }
}
