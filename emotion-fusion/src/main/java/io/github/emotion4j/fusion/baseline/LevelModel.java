package io.github.emotion4j.fusion.baseline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the levels of some numbers differ between people: the empirical Bayes prior of a personal
 * baseline. Immutable and thread-safe.
 *
 * <p>Each number is treated separately. A person's level over all they usually show is {@code a}
 * above the mean of all people, and their level at neutral {@code n} above the mean at neutral;
 * both are normal with variances {@code V_a}, {@code V_n} and covariance {@code C} over people.
 * With {@code k} observations at neutral whose mean is {@code y} above, and {@code m} usual ones
 * whose mean is {@code z} above, and variances {@code W_n}, {@code W_a} of single observations
 * within a person, the mean is subtracted of {@code a} given both:
 *
 * <pre>
 *   b = C / (V_n + W_n / k) y,   v = V_a - C^2 / (V_n + W_n / k)    (b = 0, v = V_a for k = 0)
 *   offset = (b W_a / m + v z) / (W_a / m + v)                      (offset = b for m = 0)
 * </pre>
 *
 * With no data it is 0, and it grows with the data as far as people differ (best linear unbiased
 * prediction, Henderson 1975, doi:10.2307/2529430). The variances are moment estimates of one-way
 * analysis of variance (Searle, Casella, McCulloch 1992, doi:10.1002/9780470316856, chapter 3).
 */
public final class LevelModel {
    /** The arrays of a model, in the order in which files list them. */
    static final List<String> ARRAYS =
            List.of(
                    "neutralMean",
                    "usualMean",
                    "neutralBetween",
                    "usualBetween",
                    "covariance",
                    "neutralWithin",
                    "usualWithin");

    /** A variance between people needs at least three. */
    private static final int MIN_PEOPLE = 3;

    /** One observation that is not neutral says little of a person; a convention, not measured. */
    private static final int MIN_OTHERS = 2;

    /** Keeps the covariance matrix of the two levels from being singular. */
    private static final double MAX_CORRELATION = 0.98;

    /** Keeps the division by the variance within a person finite. */
    private static final double MIN_WITHIN = 1e-9;

    private final String model;
    private final double secondsPerObservation;
    private final double[][] arrays;

    LevelModel(String model, double secondsPerObservation, double[][] arrays) {
        if (!(secondsPerObservation > 0) || Double.isInfinite(secondsPerObservation)) {
            throw new IllegalArgumentException(
                    "secondsPerObservation is not above 0: " + secondsPerObservation);
        }
        for (int i = 0; i < arrays.length; i++) {
            String name = ARRAYS.get(i);
            boolean variance = name.endsWith("Between") || name.endsWith("Within");
            if (arrays[i].length == 0
                    || !Arrays.stream(arrays[i])
                            .allMatch(x -> Double.isFinite(x) && (x >= 0 || !variance))) {
                throw new IllegalArgumentException(
                        name
                                + " is empty, or holds what is no "
                                + (variance ? "variance" : "mean"));
            }
        }
        this.model = model;
        this.secondsPerObservation = secondsPerObservation;
        this.arrays = arrays;
    }

    /**
     * What one person showed once.
     *
     * @param person who
     * @param neutral whether it is a neutral one, from which a baseline would be learned; all
     *     others together are the usual ones, neutral or not
     * @param values the numbers; {@link PersonalBaseline#levels} computes them from evidence
     * @param seconds how long it lasted, above 0
     */
    public record Sample(String person, boolean neutral, double[] values, double seconds) {
        /**
         * Copies the values.
         *
         * @throws IllegalArgumentException if the length is not above 0
         */
        public Sample {
            if (!(seconds > 0 && seconds < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "A sample of "
                                + person
                                + " lasts "
                                + seconds
                                + " seconds; it must be a number above 0");
            }
            values = values.clone();
        }

        /** {@return the numbers} */
        @Override
        public double[] values() {
            return values.clone();
        }
    }

