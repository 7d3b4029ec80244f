package io.github.emotion4j.examples;

import io.github.emotion4j.core.Affect;
import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Observation;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.core.spi.ModalityModel;
import io.github.emotion4j.core.spi.ModalityProvider;
import io.github.emotion4j.core.spi.ModalitySession;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/** What a person says of themselves, as a modality; OwnModality uses it. */
final class SelfReport implements ModalityProvider, ModalityModel, ModalitySession {
    static final ModalityId ID = new ModalityId("self-report");

    /** One word of the person, at a time. */
    record Said(TimeInterval interval, EmotionProbabilities probabilities) implements Signal {
        /** How much the word of the person weighs. */
        private static final double BELIEVED = 0.8;

        static Said of(long nanos, Emotion emotion) {
            Map<Emotion, Double> weights = new EnumMap<>(Emotion.class);
            Emotion.ALL.forEach(each -> weights.put(each, (1 - BELIEVED) / 7));
            weights.put(emotion, BELIEVED);
            return new Said(new TimeInterval(nanos, nanos), EmotionProbabilities.of(weights));
        }

        @Override
        public Said later(long nanos) {
            long at = interval.startNanos() + nanos;
            return new Said(new TimeInterval(at, at), probabilities);
        }
    }

    @Override
    public ModalityId id() {
        return ID;
    }

    /** There is nothing to load, and no state: one object serves as all three. */
    @Override
    public ModalityModel open(ModelLoader models) {
        return this;
    }

    @Override
    public boolean accepts(Signal signal) {
        return signal instanceof Said;
    }

    @Override
    public ModalitySession openSession() {
        return this;
    }

    /** What was said stands for five seconds. */
    @Override
    public Duration holdFor() {
        return Duration.ofSeconds(5);
    }

    @Override
    public void accept(Signal signal, Consumer<Observation> sink) {
        Said said = (Said) signal;
        Optional<EmotionProbabilities> told = Optional.of(said.probabilities());
        Optional<Affect> affect = told.map(Affect::expected);
        Evidence evidence =
                new Evidence.Present(
                        said.interval(),
                        told,
                        affect,
                        OptionalDouble.empty(),
                        new float[0],
                        1,
                        List.of());
        sink.accept(new Observation(ID, 1, true, evidence, null));
    }

    @Override
    public void finish(Consumer<Observation> sink) {}

    @Override
    public void close() {}
}
