package io.github.emotion4j.core.internal;

import io.github.emotion4j.core.Affect;
import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.Evidence.Missing;
import io.github.emotion4j.core.Evidence.Present;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.internal.numeric.Clamp;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The mean of evidence, weighted by quality and by the time that each piece represents. Each
 * quantity is the mean of the pieces that tell it. Keeps sums and no pieces, so that memory does
 * not grow with their number.
 */
final class QualityWeightedMean {
    /** Keeps a weight positive where the quality or the time is 0. */
    private static final double MIN_WEIGHT = 1e-6;

    private final Sum classes = new Sum(Emotion.ALL.size());
    private final Map<Affect.Source, Sum> affect = new EnumMap<>(Affect.Source.class);
    private final Sum stress = new Sum(1);
    private final Sum quality = new Sum(1);
    private final Map<String, Reason> issues = new LinkedHashMap<>();
    private @Nullable Sum embedding;
    private double total;
    private long startNanos = Long.MAX_VALUE;
    private long endNanos;

    /** The mean of pieces that represent the same time. */
    static QualityWeightedMean of(List<Present> pieces) {
        QualityWeightedMean mean = new QualityWeightedMean();
        pieces.forEach(piece -> mean.add(piece, 1));
        return mean;
    }

    /**
     * Joins pieces of one modality's evidence; missing pieces count only if all are missing, and
     * then the last piece has the reason.
     *
     * @param pieces at least one
     * @param times the time that each piece represents, in one unit
     */
    static Evidence join(List<? extends Evidence> pieces, double[] times) {
        QualityWeightedMean mean = new QualityWeightedMean();
        for (int i = 0; i < times.length; i++) {
            if (pieces.get(i) instanceof Present piece) {
                mean.add(piece, times[i]);
            }
        }
        if (!mean.isEmpty()) {
            return mean.evidence();
        }
        pieces.forEach(piece -> mean.cover(piece.interval()));
        Missing last = (Missing) pieces.get(pieces.size() - 1);
        return new Missing(new TimeInterval(mean.startNanos, mean.endNanos), last.reason());
    }

    /**
     * Takes one more piece.
     *
     * @param piece the piece
     * @param time the time that it represents, in the unit of the others
     * @return its weight, of which {@link #weight()} is the sum
     */
    double add(Present piece, double time) {
        double counted = Math.max(time, MIN_WEIGHT);
        double weight = Math.max(piece.quality(), MIN_WEIGHT) * counted;
        total += weight;
        cover(piece.interval());
        piece.issues().forEach(issue -> issues.putIfAbsent(issue.code(), issue));
        piece.probabilities().ifPresent(said -> classes.add(piece, weight, said.toArray()));
        piece.affect()
                .ifPresent(
                        point ->
                                affect.computeIfAbsent(point.source(), source -> new Sum(2))
                                        .add(piece, weight, point.valence(), point.arousal()));
        piece.stress().ifPresent(value -> stress.add(piece, weight, value));
        quality.add(piece, counted, piece.quality());
        addEmbedding(piece, weight);
        return weight;
    }

    /** Those that are not as long as the first count nothing. */
    private void addEmbedding(Present piece, double weight) {
        float[] values = piece.embedding();
        Sum sum = embedding;
        if (sum == null) {
            sum = new Sum(values.length);
            embedding = sum;
        }
        if (values.length == sum.totals.length) {
            double[] wide = new double[values.length];
            for (int i = 0; i < wide.length; i++) {
                wide[i] = values[i];
            }
            sum.add(piece, weight, wide);
        }
    }

    private void cover(TimeInterval interval) {
        startNanos = Math.min(startNanos, interval.startNanos());
        endNanos = Math.max(endNanos, interval.endNanos());
    }

    boolean isEmpty() {
        return quality.count == 0;
    }

    /** The sum of the weights of all pieces. */
    double weight() {
        return total;
    }

    /**
     * The mean as evidence of the whole time, after at least one piece; of issues of a code, the
     * first is kept.
     */
    Present evidence() {
        return quality.onlyOne()
                .orElseGet(
                        () ->
                                new Present(
                                        new TimeInterval(startNanos, endNanos),
                                        probabilities(),
                                        affect(),
                                        stress(),
                                        embedding(),
                                        Clamp.between(quality.mean(0), 0, 1),
                                        List.copyOf(issues.values())));
    }

    /** The mean of the pieces with class probabilities; empty if there are none. */
    Optional<EmotionProbabilities> probabilities() {
        if (classes.count == 0) {
            return Optional.empty();
        }
        return classes.onlyOne()
                .map(Present::probabilities)
                .orElseGet(() -> Optional.of(EmotionProbabilities.of(classes.totals)));
    }

    /**
     * The mean of the pieces with valence and arousal; values of networks take precedence over
     * derived ones.
     */
    Optional<Affect> affect() {
        return affect(Affect.Source.NETWORK).or(() -> affect(Affect.Source.CLASSES));
    }

    private Optional<Affect> affect(Affect.Source source) {
        Sum sum = affect.get(source);
        if (sum == null) {
            return Optional.empty();
        }
        // Rounding may lead a mean out of its range by a bit.
        return sum.onlyOne()
                .map(Present::affect)
                .orElseGet(
                        () ->
                                Optional.of(
                                        new Affect(
                                                Clamp.between(sum.mean(0), -1, 1),
                                                Clamp.between(sum.mean(1), -1, 1),
                                                source)));
    }

    /** The mean of the pieces with a value; empty if there are none. */
    OptionalDouble stress() {
        if (stress.count == 0) {
            return OptionalDouble.empty();
        }
        return stress.onlyOne()
                .map(Present::stress)
                .orElseGet(() -> OptionalDouble.of(Clamp.between(stress.mean(0), 0, 1)));
    }

    private float[] embedding() {
        Sum sum = embedding;
        float[] mean = new float[sum == null ? 0 : sum.totals.length];
        for (int i = 0; sum != null && i < mean.length; i++) {
            mean[i] = (float) sum.mean(i);
        }
        return mean;
    }

    /** The weighted sum of one quantity. */
    private static final class Sum {
        private final double[] totals;
        private double weight;
        private int count;
        private @Nullable Present first;

        private Sum(int size) {
            totals = new double[size];
        }

        private void add(Present piece, double more, double... values) {
            for (int i = 0; i < totals.length; i++) {
                totals[i] += more * values[i];
            }
            weight += more;
            count++;
            first = count == 1 ? piece : null;
        }

        /** A single piece says it without a rounding of its own. */
        private Optional<Present> onlyOne() {
            return Optional.ofNullable(first);
        }

        private double mean(int i) {
            return totals[i] / weight;
        }
    }
}
