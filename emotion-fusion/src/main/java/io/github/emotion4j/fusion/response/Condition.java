package io.github.emotion4j.fusion.response;

import io.github.emotion4j.core.Emotion;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What a rule asks of a step. Immutable. */
public sealed interface Condition {
    /**
     * Holds while a measure is above a threshold.
     *
     * @param measure the measure
     * @param threshold above this it begins to hold; within the measure's range
     * @return the condition, without hysteresis
     * @throws IllegalArgumentException if the threshold is out of the measure's range
     */
    static Threshold above(Measure measure, double threshold) {
        return new Threshold(measure, true, threshold, threshold);
    }

    /**
     * Holds while a measure is below a threshold.
     *
     * @param measure the measure
     * @param threshold below this it begins to hold; within the measure's range
     * @return the condition, without hysteresis
     * @throws IllegalArgumentException if the threshold is out of the measure's range
     */
    static Threshold below(Measure measure, double threshold) {
        return new Threshold(measure, false, threshold, threshold);
    }

    /**
     * Holds in steps whose perceived expression is one of some classes; not where the estimate
     * abstains.
     *
     * @param first a class
     * @param others more classes
     * @return the condition
     */
    static Perceived perceived(Emotion first, Emotion... others) {
        return new Perceived(EnumSet.of(first, others));
    }

    /**
     * A threshold with hysteresis: it begins to hold beyond {@code threshold} and ends where the
     * measure comes back to {@code release} or further.
     *
     * @param measure the measure that is tested
     * @param above whether the measure must be above, else below
     * @param threshold beyond this it begins to hold
     * @param release where it ends; on the other side of the threshold, or equal to it
     */
    record Threshold(Measure measure, boolean above, double threshold, double release)
            implements Condition {
        /**
         * Checks the ranges.
         *
         * @throws IllegalArgumentException if a number is out of the measure's range or the release
         *     on the wrong side
         */
        public Threshold {
            measure.requireInRange(above ? "above" : "below", threshold);
            measure.requireInRange("release", release);
            if (above ? release > threshold : release < threshold) {
                throw new IllegalArgumentException(
                        "release must be at "
                                + (above ? "most above" : "least below")
                                + " ("
                                + threshold
                                + "), so that what has begun to hold does not end at once, not "
                                + release);
            }
        }

        /**
         * The same with hysteresis.
         *
         * @param end where it ends to hold
         * @return the changed copy
         * @throws IllegalArgumentException if the end is on the wrong side of the threshold
         */
        public Threshold releasedAt(double end) {
            return new Threshold(measure, above, threshold, end);
        }

        /** As in reasons: {@code "valence below -0.30 (until -0.10)"}. */
        @Override
        public String toString() {
            String text =
                    String.format(
                            Locale.ROOT,
                            "%s %s %.2f",
                            measure,
                            above ? "above" : "below",
                            threshold);
            return release == threshold
                    ? text
                    : text + String.format(Locale.ROOT, " (until %.2f)", release);
        }
    }

    /**
     * The perceived expression is one of some classes.
     *
     * @param emotions the classes, at least one
     */
    record Perceived(Set<Emotion> emotions) implements Condition {
        /**
         * Copies the set.
         *
         * @throws IllegalArgumentException if it is empty
         */
        public Perceived {
            if (emotions.isEmpty()) {
                throw new IllegalArgumentException("perceived must name at least one class");
            }
            emotions = Collections.unmodifiableSet(EnumSet.copyOf(emotions));
        }

        /** As in reasons: {@code "perceived anger or disgust"}. */
        @Override
        public String toString() {
            return "perceived "
                    + emotions.stream().map(Emotion::label).collect(Collectors.joining(" or "));
        }
    }
}
