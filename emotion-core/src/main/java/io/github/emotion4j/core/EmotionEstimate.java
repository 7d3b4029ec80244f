package io.github.emotion4j.core;

import io.github.emotion4j.core.internal.DecisionRule;
import io.github.emotion4j.core.internal.OpinionPool;
import io.github.emotion4j.core.internal.format.EstimateJson;
import io.github.emotion4j.core.internal.format.EstimateText;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;

/**
 * The estimate of how a person's expression is perceived in one step of time, from all modalities.
 * Immutable.
 *
 * @param interval the step
 * @param probabilities the calibrated class probabilities; absent if nothing was perceived that
 *     gives class probabilities, or a prior leaves none of the classes that were perceived
 * @param affect valence and arousal, and whether a network gave them; absent if nothing was
 *     perceived that gives them
 * @param stress how stressed the signals of the body look, in [0, 1]; absent if no modality gives
 *     it
 * @param evidence the result of each modality of the recogniser
 * @param contribution how much each modality counts in the result, as the fusion method defines it:
 *     shares that sum to 1 for the opinion pool, Shapley values for the network of emotion-fusion,
 *     also for a modality that is missing now but was perceived before; empty if no modality gives
 *     class probabilities
 * @param predictionSet a set of classes meant to contain the right one in 90 % of the estimates;
 *     empty if there are no probabilities
 * @param abstentionReasons why the estimate names no class; empty where it names one. Its codes are
 *     {@code "low-confidence"}, {@code "little-perceived"} (of a recording), {@code "no-classes"}
 *     (what was perceived gives none), {@code "prior-rules-out"} (a prior gives frequency 0 to all
 *     classes that were perceived), and where nothing was perceived those of {@link
 *     Evidence.Missing}
 */
public record EmotionEstimate(
        TimeInterval interval,
        Optional<EmotionProbabilities> probabilities,
        Optional<Affect> affect,
        OptionalDouble stress,
        Map<ModalityId, Evidence> evidence,
        Map<ModalityId, Double> contribution,
        Set<Emotion> predictionSet,
        List<Reason> abstentionReasons) {
    /**
     * Copies the collections.
     *
     * @throws IllegalArgumentException if there are neither probabilities nor a reason for their
     *     absence, stress is outside [0, 1], or a contribution is not finite
     */
    public EmotionEstimate {
        Objects.requireNonNull(interval, "interval");
        Objects.requireNonNull(affect, "affect");
        if (probabilities.isEmpty() && abstentionReasons.isEmpty()) {
            throw new IllegalArgumentException(
                    "An estimate without probabilities needs a reason to abstain");
        }
        stress.ifPresent(value -> Evidence.Present.requireFraction("stress", value));
        contribution.forEach(
                (modality, share) -> {
                    if (!Double.isFinite(share)) {
                        throw new IllegalArgumentException(
                                "contribution of " + modality + " must be finite, not " + share);
                    }
                });
        evidence = Collections.unmodifiableMap(new TreeMap<>(evidence));
        contribution = Collections.unmodifiableMap(new TreeMap<>(contribution));
        EnumSet<Emotion> set = EnumSet.noneOf(Emotion.class);
        set.addAll(predictionSet);
        predictionSet = Collections.unmodifiableSet(set);
        abstentionReasons = List.copyOf(abstentionReasons);
    }

    /**
     * The estimate that rests on one piece of evidence alone, decided as a recogniser with default
     * options does: what is perceived of one face of several, or of one utterance.
     *
     * @param modality whose evidence it is, such as {@link Observation#modality()}
     * @param evidence what was perceived, such as {@link Observation#evidence()}
     * @return the estimate of the evidence's interval
     */
    public static EmotionEstimate of(ModalityId modality, Evidence evidence) {
        return DecisionRule.BY_DEFAULT.estimate(
                evidence.interval(),
                new OpinionPool().step(evidence.interval(), Map.of(modality, evidence)));
    }

    /**
     * {@return the perceived expression: the most probable class, or empty if the estimate
     * abstains}
     */
    public Optional<Emotion> perceived() {
        return abstentionReasons.isEmpty()
                ? probabilities.map(EmotionProbabilities::top)
                : Optional.empty();
    }

    /**
     * What one modality perceived.
     *
     * @param modality one of the recogniser's
     * @return its evidence, missing with a reason where it perceived nothing
     * @throws IllegalArgumentException if the recogniser does not have the modality
     */
    public Evidence evidence(ModalityId modality) {
        Evidence found = evidence.get(Objects.requireNonNull(modality, "modality"));
        if (found == null) {
            throw new IllegalArgumentException(
                    "The estimate has no " + modality + ", only " + evidence.keySet());
        }
        return found;
    }

    /**
     * How much one modality counts in the result; see {@link #contribution()}.
     *
     * @param modality one of the recogniser's
     * @return its share; 0 where it counts for nothing, as when it is missing or gives no classes
     * @throws IllegalArgumentException if the recogniser does not have the modality
     */
    public double contribution(ModalityId modality) {
        Double share = contribution.get(Objects.requireNonNull(modality, "modality"));
        if (share == null) {
            evidence(modality);
            return 0;
        }
        return share;
    }

    /**
     * The age of a modality's evidence at the end of the step: 0 if it was perceived up to the end,
     * more if earlier evidence still counts or the modality reports with a delay.
     *
     * @param modality one of the recogniser's
     * @return nanoseconds, at least 0; 0 where the modality is missing
     * @throws IllegalArgumentException if the recogniser does not have the modality
     */
    public long ageNanos(ModalityId modality) {
        Evidence found = evidence(modality);
        return found instanceof Evidence.Present
                ? Math.max(0, interval.endNanos() - found.interval().endNanos())
                : 0;
    }

    /**
     * This estimate as JSON on one line, as the schema {@code emotion4j.schema.json} in this
     * package of the jar describes it, without the embeddings of its evidence. All numbers keep
     * every bit.
     *
     * @return the text of an object whose {@code version} is 1
     */
    public String toJson() {
        return EstimateJson.write(this, false);
    }

    /**
     * {@return the same with the embeddings of its evidence: the networks' hidden features, by
     * which a person may be recognised again; the text of an object whose {@code version} is 1}
     */
    public String toJsonWithEmbeddings() {
        return EstimateJson.write(this, true);
    }

    /**
     * Reads what {@link #toJson()} or {@link #toJsonWithEmbeddings()} wrote.
     *
     * @param json the text of one object
     * @return an equal estimate, with the embeddings that were written
     * @throws InputException if the text is no such object, or of another version
     */
    public static EmotionEstimate ofJson(String json) {
        return EstimateJson.readEstimate(json);
    }

    /** One readable line; without what is absent. */
    @Override
    public String toString() {
        return interval + "  " + EstimateText.of(this);
    }
}
