package io.github.emotion4j.core.internal;

import io.github.emotion4j.core.Affect;
import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.Evidence.Missing;
import io.github.emotion4j.core.Evidence.Present;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.spi.Fusion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The only place that decides what is reported of joined modalities: in which frequencies of the
 * classes, whether a class is named at all, and which valence, arousal and stress. Immutable.
 */
public final class DecisionRule {
    /**
     * A recording of which less than this share was perceived is not named after it: voices that
     * are claimed in music, and faces in clutter, are rare and short.
     */
    private static final double MIN_SHARE = 0.1;

    /**
     * How probable the top class must be to be named, by the modality that gives it. Chosen on
     * people that the models have not learned from (docs/accuracy-fusion.md): the least tenth at
     * which nine of ten named classes of pictures not seen are right for the face, and about four
     * of five of speakers not heard for the voice. If several give classes, the smallest of their
     * values.
     */
    private static final Map<ModalityId, Double> SURE =
            Map.of(ModalityId.FACE, 0.6, ModalityId.VOICE, 0.6);

    /** For modalities that nothing was measured of: more likely than not. */
    private static final double SURE_OF_OTHERS = 0.5;

    /** Without priors, by the measured thresholds. */
    public static final DecisionRule BY_DEFAULT =
            new DecisionRule(Map.of(), OptionalDouble.empty());

    private final Map<ModalityId, EmotionProbabilities> priors;
    private final OptionalDouble abstainBelow;

    /**
     * Makes a rule.
     *
     * @param priors the frequencies of the classes to go by, of modalities for which the user named
     *     them
     * @param abstainBelow the probability that the top class must reach, where the user named it
     */
    public DecisionRule(Map<ModalityId, EmotionProbabilities> priors, OptionalDouble abstainBelow) {
        this.priors = Map.copyOf(priors);
        this.abstainBelow = abstainBelow;
    }

    /** The estimate of a step. */
    public EmotionEstimate estimate(TimeInterval interval, Fusion.Opinion joined) {
        return estimate(interval, joined, List.of());
    }

    /**
     * The estimate of a recording.
     *
     * @param shares the share of the time in which each modality was perceived
     */
    public EmotionEstimate summary(
            TimeInterval whole, Fusion.Opinion joined, Map<ModalityId, Double> shares) {
        Map<ModalityId, Double> telling = new TreeMap<>(shares);
        telling.keySet().removeIf(id -> !tells(joined.evidence().get(id)));
        double most = telling.values().stream().mapToDouble(s -> s).max().orElse(1);
        return estimate(
                whole,
                joined,
                most >= MIN_SHARE
                        ? List.of()
                        : List.of(
                                new Reason(
                                        "little-perceived",
                                        String.format(
                                                Locale.ROOT,
                                                "of the time that was looked at, %s",
                                                telling.entrySet().stream()
                                                        .map(DecisionRule::percent)
                                                        .collect(Collectors.joining(", "))))));
    }

    private static String percent(Map.Entry<ModalityId, Double> share) {
        return String.format(
                Locale.ROOT,
                "the %s was perceived in %.1f %%",
                share.getKey().name(),
                100 * share.getValue());
    }

    private EmotionEstimate estimate(
            TimeInterval interval, Fusion.Opinion joined, List<Reason> alreadyAbstaining) {
        List<Present> present =
                joined.evidence().values().stream()
                        .filter(Present.class::isInstance)
                        .map(Present.class::cast)
                        .toList();
        QualityWeightedMean mean = QualityWeightedMean.of(present);
        Optional<EmotionProbabilities> probabilities =
                joined.probabilities().flatMap(p -> withPrior(p, joined.evidence()));
        Set<Emotion> set =
                probabilities.equals(joined.probabilities())
                        ? joined.predictionSet()
                        : probabilities
                                .map(p -> p.smallestSet(Fusion.Opinion.COVERAGE))
                                .orElse(Set.of());
        List<Reason> reasons = new ArrayList<>(alreadyAbstaining);
        reasons.addAll(
                probabilities
                        .map(p -> unsure(p, sure(joined.evidence())))
                        .or(() -> joined.probabilities().map(DecisionRule::ruledOut))
                        .orElseGet(() -> whyNothing(joined.evidence(), !present.isEmpty())));
        return new EmotionEstimate(
                interval,
                probabilities,
                affect(mean, probabilities),
                mean.stress(),
                joined.evidence(),
                probabilities.isPresent() ? joined.contribution() : Map.of(),
                set,
                reasons);
    }

