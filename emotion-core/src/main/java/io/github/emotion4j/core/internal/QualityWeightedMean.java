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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** The mean of evidence, weighted by quality and by the time that each piece represents. */
final class QualityWeightedMean {
    /** Keeps a weight positive where the quality or the time is 0. */
    private static final double MIN_WEIGHT = 1e-6;

    private final List<Present> pieces;
    private final double[] times;
    private final double[] weights;
    private final double total;

    /**
     * Makes a mean of pieces that represent the same time.
     *
     * @param pieces at least one
     */
    QualityWeightedMean(List<Present> pieces) {
        this(pieces, DoubleStream.generate(() -> 1).limit(pieces.size()).toArray());
    }

    /**
     * Makes a mean.
     *
     * @param pieces at least one
     * @param times the time that each piece represents, in one unit
     */
    private QualityWeightedMean(List<Present> pieces, double[] times) {
        this.pieces = pieces;
        this.times = new double[pieces.size()];
        this.weights = new double[pieces.size()];
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            this.times[i] = Math.max(times[i], MIN_WEIGHT);
            weights[i] = Math.max(pieces.get(i).quality(), MIN_WEIGHT) * this.times[i];
            sum += weights[i];
        }
        this.total = sum;
    }

    /**
     * Joins pieces of one modality's evidence; missing pieces count only if all are missing, and
     * then the last piece has the reason. Of issues of a code, the first is kept.
     *
     * @param times the time that each piece represents, in one unit
     */
    static Evidence join(List<? extends Evidence> pieces, double[] times) {
        List<Present> present = new ArrayList<>();
        double[] presentTimes = new double[times.length];
        Map<String, Reason> issues = new LinkedHashMap<>();
        for (int i = 0; i < times.length; i++) {
            if (pieces.get(i) instanceof Present piece) {
                presentTimes[present.size()] = times[i];
                present.add(piece);
                piece.issues().forEach(issue -> issues.putIfAbsent(issue.code(), issue));
            }
        }
        if (present.isEmpty()) {
            Missing last = (Missing) pieces.get(pieces.size() - 1);
            return new Missing(hull(pieces), last.reason());
        }
        if (present.size() == 1) {
            return present.get(0);
        }
        QualityWeightedMean mean = new QualityWeightedMean(present, presentTimes);
        return new Present(
                hull(present),
                mean.probabilities(),
                mean.affect(),
                mean.stress(),
                mean.embedding(),
                mean.quality(),
                List.copyOf(issues.values()));
    }

    /** The share of one piece in the mean. */
    double share(int piece) {
        return weights[piece] / total;
    }

    /** The mean of the pieces with class probabilities; empty if there are none. */
    Optional<EmotionProbabilities> probabilities() {
        List<Integer> telling = those(piece -> piece.probabilities().isPresent());
        if (telling.size() < 2) {
            return telling.stream().flatMap(i -> pieces.get(i).probabilities().stream()).findAny();
        }
        double[] sum = new double[Emotion.ALL.size()];
        for (int i : telling) {
            double[] said = pieces.get(i).probabilities().orElseThrow().toArray();
            for (int c = 0; c < sum.length; c++) {
                sum[c] += weights[i] * said[c];
            }
        }
        return Optional.of(EmotionProbabilities.of(sum));
    }

    /**
     * The mean of the pieces with valence and arousal; values of networks take precedence over
     * derived ones.
     */
    Optional<Affect> affect() {
        return affect(Affect.Source.NETWORK).or(() -> affect(Affect.Source.CLASSES));
    }

    private Optional<Affect> affect(Affect.Source source) {
        List<Integer> telling =
                those(piece -> piece.affect().filter(a -> a.source() == source).isPresent());
        if (telling.size() < 2) {
            return telling.stream().flatMap(i -> pieces.get(i).affect().stream()).findAny();
        }
        double sum = 0;
        double valence = 0;
        double arousal = 0;
        for (int i : telling) {
            Affect point = pieces.get(i).affect().orElseThrow();
            valence += weights[i] * point.valence();
            arousal += weights[i] * point.arousal();
            sum += weights[i];
        }
        // Rounding may lead a mean out of its range by a bit.
        return Optional.of(
                new Affect(
                        Clamp.between(valence / sum, -1, 1),
                        Clamp.between(arousal / sum, -1, 1),
                        source));
    }

    /** The mean of the pieces with a value; empty if there are none. */
    OptionalDouble stress() {
        List<Integer> telling = those(piece -> piece.stress().isPresent());
        if (telling.size() < 2) {
            return telling.isEmpty() ? OptionalDouble.empty() : pieces.get(telling.get(0)).stress();
        }
        double sum = 0;
        double stress = 0;
        for (int i : telling) {
            stress += weights[i] * pieces.get(i).stress().orElseThrow();
            sum += weights[i];
        }
        return OptionalDouble.of(Clamp.between(stress / sum, 0, 1));
    }

    private List<Integer> those(Predicate<Present> tell) {
        return IntStream.range(0, weights.length)
                .filter(i -> tell.test(pieces.get(i)))
                .boxed()
                .toList();
    }

    /** The mean of those that are as long as the first. */
    private float[] embedding() {
        double[] sum = new double[pieces.get(0).embedding().length];
        double alike = 0;
        for (int i = 0; i < weights.length; i++) {
            float[] embedding = pieces.get(i).embedding();
            if (embedding.length == sum.length) {
                for (int j = 0; j < sum.length; j++) {
                    sum[j] += weights[i] * embedding[j];
                }
                alike += weights[i];
            }
        }
        float[] mean = new float[sum.length];
        for (int j = 0; j < mean.length; j++) {
            mean[j] = (float) (sum[j] / alike);
        }
        return mean;
    }

    private double quality() {
        double sum = 0;
        double time = 0;
        for (int i = 0; i < times.length; i++) {
            sum += times[i] * pieces.get(i).quality();
            time += times[i];
        }
        return Clamp.between(sum / time, 0, 1);
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
}
