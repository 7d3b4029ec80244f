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
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The linear opinion pool (Stone 1961, doi:10.1214/aoms/1177704873): the mean of probabilities,
 * weighted by the signals' quality. Immutable and thread-safe.
 */
public final class OpinionPool {
    /** No signal of a modality came in. */
    static final Reason NO_SIGNAL = new Reason("no-signal", "no signal came in");

    private static final double COVERAGE = 0.9;

    /** Keeps a weight positive where the quality is 0. */
    private static final double LEAST_WEIGHT = 1e-6;

    private final double abstainBelow;

    /**
     * Makes a pool.
     *
     * @param abstainBelow the probability that the top class must reach
     */
    public OpinionPool(double abstainBelow) {
        this.abstainBelow = abstainBelow;
    }

    /** Joins pieces of one modality's evidence; what is missing counts only if all is missing. */
    static Evidence combine(List<Evidence> pieces) {
        List<Present> present =
                pieces.stream().filter(Present.class::isInstance).map(Present.class::cast).toList();
        if (present.isEmpty()) {
            Missing last = (Missing) pieces.get(pieces.size() - 1);
            return new Missing(hull(pieces), last.reason());
        }
        if (present.size() == 1) {
            return present.get(0);
        }
        Set<Reason> issues =
                present.stream()
                        .flatMap(p -> p.issues().stream())
                        .collect(Collectors.toCollection(LinkedHashSet::new));
        return new Present(
                hull(present),
                probabilities(present),
                affect(present),
                stress(present),
                embedding(present),
                present.stream().mapToDouble(Present::quality).average().orElse(0),
                List.copyOf(issues));
    }

    /** Makes one estimate of a step's evidence. */
    public EmotionEstimate estimate(TimeInterval interval, Map<ModalityId, Evidence> evidence) {
        Map<ModalityId, Present> present = new TreeMap<>();
        evidence.forEach(
                (id, e) -> {
                    if (e instanceof Present p) {
                        present.put(id, p);
                    }
                });
        if (present.isEmpty()) {
            List<Reason> reasons =
                    evidence.values().stream().map(e -> ((Missing) e).reason()).distinct().toList();
            // That a modality had no input explains nothing where another one looked in vain.
            List<Reason> telling = reasons.stream().filter(r -> !r.equals(NO_SIGNAL)).toList();
            return new EmotionEstimate(
                    interval,
                    EmotionProbabilities.UNIFORM,
                    Affect.CENTRE,
                    OptionalDouble.empty(),
                    evidence,
                    Map.of(),
                    EmotionProbabilities.UNIFORM.smallestSet(COVERAGE),
                    telling.isEmpty() ? reasons : telling);
        }
        EmotionProbabilities probabilities = probabilities(present.values());
        double total = present.values().stream().mapToDouble(OpinionPool::weight).sum();
        Map<ModalityId, Double> contribution = new TreeMap<>();
        present.forEach((id, p) -> contribution.put(id, weight(p) / total));
        return new EmotionEstimate(
                interval,
                probabilities,
                affect(present.values()),
                stress(present.values()),
                evidence,
                contribution,
                probabilities.smallestSet(COVERAGE),
                unclear(probabilities));
    }

    /** One estimate for all steps. */
    public EmotionEstimate summary(List<EmotionEstimate> estimates, Set<ModalityId> modalities) {
        long endNanos =
                estimates.isEmpty() ? 0 : estimates.get(estimates.size() - 1).interval().endNanos();
        TimeInterval whole = new TimeInterval(0, endNanos);
        Map<ModalityId, Evidence> evidence = new TreeMap<>();
        for (ModalityId id : new TreeSet<>(modalities)) {
            List<Evidence> pieces = new ArrayList<>();
            estimates.forEach(e -> pieces.add(e.evidence().get(id)));
            evidence.put(
                    id,
                    pieces.isEmpty()
                            ? new Missing(whole, new Reason("no-signal", "the recording is empty"))
                            : combine(pieces));
        }
        return estimate(whole, evidence);
    }

    private List<Reason> unclear(EmotionProbabilities probabilities) {
        if (probabilities.confidence() >= abstainBelow) {
            return List.of();
        }
        return List.of(
                new Reason(
                        "low-confidence",
                        String.format(
                                Locale.ROOT,
                                "no class reaches %.0f %%; most likely is %s",
                                100 * abstainBelow,
                                probabilities)));
    }

    private static double weight(Present present) {
        return Math.max(present.quality(), LEAST_WEIGHT);
    }

    private static TimeInterval hull(List<? extends Evidence> pieces) {
        long startNanos = Long.MAX_VALUE;
        long endNanos = 0;
        for (Evidence piece : pieces) {
            startNanos = Math.min(startNanos, piece.interval().startNanos());
            endNanos = Math.max(endNanos, piece.interval().endNanos());
        }
        return new TimeInterval(startNanos, endNanos);
    }

    private static EmotionProbabilities probabilities(Collection<Present> present) {
        double[] sum = new double[Emotion.ALL.size()];
        for (Present p : present) {
            for (Emotion emotion : Emotion.ALL) {
                sum[emotion.ordinal()] += weight(p) * p.probabilities().of(emotion);
            }
        }
        return EmotionProbabilities.of(sum);
    }

    private static Affect affect(Collection<Present> present) {
        double valence = 0;
        double arousal = 0;
        double total = 0;
        for (Present p : present) {
            valence += weight(p) * p.affect().valence();
            arousal += weight(p) * p.affect().arousal();
            total += weight(p);
        }
        return new Affect(valence / total, arousal / total);
    }

    private static OptionalDouble stress(Collection<Present> present) {
        double sum = 0;
        double total = 0;
        for (Present p : present) {
            if (p.stress().isPresent()) {
                sum += weight(p) * p.stress().getAsDouble();
                total += weight(p);
            }
        }
        return total > 0 ? OptionalDouble.of(sum / total) : OptionalDouble.empty();
    }

    private static float[] embedding(List<Present> present) {
        double[] sum = null;
        double total = 0;
        for (Present p : present) {
            float[] embedding = p.embedding();
            if (sum == null) {
                sum = new double[embedding.length];
            }
            if (embedding.length == sum.length) {
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += weight(p) * embedding[i];
                }
                total += weight(p);
            }
        }
        float[] mean = new float[sum == null ? 0 : sum.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (float) (sum[i] / total);
        }
        return mean;
    }
}
