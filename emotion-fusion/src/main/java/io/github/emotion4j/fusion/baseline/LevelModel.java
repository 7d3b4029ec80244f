package io.github.emotion4j.fusion.baseline;

import io.github.emotion4j.core.Evidence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How the levels of one modality differ between people: the empirical Bayes prior of a personal
 * baseline. Immutable and thread-safe.
 *
 * <p>Each number of {@link PersonalBaseline} is treated separately. A person's level over all they
 * usually show is {@code a} above the mean of all people, and their level at neutral {@code n}
 * above the mean at neutral; both are normal, {@code n} with variance {@code V_n}, and have
 * covariance {@code C} over people. With {@code k} observations at neutral whose mean is {@code y}
 * above, and the variance {@code W_n} of single observations within a person, the mean of {@code a}
 * given {@code y} is subtracted:
 *
 * <pre>
 *   offset = C / (V_n + W_n / k) y       (0 for k = 0)
 * </pre>
 *
 * With no data it is 0, and it grows with the data as far as people differ (best linear unbiased
 * prediction, Henderson 1975, doi:10.2307/2529430). The variances are moment estimates of one-way
 * analysis of variance (Searle, Casella, McCulloch 1992, doi:10.1002/9780470316856, chapter 3).
 */
public final class LevelModel {
    /** The arrays of a model, in the order in which files list them. */
    static final List<String> ARRAYS =
            List.of("neutralMean", "neutralBetween", "covariance", "neutralWithin");

    /** A variance between people needs at least three. */
    private static final int MIN_PEOPLE = 3;

    /** One observation that is not neutral says little of a person; a convention, not measured. */
    private static final int MIN_OTHERS = 2;

    /** Keeps the covariance matrix of the two levels from being singular. */
    private static final double MAX_CORRELATION = 0.98;

    /** Keeps the division by the variance within a person finite. */
    private static final double MIN_WITHIN = 1e-9;

    private static final double NANOS_PER_SECOND = 1e9;

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
            if (arrays[i].length != PersonalBaseline.SIZE
                    || !Arrays.stream(arrays[i])
                            .allMatch(x -> Double.isFinite(x) && (x >= 0 || !variance))) {
                throw new IllegalArgumentException(
                        name
                                + " has "
                                + arrays[i].length
                                + " numbers, not "
                                + PersonalBaseline.SIZE
                                + ", or one that is no "
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
     * @param evidence what the modality perceived, over more than no time
     */
    public record Sample(String person, boolean neutral, Evidence.Present evidence) {
        /**
         * Checks the length.
         *
         * @throws IllegalArgumentException if the evidence has no length in time
         */
        public Sample {
            Objects.requireNonNull(person, "person");
            if (evidence.interval().lengthNanos() == 0) {
                throw new IllegalArgumentException(
                        "A sample of "
                                + person
                                + " has no length in time; give the evidence of an utterance or of"
                                + " a span");
            }
        }
    }

    /**
     * Measures how people differ.
     *
     * @param model what perceived it, such as {@code "speech-emotion 1.0.0"}; a baseline learned
     *     with one model is refused for another
     * @param samples the samples of at least three people, each with at least one neutral and two
     *     others; people without are left out
     * @return the model
     * @throws IllegalArgumentException if there are too few people
     */
    public static LevelModel fit(String model, List<Sample> samples) {
        Map<String, List<Sample>> byPerson = new LinkedHashMap<>();
        double seconds = 0;
        for (Sample sample : samples) {
            byPerson.computeIfAbsent(sample.person, p -> new ArrayList<>()).add(sample);
            seconds += sample.evidence.interval().lengthNanos() / NANOS_PER_SECOND;
        }
        List<Group> neutral = new ArrayList<>();
        List<Group> usual = new ArrayList<>();
        for (List<Sample> own : byPerson.values()) {
            List<double[]> calm = values(own, true);
            List<double[]> others = values(own, false);
            if (!calm.isEmpty() && others.size() >= MIN_OTHERS) {
                neutral.add(new Group(calm));
                usual.add(new Group(others));
            }
        }
        if (neutral.size() < MIN_PEOPLE) {
            throw new IllegalArgumentException(
                    "How people differ needs at least "
                            + MIN_PEOPLE
                            + " people with a neutral and two other samples, not "
                            + neutral.size());
        }
        double[][] arrays = new double[ARRAYS.size()][PersonalBaseline.SIZE];
        for (int i = 0; i < PersonalBaseline.SIZE; i++) {
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
            arrays[1][i] = n.between;
            arrays[2][i] = Math.max(-most, Math.min(most, covariance));
            arrays[3][i] = n.within;
        }
        return new LevelModel(model, seconds / samples.size(), arrays);
    }

    /** {@return what perceived the people, such as {@code "speech-emotion 1.0.0"}} */
    public String model() {
        return model;
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
    double[] offset(double[] neutral, double k) {
        double[] offset = new double[PersonalBaseline.SIZE];
        for (int i = 0; i < offset.length; i++) {
            double spread = arrays[1][i] + arrays[3][i] / k;
            double slope = k > 0 && spread > 0 ? arrays[2][i] / spread : 0;
            offset[i] = slope * (neutral[i] - arrays[0][i]);
        }
        return offset;
    }

    private static List<double[]> values(List<Sample> samples, boolean neutral) {
        return samples.stream()
                .filter(s -> s.neutral == neutral)
                .map(s -> PersonalBaseline.levels(s.evidence))
                .toList();
    }

    /** Mean and sum of squared differences of one person's samples. */
    private static final class Group {
        private final int count;
        private final double[] mean;
        private final double[] squares;

        private Group(List<double[]> samples) {
            count = samples.size();
            mean = new double[PersonalBaseline.SIZE];
            squares = new double[PersonalBaseline.SIZE];
            for (double[] sample : samples) {
                for (int i = 0; i < mean.length; i++) {
                    mean[i] += sample[i] / count;
                }
            }
            for (double[] sample : samples) {
                for (int i = 0; i < mean.length; i++) {
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
