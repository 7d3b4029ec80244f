package io.github.emotion4j.core.internal;

import io.github.emotion4j.core.Affect;
import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.EmotionException;
import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.Evidence.Missing;
import io.github.emotion4j.core.Evidence.Present;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.spi.Fusion;
import io.github.emotion4j.core.spi.FusionSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The linear opinion pool (Stone 1961, doi:10.1214/aoms/1177704873): the mean of probabilities,
 * weighted by the signals' quality. It has no state, so that one object is every session. The
 * summary of a recording is the pool of each modality's mean over the steps in which it was
 * present. Immutable and thread-safe.
 */
public final class OpinionPool implements Fusion, FusionSession {
    private static final double COVERAGE = 0.9;

    private final double abstainBelow;

    /**
     * Makes a pool.
     *
     * @param abstainBelow the probability that the top class must reach
     */
    public OpinionPool(double abstainBelow) {
        this.abstainBelow = abstainBelow;
    }

    @Override
    public FusionSession openSession() {
        return this;
    }

    @Override
    public EmotionEstimate step(TimeInterval step, Map<ModalityId, Evidence> evidence) {
        List<ModalityId> ids = new ArrayList<>();
        List<Present> present = new ArrayList<>();
        new TreeMap<>(evidence)
                .forEach(
                        (id, e) -> {
                            if (e instanceof Present p) {
                                ids.add(id);
                                present.add(p);
                            }
                        });
        if (present.isEmpty()) {
            return nothing(step, evidence);
        }
        QualityWeightedMean mean = new QualityWeightedMean(present, p -> 1);
        EmotionProbabilities probabilities = mean.probabilities();
        Map<ModalityId, Double> contribution = new TreeMap<>();
        for (int i = 0; i < present.size(); i++) {
            contribution.put(ids.get(i), mean.share(i));
        }
        return new EmotionEstimate(
                step,
                probabilities,
                mean.affect(),
                mean.stress(),
                evidence,
                contribution,
                probabilities.smallestSet(COVERAGE),
                abstentionReasons(probabilities));
    }

    private static EmotionEstimate nothing(TimeInterval step, Map<ModalityId, Evidence> evidence) {
        List<Reason> reasons =
                evidence.values().stream().map(e -> ((Missing) e).reason()).distinct().toList();
        // That a modality had no input explains nothing where another one looked in vain.
        List<Reason> telling = reasons.stream().filter(r -> !StepReasons.isNoInput(r)).toList();
        return new EmotionEstimate(
                step,
                EmotionProbabilities.UNIFORM,
                Affect.CENTRE,
                OptionalDouble.empty(),
                evidence,
                Map.of(),
                EmotionProbabilities.UNIFORM.smallestSet(COVERAGE),
                reasons.isEmpty()
                        ? List.of(StepReasons.NO_SIGNAL)
                        : telling.isEmpty() ? reasons : telling);
    }

    @Override
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
                            : QualityWeightedMean.join(pieces, piece -> 1));
        }
        return step(whole, evidence);
    }

    /**
     * Why an estimate of these probabilities abstains.
     *
     * @param probabilities the joined probabilities
     * @return the reasons; empty if the top class is sure enough
     */
    public List<Reason> abstentionReasons(EmotionProbabilities probabilities) {
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

    @Override
    public byte[] state() {
        return new byte[0];
    }

    @Override
    public void restore(byte[] state) {
        if (state.length != 0) {
            throw new EmotionException(
                    "The state is of another way to join modalities than the opinion pool; open the"
                            + " stream with a recogniser built like the one that gave the state",
                    null);
        }
    }

    @Override
    public void close() {}
}
