package io.github.emotion4j.fusion.response;

import io.github.emotion4j.core.Affect;
import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.internal.io.SavedState;
import io.github.emotion4j.core.internal.numeric.Clamp;
import io.github.emotion4j.fusion.affect.AffectState;
import io.github.emotion4j.fusion.response.Decision.Alternative;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The contextual bandit: for each rule and strategy a Bayesian ridge regression of the feedback,
 * less a half, on the situation. Feedback is 0 or 1 and so deviates by a half at most, which is
 * taken as the deviation of the noise and of the prior's weights; else as in LinUCB and linear
 * Thompson sampling. The draw of a whole weight vector and the draw of its projection on the
 * situation have the same distribution, so only the latter is made.
 *
 * <p>With each answer about a strategy its older answers count a little less, as in discounted
 * LinUCB (Russac, Vernade, Cappé 2019, arXiv:1909.09146), so that whoever changes their mind is
 * followed, and a strategy that was bad once is tried again. An answer about one strategy does not
 * weaken what is known of the others: in simulations that cost more than it gained.
 */
final class StrategyLearner {
    /**
     * 1, valence and arousal (0 where absent), the mood's valence, stress less a half (0 where
     * unknown).
     */
    static final int FEATURES = 5;

    /** Before any feedback a strategy helps as often as not. */
    private static final double PRIOR = 0.5;

    /** The deviation of an answer that is 0 or 1 with equal chance. */
    private static final double NOISE = 0.5;

    /** The odd constant of SplitMix64, which spreads consecutive seeds. */
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private final Map<String, Arm> arms = new TreeMap<>();
    private long random;

    StrategyLearner(long seed) {
        random = seed;
    }

    static double[] situation(EmotionEstimate estimate, AffectState affect) {
        Affect point = estimate.affect().orElse(Affect.CENTRE);
        return new double[] {
            1,
            point.valence(),
            point.arousal(),
            affect.mood().valence(),
            estimate.stress().isPresent() ? estimate.stress().getAsDouble() - 0.5 : 0
        };
    }

    /** Some of a rule's strategies as weighed now, best first; of equals the one listed first. */
    List<Alternative> weigh(
            String rule,
            List<String> strategies,
            double[] situation,
            ResponsePolicy.Learning learning) {
        List<Alternative> alternatives = new ArrayList<>();
        for (String strategy : strategies) {
            Arm arm = arms.getOrDefault(key(rule, strategy), new Arm());
            double expected = PRIOR + arm.mean(situation);
            double deviation = arm.deviation(situation);
            double added =
                    switch (learning.method()) {
                        case FIXED -> 0;
                        case LINUCB -> learning.exploration() * deviation;
                        case THOMPSON -> learning.exploration() * deviation * nextGaussian();
                    };
            alternatives.add(
                    new Alternative(
                            strategy, expected, deviation, expected + added, arm.feedbacks));
        }
        if (learning.method() != ResponsePolicy.Learning.Method.FIXED) {
            alternatives.sort(Comparator.comparingDouble(a -> -a.score()));
        }
        return alternatives;
    }

    void learn(
            String rule,
            String strategy,
            double[] situation,
            Responder.Outcome outcome,
            double memoryAnswers) {
        double reward = outcome == Responder.Outcome.HELPED ? 1 : 0;
        Arm arm = arms.computeIfAbsent(key(rule, strategy), k -> new Arm());
        arm.fade(1 - 1 / memoryAnswers);
        arm.add(situation, reward - PRIOR);
    }

    /** What was learned, by rule and strategy; those that the policy has no more included. */
    List<Responder.Learned> learned() {
        List<Responder.Learned> learned = new ArrayList<>();
        arms.forEach(
                (key, arm) -> {
                    int slash = key.indexOf('/');
                    learned.add(
                            new Responder.Learned(
                                    key.substring(0, slash),
                                    key.substring(slash + 1),
                                    arm.feedbacks,
                                    arm.helped()));
                });
        return learned;
    }

    /** Takes over all that another has learned, and where its draws stand. */
    void copy(StrategyLearner other) {
        random = other.random;
        arms.clear();
        other.arms.forEach((key, arm) -> arms.put(key, arm.copy()));
    }

    private static String key(String rule, String strategy) {
        return rule + "/" + strategy;
    }

