package io.github.emotion4j.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The result of one modality for a span of time: what was perceived, or the reason why nothing was.
 * Immutable.
 */
public sealed interface Evidence {
    /** {@return the span of signal that was used} */
    TimeInterval interval();

    /**
     * The modality was perceived.
     *
     * @param interval the span of signal that was used
     * @param probabilities the calibrated class probabilities of this modality; absent for
     *     modalities that give none, such as the body. A probability of exactly 0 says that the
     *     modality does not know the class: joined with a modality that does, by emotion-fusion, it
     *     is no opinion and speaks neither for the class nor against it. Write a small number, such
     *     as 0.005, for what is merely unlikely
     * @param affect valence and arousal, if the modality gives them
     * @param stress how stressed the signal looks, in [0, 1], if the modality gives it
     * @param embedding the model's hidden features, finite, for fusion; the model defines their
     *     number, which may be 0
     * @param quality how usable the signal is, in [0, 1]; not the model's confidence
     * @param issues what lowers the quality or makes the answer less sure, worst first
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
         * Evidence with class probabilities.
         *
         * @param interval the span of signal that was used
         * @param probabilities the calibrated class probabilities of this modality; exactly 0 for a
         *     class that it does not know, a small number for one that is merely unlikely
         * @param affect valence and arousal
         * @param stress how stressed the signal looks, in [0, 1], if the modality gives it
         * @param embedding the model's hidden features, finite; the model defines their number,
         *     which may be 0
         * @param quality how usable the signal is, in [0, 1]; not the model's confidence
         * @param issues what lowers the quality or makes the answer less sure, worst first
         * @throws IllegalArgumentException if quality or stress is outside [0, 1], or the embedding
         *     is not finite
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
         * @throws IllegalArgumentException if quality or stress is outside [0, 1], or the embedding
         *     is not finite
         */
        public Present {
            Objects.requireNonNull(interval, "interval");
            Objects.requireNonNull(probabilities, "probabilities");
            Objects.requireNonNull(affect, "affect");
            embedding = embedding.clone();
            issues = List.copyOf(issues);
            requireFraction("quality", quality);
            stress.ifPresent(value -> requireFraction("stress", value));
            for (float value : embedding) {
                if (!Float.isFinite(value)) {
                    throw new IllegalArgumentException("embedding must be finite, not " + value);
                }
            }
        }

        /** {@return the model's hidden features} */
        @Override
        public float[] embedding() {
            return embedding.clone();
        }

        /**
         * The same evidence with one more issue.
         *
         * @param issue what else lowers the quality or usefulness; it becomes the last issue
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
                    && Double.compare(quality, that.quality) == 0
                    && issues.equals(that.issues);
        }

        @Override
        public int hashCode() {
            return Objects.hash(interval, probabilities, affect, stress, quality, issues);
        }

        /** All but the hidden features, which are long and say nothing to a reader. */
        @Override
        public String toString() {
            StringBuilder text = new StringBuilder("Present[interval=").append(interval);
            probabilities.ifPresent(said -> text.append(", probabilities=").append(said));
            affect.ifPresent(point -> text.append(", affect=").append(point));
            stress.ifPresent(value -> text.append(", stress=").append(value));
            text.append(", quality=").append(quality);
            return text.append(", issues=").append(issues).append(']').toString();
        }

        static void requireFraction(String name, double value) {
            if (!(value >= 0 && value <= 1)) {
                throw new IllegalArgumentException(name + " must be in [0, 1], not " + value);
            }
        }
    }

    /**
     * The modality could not be perceived. This is a normal result.
     *
     * <p>In addition to the reasons of the modalities, such as {@code "no-face"}, a step may have:
     * {@code "no-signal"}, no signal was received; {@code "signal-ends"}, the signal stopped before
     * the end of the step; {@code "signal-late"}, it comes after the step was delivered; {@code
     * "not-yet"}, the modality needs more signal; {@code "too-old"}, the last observation no longer
     * counts.
     *
     * @param interval the span of signal that was examined, or the step if there was no signal
     * @param reason why
     */
    record Missing(TimeInterval interval, Reason reason) implements Evidence {
        /** Neither may be null. */
        public Missing {
            Objects.requireNonNull(interval, "interval");
            Objects.requireNonNull(reason, "reason");
        }
    }
}
