package io.github.emotion4j.core.internal;

import io.github.emotion4j.core.Affect;
import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.Evidence.Missing;
import io.github.emotion4j.core.Evidence.Present;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.TimeInterval;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The mean of evidence, weighted by quality and by how much time each piece stands for. */
public final class QualityWeightedMean {
    /** Keeps a weight positive where the quality or the time is 0. */
    private static final double MIN_WEIGHT = 1e-6;

    private final List<Present> pieces;
    private final double[] seconds;
    private final double[] weights;
    private final double total;

    /**
     * Makes a mean.
     *
     * @param pieces at least one
     * @param seconds the time that a piece stands for
     */
    public QualityWeightedMean(List<Present> pieces, ToDoubleFunction<? super Present> seconds) {
        this.pieces = pieces;
        this.seconds = new double[pieces.size()];
        this.weights = new double[pieces.size()];
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            Present piece = pieces.get(i);
            this.seconds[i] = Math.max(seconds.applyAsDouble(piece), MIN_WEIGHT);
            weights[i] = Math.max(piece.quality(), MIN_WEIGHT) * this.seconds[i];
            sum += weights[i];
        }
        this.total = sum;
    }

    /**
     * Joins pieces of one modality's evidence; what is missing counts only if all is missing, and
     * then the last piece has the reason.
     */
    static Evidence join(List<Evidence> pieces, ToDoubleFunction<? super Evidence> seconds) {
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
        QualityWeightedMean mean = new QualityWeightedMean(present, seconds);
        return new Present(
                hull(present),
                mean.probabilities(),
                mean.affect(),
                mean.stress(),
                mean.embedding(),
                mean.quality(),
                List.copyOf(issues));
    }

    /** The share of one piece in the mean. */
    double share(int piece) {
        return weights[piece] / total;
    }

    EmotionProbabilities probabilities() {
        double[] sum = new double[Emotion.ALL.size()];
        for (int i = 0; i < weights.length; i++) {
            for (Emotion emotion : Emotion.ALL) {
                sum[emotion.ordinal()] += weights[i] * pieces.get(i).probabilities().of(emotion);
            }
        }
        return EmotionProbabilities.of(sum);
    }

    Affect affect() {
        double valence = 0;
        double arousal = 0;
        for (int i = 0; i < weights.length; i++) {
            valence += weights[i] * pieces.get(i).affect().valence();
            arousal += weights[i] * pieces.get(i).affect().arousal();
        }
        return new Affect(clamp(valence / total, -1), clamp(arousal / total, -1));
    }

    /** The mean of those that tell; nothing if none does. */
    public OptionalDouble stress() {
        double sum = 0;
        double telling = 0;
        for (int i = 0; i < weights.length; i++) {
            OptionalDouble stress = pieces.get(i).stress();
            if (stress.isPresent()) {
                sum += weights[i] * stress.getAsDouble();
                telling += weights[i];
            }
        }
        return telling > 0 ? OptionalDouble.of(clamp(sum / telling, 0)) : OptionalDouble.empty();
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
        for (int i = 0; i < seconds.length; i++) {
            sum += seconds[i] * pieces.get(i).quality();
            time += seconds[i];
        }
        return clamp(sum / time, 0);
    }

    /** Rounding may lead a mean out of its range by a bit. */
    private static double clamp(double mean, double least) {
        return Math.max(least, Math.min(1, mean));
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