    /**
     * Box and Muller on SplitMix64 (Steele, Lea, Flood 2014, doi:10.1145/2660193.2660195); written
     * out because the draws must be the same on every JVM and their state be saved.
     */
    private double nextGaussian() {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - nextUniform()));
        return radius * StrictMath.cos(2 * Math.PI * nextUniform());
    }

    private double nextUniform() {
        random += GOLDEN_GAMMA;
        long z = (random ^ (random >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return ((z ^ (z >>> 31)) >>> 11) * 0x1.0p-53;
    }

    void write(DataOutputStream out) throws IOException {
        out.writeLong(random);
        out.writeInt(arms.size());
        for (Map.Entry<String, Arm> entry : arms.entrySet()) {
            out.writeUTF(entry.getKey());
            entry.getValue().write(out);
        }
    }

    /**
     * Reads all arms; those of removed rules or strategies are kept in case they are added again.
     */
    void read(DataInputStream in) throws IOException {
        random = in.readLong();
        for (int left = SavedState.count(in, FEATURES * Double.BYTES); left > 0; left--) {
            String key = in.readUTF();
            Arm arm = new Arm();
            arm.read(in);
            arms.put(key, arm);
        }
    }

    /** The posterior of one regression, noise apart: precision I + sum x x', and sum r x. */
    private static final class Arm {
        private final double[][] precision = new double[FEATURES][FEATURES];
        private final double[] response = new double[FEATURES];
        private long feedbacks;

        private Arm() {
            for (int i = 0; i < FEATURES; i++) {
                precision[i][i] = 1;
            }
        }

        private Arm copy() {
            Arm copy = new Arm();
            for (int i = 0; i < FEATURES; i++) {
                System.arraycopy(precision[i], 0, copy.precision[i], 0, FEATURES);
                copy.response[i] = response[i];
            }
            copy.feedbacks = feedbacks;
            return copy;
        }

        private void add(double[] x, double reward) {
            for (int i = 0; i < FEATURES; i++) {
                for (int j = 0; j < FEATURES; j++) {
                    precision[i][j] += x[i] * x[j];
                }
                response[i] += reward * x[i];
            }
            feedbacks++;
        }

        /** Lets all but the prior count less. */
        private void fade(double kept) {
            for (int i = 0; i < FEATURES; i++) {
                for (int j = 0; j < FEATURES; j++) {
                    double prior = i == j ? 1 : 0;
                    precision[i][j] = prior + kept * (precision[i][j] - prior);
                }
                response[i] *= kept;
            }
        }

        /** The share of answers that it helped; of the first feature, which is always 1. */
        private double helped() {
            return Clamp.between(PRIOR + response[0] / (precision[0][0] - 1), 0, 1);
        }

        /** With precision = L L': x' P^-1 r = (L^-1 x)' (L^-1 r). */
        private double mean(double[] x) {
            double[][] factor = cholesky();
            return dot(forward(factor, x), forward(factor, response));
        }

        private double deviation(double[] x) {
            double[] half = forward(cholesky(), x);
            return NOISE * Math.sqrt(dot(half, half));
        }

        private double[][] cholesky() {
            double[][] factor = new double[FEATURES][FEATURES];
            for (int i = 0; i < FEATURES; i++) {
                for (int j = 0; j <= i; j++) {
                    double sum = precision[i][j];
                    for (int k = 0; k < j; k++) {
                        sum -= factor[i][k] * factor[j][k];
                    }
                    factor[i][j] = i == j ? Math.sqrt(sum) : sum / factor[j][j];
                }
            }
            return factor;
        }

        private static double[] forward(double[][] factor, double[] right) {
            double[] solution = new double[FEATURES];
            for (int i = 0; i < FEATURES; i++) {
                double sum = right[i];
                for (int k = 0; k < i; k++) {
                    sum -= factor[i][k] * solution[k];
                }
                solution[i] = sum / factor[i][i];
            }
            return solution;
        }

        private static double dot(double[] a, double[] b) {
            double sum = 0;
            for (int i = 0; i < FEATURES; i++) {
                sum += a[i] * b[i];
            }
            return sum;
        }

        private void write(DataOutputStream out) throws IOException {
            out.writeLong(feedbacks);
            for (double[] row : precision) {
                for (double value : row) {
                    out.writeDouble(value);
                }
            }
            for (double value : response) {
                out.writeDouble(value);
            }
        }

        private void read(DataInputStream in) throws IOException {
            feedbacks = in.readLong();
            for (double[] row : precision) {
                for (int j = 0; j < FEATURES; j++) {
                    row[j] = SavedState.finite(in.readDouble());
                }
            }
            for (int i = 0; i < FEATURES; i++) {
                response[i] = SavedState.finite(in.readDouble());
            }
            double[][] factor = cholesky();
            boolean possible = feedbacks > 0 && precision[0][0] > 1;
            for (int i = 0; i < FEATURES; i++) {
                possible &= factor[i][i] > 0;
            }
            if (!possible) {
                throw new IOException("no answers give what it holds");
            }
        }
    }
}
