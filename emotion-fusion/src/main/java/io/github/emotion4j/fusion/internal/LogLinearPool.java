package io.github.emotion4j.fusion.internal;

import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.Evidence.Present;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.spi.Fusion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The log-linear opinion pool: the product of the modalities' calibrated probabilities, each to a
 * power of its own (Genest, Zidek 1986, doi:10.1214/ss/1177013825). It is exact where the
 * modalities err independently of one another, given the class, and classes are equally frequent; a
 * power below 1 allows for what they share. A single modality passes unchanged, whatever its power,
 * since there is nothing to weigh it against.
 *
 * <p>A probability of exactly 0 says that a modality does not know the class. It counts as no
 * opinion where another modality knows it; a class that none knows stays at 0. {@link
 * EvidenceVector#join} does the same for steps.
 *
 * @param slots the modalities' names; {@code "other"} represents those that are not named
 * @param powers one a slot, at least 0
 */
public record LogLinearPool(List<String> slots, double[] powers) {
    private static final String OTHER = "other";

    /** The slot of a modality; -1 where there is none. */
    static int slot(List<String> slots, ModalityId id) {
        int slot = slots.indexOf(id.name());
        return slot >= 0 ? slot : slots.indexOf(OTHER);
    }

    /** Reports that modalities with class probabilities but without a slot do not count. */
    static Map<ModalityId, Evidence> markUnheard(
            Map<ModalityId, Evidence> evidence, List<String> slots) {
        Map<ModalityId, Evidence> marked = new TreeMap<>(evidence);
        marked.replaceAll(
                (id, e) ->
                        e instanceof Present present
                                        && present.probabilities().isPresent()
                                        && slot(slots, id) < 0
                                ? present.withIssue(
                                        new Reason(
                                                "no-slot",
                                                "did not count: the fusion network has slots for "
                                                        + slots
                                                        + " alone"))
                                : e);
        return marked;
    }

    /** Joins what the modalities say at one time, or of one recording. */
    public Fusion.Opinion join(Map<ModalityId, Evidence> evidence) {
        Map<ModalityId, Evidence> used = markUnheard(evidence, slots);
        List<ModalityId> ids = new ArrayList<>();
        List<EmotionProbabilities> said = new ArrayList<>();
        used.forEach(
                (id, e) -> {
                    if (e instanceof Present present && slot(slots, id) >= 0) {
                        present.probabilities()
                                .ifPresent(
                                        p -> {
                                            ids.add(id);
                                            said.add(p);
                                        });
                    }
                });
        if (ids.isEmpty()) {
            return Fusion.Opinion.none(used);
        }
        int all = (1 << ids.size()) - 1;
        Map<Integer, double[]> subsets = new TreeMap<>();
        for (int subset = 0; subset <= all; subset++) {
            subsets.put(subset, product(ids, said, subset).toArray());
        }
        EmotionProbabilities joined = product(ids, said, all);
        double[] shapley = Shapley.values(all, subsets, joined.top().ordinal());
        Map<ModalityId, Double> contribution = new TreeMap<>();
        for (int i = 0; i < ids.size(); i++) {
            contribution.put(ids.get(i), shapley[i]);
        }
        return new Fusion.Opinion(
                Optional.of(joined),
                contribution,
                joined.smallestSet(Fusion.Opinion.COVERAGE),
                used);
    }

    private EmotionProbabilities product(
            List<ModalityId> ids, List<EmotionProbabilities> said, int subset) {
        if (subset == 0) {
            return EmotionProbabilities.UNIFORM;
        }
        if (Integer.bitCount(subset) == 1) {
            return said.get(Integer.numberOfTrailingZeros(subset));
        }
        float[] logs = new float[Emotion.ALL.size()];
        for (Emotion emotion : Emotion.ALL) {
            boolean known = false;
            double sum = 0;
            for (int i = 0; i < ids.size(); i++) {
                if ((subset >> i & 1) == 1) {
                    double probability = said.get(i).probability(emotion);
                    known |= probability > 0;
                    sum += powers[slot(slots, ids.get(i))] * Math.log(weight(probability));
                }
            }
            logs[emotion.ordinal()] = known ? (float) sum : Float.NEGATIVE_INFINITY;
        }
        return EmotionProbabilities.softmax(logs, 1);
    }

    private static double weight(double probability) {
        return probability == 0
                ? EvidenceVector.NO_OPINION
                : Math.max(probability, EvidenceVector.MIN_PROBABILITY);
    }
}
