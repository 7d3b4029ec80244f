package io.github.emotion4j.core.spi;

import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionException;
import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.TimeInterval;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A {@linkplain FusionMethod fusion method} at work, shared by all recordings and streams of a
 * recogniser. Thread-safe; {@link #close()} is idempotent.
 */
public interface Fusion extends AutoCloseable {
    /**
     * Starts following one person.
     *
     * @return the session, closed by the caller
     */
    Session openSession();

    /**
     * Joins what each modality gives for a whole recording.
     *
     * @param whole the recording
     * @param evidence one entry for each modality of the recogniser: the mean of its observations,
     *     weighted by length and quality; of a growing one, such as an utterance, only the last
     *     counts
     * @return the joined result
     */
    default Opinion summary(TimeInterval whole, Map<ModalityId, Evidence> evidence) {
        try (Session session = openSession()) {
            return session.step(whole, evidence);
        }
    }

    /**
     * Joins one step of each of several persons together, such as by one forward of its network. A
     * {@link io.github.emotion4j.core.StepBatch} asks for it. If this gives nothing or throws, no
     * session has advanced, and each is asked alone.
     *
     * @param steps at least one, each of another session, which no other thread uses
     * @return the result of {@link Session#step} for each, in their order; nothing, as by default,
     *     if steps are joined one by one
     */
    default Optional<List<Opinion>> steps(List<Step> steps) {
        return Optional.empty();
    }

    @Override
    void close();

    /**
     * One person's next step, as {@link Session#step} takes it.
     *
     * @param session a session of this fusion
     * @param interval the step
     * @param evidence one entry for each modality of the recogniser
     */
    record Step(Session session, TimeInterval interval, Map<ModalityId, Evidence> evidence) {}

    /**
     * One person's state in the joining of modalities. Confined to one thread at a time; the
     * recogniser sees to that.
     */
    interface Session extends AutoCloseable {
        /**
         * Joins one step. Steps come in the order of time without gaps, the first one at the origin
         * or after that of the {@linkplain #restore restored} state.
         *
         * @param step the step
         * @param evidence one entry for each modality of the recogniser. Evidence that stands from
         *     an earlier step keeps its interval, so that its age is {@code step.endNanos() -
         *     evidence.interval().endNanos()}
         * @return the joined result
         */
        Opinion step(TimeInterval step, Map<ModalityId, Evidence> evidence);

        /**
         * The state that a later {@link #restore} needs to continue with the same numbers. A
         * session that remembers anything of the steps before must override this and {@link
         * #restore}, or a resumed stream starts its fusion afresh.
         *
         * @return a fresh array, versioned by the method; empty, as by default, if there is no
         *     state
         */
        default byte[] state() {
            return new byte[0];
        }

        /**
         * Goes on from a state. Called before the first step, if at all.
         *
         * @param state the result of {@link #state()} of a session of the same method, possibly in
         *     another JVM. By default only the empty one is taken
         * @throws EmotionException if the state is of another method, version or model
         */
        default void restore(byte[] state) {
            if (state.length != 0) {
                throw new EmotionException(
                        "The state is of another way to join modalities than "
                                + getClass().getName()
                                + "; open the stream with a recogniser built like the one that"
                                + " gave the state",
                        null);
            }
        }

        @Override
        void close();
    }

    /**
     * What a {@linkplain FusionMethod fusion method} makes of one step's evidence. What the
     * recogniser reports of it (priors, abstention, valence and arousal, stress) is not the
     * method's. Immutable.
     *
     * @param probabilities calibrated class probabilities where classes are equally frequent;
     *     absent if no present modality gives class probabilities
     * @param contribution how much each modality counts, as the method defines it; empty where
     *     there are no probabilities
     * @param predictionSet the classes that are meant to hold the right one in 90 % ({@link
     *     #COVERAGE}); empty where there are no probabilities
     * @param evidence the evidence as it was used; the method may add issues
     */
    record Opinion(
            Optional<EmotionProbabilities> probabilities,
            Map<ModalityId, Double> contribution,
            Set<Emotion> predictionSet,
            Map<ModalityId, Evidence> evidence) {
        /** The share of prediction sets that are meant to hold the right class. */
        public static final double COVERAGE = 0.9;

        /** Copies the collections. */
        public Opinion {
            contribution = Collections.unmodifiableMap(new TreeMap<>(contribution));
            EnumSet<Emotion> set = EnumSet.noneOf(Emotion.class);
            set.addAll(predictionSet);
            predictionSet = Collections.unmodifiableSet(set);
            evidence = Collections.unmodifiableMap(new TreeMap<>(evidence));
        }

        /**
         * Nothing is known of the classes.
         *
         * @param evidence the evidence
         * @return an opinion without probabilities
         */
        public static Opinion none(Map<ModalityId, Evidence> evidence) {
            return new Opinion(Optional.empty(), Map.of(), Set.of(), evidence);
        }
    }
}