    /**
     * Measures how people differ.
     *
     * @param model what made the numbers, such as {@code "speech-emotion 1.0.0"}; a baseline
     *     learned with one model is refused for another
     * @param samples the samples of at least three people, each with at least one neutral and two
     *     others; people without are left out
     * @return the model
     * @throws IllegalArgumentException if there are too few people, or the lengths differ, or a
     *     value is not finite
     */
    public static LevelModel fit(String model, List<Sample> samples) {
        Map<String, List<Sample>> byPerson = new LinkedHashMap<>();
        double seconds = 0;
        int size = samples.isEmpty() ? 0 : samples.get(0).values.length;
        for (Sample sample : samples) {
            requireFinite(sample.values, size);
            byPerson.computeIfAbsent(sample.person, p -> new ArrayList<>()).add(sample);
            seconds += sample.seconds;
        }
        List<Group> neutral = new ArrayList<>();
        List<Group> usual = new ArrayList<>();
        for (List<Sample> own : byPerson.values()) {
            List<double[]> calm = values(own, true);
            List<double[]> others = values(own, false);
            if (!calm.isEmpty() && others.size() >= MIN_OTHERS) {
                neutral.add(new Group(calm, size));
                usual.add(new Group(others, size));
            }
        }
        if (neutral.size() < MIN_PEOPLE) {
            throw new IllegalArgumentException(
                    "How people differ needs at least "
                            + MIN_PEOPLE
                            + " people with a neutral and two other samples, not "
                            + neutral.size());
        }
        double[][] arrays = new double[ARRAYS.size()][size];
        for (int i = 0; i < size; i++) {
            Component n = new Component(neutral, i);
            Component a = new Component(usual, i);
            double covariance = 0;
            for (int person = 0; person < neutral.size(); person++) {
                covariance +=
                        (neutral.get(person).mean[i] - n.mean)
                                * (usual.get(person).mean[i] - a.mean);
            }
            covariance /= neutral.size() - 1;
            double most = MAX_CORRELATION * Math.sqrt(n.between * a.between);
            arrays[0][i] = n.mean;
            arrays[1][i] = a.mean;
            arrays[2][i] = n.between;
            arrays[3][i] = a.between;
            arrays[4][i] = Math.max(-most, Math.min(most, covariance));
            arrays[5][i] = n.within;
            arrays[6][i] = a.within;
        }
        return new LevelModel(model, seconds / samples.size(), arrays);
    }

    /** {@return what made the numbers, such as {@code "speech-emotion 1.0.0"}} */
    public String model() {
        return model;
    }

    /** {@return how many numbers there are, at least 0} */
    public int size() {
        return arrays[0].length;
    }

    /**
     * {@return how long a signal gives one independent observation: the mean length of the samples,
     * in seconds, above 0}
     */
    public double secondsPerObservation() {
        return secondsPerObservation;
    }

    double[] array(String name) {
        return arrays[ARRAYS.indexOf(name)].clone();
    }

    /** What to take off the numbers of a person, as the class says. */
    double[] offset(double[] neutral, double k, double[] usual, double m) {
        double[] offset = new double[size()];
        for (int i = 0; i < offset.length; i++) {
            double spread = arrays[2][i] + arrays[5][i] / k;
            double slope = k > 0 && spread > 0 ? arrays[4][i] / spread : 0;
            double byNeutral = slope * (neutral[i] - arrays[0][i]);
            double left = Math.max(0, arrays[3][i] - slope * arrays[4][i]);
            double noise = arrays[6][i] / m;
            offset[i] =
                    m > 0 && noise + left > 0
                            ? (byNeutral * noise + left * (usual[i] - arrays[1][i]))
                                    / (noise + left)
                            : byNeutral;
        }
        return offset;
    }

    private static List<double[]> values(List<Sample> samples, boolean neutral) {
        return samples.stream().filter(s -> s.neutral == neutral).map(s -> s.values).toList();
    }

    private static void requireFinite(double[] values, int size) {
        if (values.length != size) {
            throw new IllegalArgumentException(
                    "A sample has " + values.length + " values and another " + size);
        }
        for (double value : values) {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("A sample holds " + value);
            }
        }
    }

    /** Mean and sum of squared differences of one person's samples. */
    private static final class Group {
        private final int count;
        private final double[] mean;
        private final double[] squares;

        private Group(List<double[]> samples, int size) {
            count = samples.size();
            mean = new double[size];
            squares = new double[size];
            for (double[] sample : samples) {
                for (int i = 0; i < size; i++) {
                    mean[i] += sample[i] / count;
                }
            }
            for (double[] sample : samples) {
                for (int i = 0; i < size; i++) {
                    squares[i] += (sample[i] - mean[i]) * (sample[i] - mean[i]);
                }
            }
        }
    }

    /** Mean and variances of one number. */
    private static final class Component {
        private final double mean;
        private final double within;
        private final double between;

        private Component(List<Group> groups, int i) {
            double sum = 0;
            double squares = 0;
            double freedom = 0;
            double inverse = 0;
            for (Group group : groups) {
                sum += group.mean[i];
                squares += group.squares[i];
                freedom += group.count - 1;
                inverse += 1.0 / group.count;
            }
            mean = sum / groups.size();
            within = Math.max(MIN_WITHIN, freedom > 0 ? squares / freedom : 0);
            double spread = 0;
            for (Group group : groups) {
                spread += (group.mean[i] - mean) * (group.mean[i] - mean);
            }
            between = Math.max(0, spread / (groups.size() - 1) - within * inverse / groups.size());
        }
    }
}
