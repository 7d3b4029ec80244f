package io.github.emotion4j.app.scene;

import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.internal.format.EstimateText;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is said of a face or of a step: a class with its probability, or why it is unclear.
 *
 * @param emotion the class; nothing where it is unclear
 * @param probability the class's probability in [0, 1]; 0 where it is unclear
 * @param reason why it is unclear; empty where it is not
 */
public record Verdict(Optional<Emotion> emotion, double probability, String reason) {
    /**
     * What an estimate says.
     *
     * @param estimate a step's estimate, or a summary
     * @return its verdict
     */
    public static Verdict of(EmotionEstimate estimate) {
        return estimate.perceived()
                .flatMap(named -> estimate.probabilities().map(p -> verdict(named, p)))
                .orElseGet(
                        () ->
                                unclear(
                                        estimate.abstentionReasons().stream()
                                                .map(
                                                        reason ->
                                                                describe(
                                                                        reason,
                                                                        estimate.probabilities()))
                                                .collect(Collectors.joining("; "))));
    }

    private static Verdict verdict(Emotion named, EmotionProbabilities probabilities) {
        return new Verdict(Optional.of(named), probabilities.probability(named), "");
    }

    /** A class that is not likely enough is described more briefly than in a log. */
    private static String describe(Reason reason, Optional<EmotionProbabilities> probabilities) {
        return probabilities
                .filter(p -> reason.code().equals("low-confidence"))
                .map(Verdict::between)
                .orElse(reason.message());
    }

    private static String between(EmotionProbabilities probabilities) {
        return Emotion.ALL.stream()
                .sorted(Comparator.comparingDouble((Emotion e) -> -probabilities.probability(e)))
                .limit(2)
                .map(e -> e.label() + " " + EstimateText.percent(probabilities.probability(e)))
                .collect(Collectors.joining(" or "));
    }

    /**
     * What one modality's evidence says, decided as an estimate that rests on it alone.
     *
     * @param modality whose evidence it is
     * @param evidence the evidence
     * @return its verdict
     */
    public static Verdict of(ModalityId modality, Evidence evidence) {
        return of(EmotionEstimate.of(modality, evidence));
    }

    private static Verdict unclear(String reason) {
        return new Verdict(Optional.empty(), 0, reason);
    }

    /**
     * {@return the class and its probability in words: {@code "happiness 93 %"}, or {@code
     * "unclear"}}
     */
    public String label() {
        return emotion.map(e -> e.label() + " " + EstimateText.percent(probability))
                .orElse("unclear");
    }

    /**
     * A body's stress in words.
     *
     * @param probability of stress, in [0, 1]
     * @return such as {@code "stress 44 %"}
     */
    public static String stress(double probability) {
        return "stress " + EstimateText.percent(probability);
    }

    /**
     * What is said on the whole where the body alone was perceived, which gives stress and no
     * class.
     *
     * @param estimate a step's estimate, or a summary
     * @return such as {@code "stress 44 %"}; empty where there are classes, or no stress
     */
    public static Optional<String> stressAlone(EmotionEstimate estimate) {
        return estimate.probabilities().isEmpty() && estimate.stress().isPresent()
                ? Optional.of(stress(estimate.stress().getAsDouble()))
                : Optional.empty();
    }
}
