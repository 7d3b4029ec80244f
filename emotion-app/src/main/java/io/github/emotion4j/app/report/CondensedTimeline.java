package io.github.emotion4j.app.report;

import io.github.emotion4j.core.Affect;
import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.TimeInterval;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;

/** Makes a long timeline short enough to draw: the means of as many equal groups of steps. */
final class CondensedTimeline {
    private CondensedTimeline() {}

    /** At most that many estimates; the timeline itself where it is short enough. */
    static List<EmotionEstimate> of(List<EmotionEstimate> estimates, int most) {
        if (estimates.size() <= most) {
            return estimates;
        }
        int group = (estimates.size() + most - 1) / most;
        List<EmotionEstimate> condensed = new ArrayList<>();
        for (int start = 0; start < estimates.size(); start += group) {
            int end = Math.min(start + group, estimates.size());
            condensed.add(join(estimates.subList(start, end)));
        }
        return condensed;
    }

    private static EmotionEstimate join(List<EmotionEstimate> group) {
        TimeInterval whole =
                new TimeInterval(
                        group.get(0).interval().startNanos(),
                        group.get(group.size() - 1).interval().endNanos());
        Map<ModalityId, Evidence> evidence = new TreeMap<>();
        for (ModalityId id : group.get(0).evidence().keySet()) {
            evidence.put(id, join(whole, group.stream().map(e -> e.evidence().get(id)).toList()));
        }
        List<EmotionEstimate> perceived =
                group.stream().filter(e -> e.probabilities().isPresent()).toList();
        List<EmotionEstimate> kept = perceived.isEmpty() ? group : perceived;
        Optional<EmotionProbabilities> probabilities =
                mean(kept.stream().flatMap(e -> e.probabilities().stream()).toList());
        long unclear = group.stream().filter(e -> !e.abstentionReasons().isEmpty()).count();
        EmotionEstimate reasons =
                group.stream()
                        .filter(e -> !e.abstentionReasons().isEmpty())
                        .findFirst()
                        .orElse(kept.get(0));
        return new EmotionEstimate(
                whole,
                probabilities,
                affect(kept.stream().flatMap(e -> e.affect().stream()).toList()),
                OptionalDouble.empty(),
                evidence,
                kept.get(0).contribution(),
                probabilities.map(p -> p.smallestSet(0.9)).orElse(Set.of()),
                probabilities.isEmpty() || 2 * unclear > group.size()
                        ? reasons.abstentionReasons()
                        : List.of());
    }

    private static Evidence join(TimeInterval whole, List<Evidence> pieces) {
        List<Evidence.Present> present =
                pieces.stream()
                        .filter(Evidence.Present.class::isInstance)
                        .map(Evidence.Present.class::cast)
                        .toList();
        if (present.isEmpty()) {
            return new Evidence.Missing(whole, ((Evidence.Missing) pieces.get(0)).reason());
        }
        return new Evidence.Present(
                whole,
                mean(present.stream().flatMap(p -> p.probabilities().stream()).toList()),
                affect(present.stream().flatMap(p -> p.affect().stream()).toList()),
                OptionalDouble.empty(),
                new float[0],
                present.stream().mapToDouble(Evidence.Present::quality).average().orElse(0),
                present.get(0).issues());
    }

    private static Optional<EmotionProbabilities> mean(List<EmotionProbabilities> all) {
        if (all.isEmpty()) {
            return Optional.empty();
        }
        double[] sum = new double[Emotion.ALL.size()];
        for (EmotionProbabilities probabilities : all) {
            for (Emotion emotion : Emotion.ALL) {
                sum[emotion.ordinal()] += probabilities.probability(emotion);
            }
        }
        return Optional.of(EmotionProbabilities.of(sum));
    }

    private static Optional<Affect> affect(List<Affect> all) {
        return all.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Affect(
                                all.stream().mapToDouble(Affect::valence).average().orElse(0),
                                all.stream().mapToDouble(Affect::arousal).average().orElse(0),
                                all.get(0).source()));
    }
}
