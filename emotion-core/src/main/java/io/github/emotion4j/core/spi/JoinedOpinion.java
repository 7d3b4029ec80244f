package io.github.emotion4j.core.spi;

import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a {@linkplain FusionMethod fusion method} makes of one step's evidence. What the recogniser
 * reports of it (priors, abstention, valence and arousal, stress) is not the method's. Immutable.
 *
 * @param probabilities calibrated class probabilities where classes are equally frequent; absent if
 *     no present modality gives class probabilities
 * @param contribution how much each modality counts, as the method defines it; empty where there
 *     are no probabilities
 * @param predictionSet the classes that are meant to hold the right one in 90 %; empty where there
 *     are no probabilities
 * @param evidence the evidence as it was used; the method may add issues
 */
public record JoinedOpinion(
        Optional<EmotionProbabilities> probabilities,
        Map<ModalityId, Double> contribution,
        Set<Emotion> predictionSet,
        Map<ModalityId, Evidence> evidence) {
    /** Copies the collections. */
    public JoinedOpinion {
        contribution = Collections.unmodifiableMap(new TreeMap<>(contribution));
        EnumSet<Emotion> set = EnumSet.noneOf(Emotion.class);
        set.addAll(predictionSet);
        predictionSet = Collections.unmodifiableSet(set);
        evidence = Collections.unmodifiableMap(new TreeMap<>(evidence));
    }

    /**
     * Nothing is known of the classes.
     *
     * @param evidence the evidence
     * @return an opinion without probabilities
     */
    public static JoinedOpinion none(Map<ModalityId, Evidence> evidence) {
        return new JoinedOpinion(Optional.empty(), Map.of(), Set.of(), evidence);
    }
}
