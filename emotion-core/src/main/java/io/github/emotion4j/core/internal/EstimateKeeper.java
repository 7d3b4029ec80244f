package io.github.emotion4j.core.internal;

import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.EmotionTimeline;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Observation;
import io.github.emotion4j.core.RecognitionListener;
import io.github.emotion4j.core.spi.Fusion;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Keeps the estimates of a recording and passes everything on. */
public final class EstimateKeeper implements RecognitionListener {
    private final RecognitionListener next;
    private final List<EmotionEstimate> estimates = new ArrayList<>();

    /**
     * Makes one that has nothing yet.
     *
     * @param next takes everything after it was kept
     */
    public EstimateKeeper(RecognitionListener next) {
        this.next = next;
    }

    /** The timeline of what was kept. */
    public EmotionTimeline timeline(Fusion fusion, Set<ModalityId> modalities) {
        return new EmotionTimeline(estimates, fusion.summary(estimates, modalities));
    }

    @Override
    public void onProgress(double fraction) {
        next.onProgress(fraction);
    }

    @Override
    public void onObservation(Observation observation) {
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