    /** The value of a network, otherwise the one derived from the joined classes. */
    private static Optional<Affect> affect(
            QualityWeightedMean mean, Optional<EmotionProbabilities> probabilities) {
        Optional<Affect> told = mean.affect().filter(a -> a.source() == Affect.Source.NETWORK);
        return told.or(() -> probabilities.map(Affect::expected));
    }

    /**
     * By Bayes' rule, from equally frequent classes to those of the prior; if several modalities
     * give classes, by the geometric mean of their priors, because each class has only one
     * frequency. Empty if the priors leave nothing of what was perceived.
     */
    private Optional<EmotionProbabilities> withPrior(
            EmotionProbabilities probabilities, Map<ModalityId, Evidence> evidence) {
        List<ModalityId> telling =
                evidence.keySet().stream().filter(id -> tells(evidence.get(id))).toList();
        if (telling.stream().noneMatch(priors::containsKey)) {
            return Optional.of(probabilities);
        }
        double[] weights = probabilities.toArray();
        for (ModalityId id : telling) {
            EmotionProbabilities prior = priors.getOrDefault(id, EmotionProbabilities.UNIFORM);
            for (Emotion emotion : Emotion.ALL) {
                weights[emotion.ordinal()] *=
                        Math.pow(prior.probability(emotion), 1.0 / telling.size());
            }
        }
        return Arrays.stream(weights).sum() > 0
                ? Optional.of(EmotionProbabilities.of(weights))
                : Optional.empty();
    }

    private static List<Reason> ruledOut(EmotionProbabilities perceived) {
        return List.of(
                new Reason(
                        "prior-rules-out",
                        "the prior gives no frequency to any class that was perceived: "
                                + perceived));
    }

    private double sure(Map<ModalityId, Evidence> evidence) {
        return abstainBelow.orElse(
                evidence.keySet().stream()
                        .filter(id -> tells(evidence.get(id)))
                        .mapToDouble(id -> SURE.getOrDefault(id, SURE_OF_OTHERS))
                        .min()
                        .orElse(SURE_OF_OTHERS));
    }

    private static List<Reason> unsure(EmotionProbabilities probabilities, double sure) {
        if (probabilities.confidence() >= sure) {
            return List.of();
        }
        // Rounded down, so that it does not seem to reach what it just misses.
        double percent = Math.floor(1000 * probabilities.confidence()) / 10;
        return List.of(
                new Reason(
                        "low-confidence",
                        String.format(
                                Locale.ROOT,
                                "no class reaches %.0f %%; most likely is %s with %.1f %%",
                                100 * sure,
                                probabilities.top().label(),
                                percent)));
    }

    private static List<Reason> whyNothing(Map<ModalityId, Evidence> evidence, boolean perceived) {
        if (perceived) {
            return List.of(
                    new Reason(
                            "no-classes",
                            "what was perceived gives no class: "
                                    + evidence.keySet().stream()
                                            .filter(id -> evidence.get(id) instanceof Present)
                                            .map(ModalityId::name)
                                            .collect(Collectors.joining(", "))));
        }
        List<Reason> reasons =
                evidence.values().stream().map(e -> ((Missing) e).reason()).distinct().toList();
        // That a modality had no input explains nothing where another one looked in vain.
        List<Reason> telling = reasons.stream().filter(r -> !StepReasons.isNoInput(r)).toList();
        return reasons.isEmpty()
                ? List.of(StepReasons.NO_SIGNAL)
                : telling.isEmpty() ? reasons : telling;
    }

    private static boolean tells(Evidence evidence) {
        return evidence instanceof Present present && present.probabilities().isPresent();
    }
}
