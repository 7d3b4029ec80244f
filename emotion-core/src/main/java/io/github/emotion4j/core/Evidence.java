package io.github.emotion4j.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/** What one modality has to say about a span of time: something, or why not. Immutable. */
public sealed interface Evidence {
    /**
     * The span of signal this rests on.
     *
     * @return the interval
     */
    TimeInterval interval();

    /**
     * The modality was perceived.
     *
     * @param interval the span of signal this rests on
     * @param probabilities the calibrated class probabilities of this modality alone, where it
     *     tells of the classes; the body does not
     * @param affect valence and arousal, where the modality tells them
     * @param stress how stressed the signal looks, in [0, 1], where the modality tells
     * @param embedding the model's hidden features, for fusion; its length is the model's and may
     *     be 0
     * @param quality how usable the signal is, in [0, 1]; not the model's confidence
     * @param issues what lowers the quality, worst first
     */
    record Present(
            TimeInterval interval,
            Optional<EmotionProbabilities> probabilities,
            Optional<Affect> affect,
            OptionalDouble stress,
            float[] embedding,
            double quality,
            List<Reason> issues)
            implements Evidence {
        /**
         * Evidence that tells of the classes.
         *
         * @param interval the span of signal this rests on
         * @param probabilities the calibrated class probabilities of this modality alone
         * @param affect valence and arousal
         * @param stress how stressed the signal looks, in [0, 1], where the modality tells
         * @param embedding the model's hidden features; its length is the model's and may be 0
         * @param quality how usable the signal is, in [0, 1]; not the model's confidence
         * @param issues what lowers the quality, worst first
         * @throws IllegalArgumentException if quality or stress is outside [0, 1]
         */
        public Present(
                TimeInterval interval,
                EmotionProbabilities probabilities,
                Affect affect,
                OptionalDouble stress,
                float[] embedding,
                double quality,
                List<Reason> issues) {
            this(
                    interval,
                    Optional.of(probabilities),
                    Optional.of(affect),
                    stress,
                    embedding,
                    quality,
                    issues);
        }

        /**
         * Copies the arrays and checks the ranges.
         *
         * @throws IllegalArgumentException if quality or stress is outside [0, 1]
         */
        public Present {
            embedding = embedding.clone();
            issues = List.copyOf(issues);
            requireFraction("quality", quality);
            stress.ifPresent(value -> requireFraction("stress", value));
        }

        /**
         * The model's hidden features.
         *
         * @return a fresh array
         */
        @Override
        public float[] embedding() {
            return embedding.clone();
        }

        /**
         * The same evidence with one more issue.
         *
         * @param issue what else lowers the quality or use of it; the last of the issues
         * @return the evidence
         */
        public Present withIssue(Reason issue) {
            List<Reason> more = new ArrayList<>(issues);
            more.add(issue);
            return new Present(interval, probabilities, affect, stress, embedding, quality, more);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Present that
                    && interval.equals(that.interval)
                    && probabilities.equals(that.probabilities)
                    && affect.equals(that.affect)
                    && stress.equals(that.stress)
                    && Arrays.equals(embedding, that.embedding)
                    && quality == that.quality
                    && issues.equals(that.issues);
        }

        @Override
        public int hashCode() {
            return Objects.hash(interval, probabilities, affect, stress, quality, issues);
        }

        private static void requireFraction(String name, double value) {
            if (!(value >= 0 && value <= 1)) {
                throw new IllegalArgumentException(name + " must be in [0, 1], not " + value);
            }
        }
    }

    /**
     * The modality could not be perceived. This is a normal result.
     *
     * <p>Beside the modalities' own reasons, such as {@code "no-face"}, a step may have: {@code
     * "no-signal"}, nothing came in; {@code "signal-ends"}, the signal stopped before the step's
     * end or is late; {@code "not-yet"}, the modality needs more signal; {@code "too-old"}, what
     * was last perceived no longer stands.
     *
     * @param interval the span of signal that was looked at; the step, where there was none
     * @param reason why
     */
    record Missing(TimeInterval interval, Reason reason) implements Evidence {}
}
