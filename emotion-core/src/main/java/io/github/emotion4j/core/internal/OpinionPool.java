package io.github.emotion4j.core.internal;

import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.Evidence.Present;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.spi.Fusion;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The linear opinion pool (Stone 1961, doi:10.1214/aoms/1177704873): the mean of the probabilities
 * of the modalities that give class probabilities, weighted by the quality of their signals. It has
 * no state, so that one object is every session. Immutable and thread-safe.
 */
public final class OpinionPool implements Fusion, Fusion.Session {
    @Override
    public Fusion.Session openSession() {
        return this;
    }

    @Override
    public Fusion.Opinion step(TimeInterval step, Map<ModalityId, Evidence> evidence) {
        QualityWeightedMean mean = new QualityWeightedMean();
        Map<ModalityId, Double> contribution = new TreeMap<>();
        new TreeMap<>(evidence)
                .forEach(
                        (id, e) -> {
                            if (e instanceof Present p && p.probabilities().isPresent()) {
                                contribution.put(id, mean.add(p, 1));
                            }
                        });
        if (mean.isEmpty()) {
            return Fusion.Opinion.none(evidence);
        }
        contribution.replaceAll((id, weight) -> weight / mean.weight());
        Optional<EmotionProbabilities> probabilities = mean.probabilities();
        return new Fusion.Opinion(
                probabilities,
                contribution,
                probabilities.orElseThrow().smallestSet(Opinion.COVERAGE),
                evidence);
    }

    @Override
    public void close() {}
}
