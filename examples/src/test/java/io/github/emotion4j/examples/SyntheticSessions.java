package io.github.emotion4j.examples;

import io.github.emotion4j.core.Affect;
import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.EmotionStream;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Observation;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.SessionRecorder;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.core.spi.ModalityModel;
import io.github.emotion4j.core.spi.ModalityProvider;
import io.github.emotion4j.core.spi.ModalitySession;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Writes the two synthetic sessions that ship with the examples: a script of states, each with a
 * class that stands out and a level of stress, with noise that lasts some seconds. Argument: the
 * folder to write to.
 */
final class SyntheticSessions {
    private static final double KEPT_NOISE = 0.8;
    private static final double NOISE = 0.25;

    private SyntheticSessions() {}

    /** What holds until a time: the class with its share; less than an eighth stands for nobody. */
    private record Part(double untilSeconds, Emotion emotion, double share, double stress) {}

    public static void main(String[] args) {
        Path folder = Path.of(args[0]);
        List<Part> call =
                List.of(
                        new Part(25, Emotion.NEUTRAL, 0.75, 0),
                        new Part(35, Emotion.NEUTRAL, 0.5, 0),
                        new Part(60, Emotion.ANGER, 0.7, 0),
                        new Part(75, Emotion.NEUTRAL, 0, 0),
                        new Part(100, Emotion.ANGER, 0.6, 0),
                        new Part(125, Emotion.NEUTRAL, 0.7, 0),
                        new Part(150, Emotion.HAPPINESS, 0.75, 0));
        List<ScriptedSignal> signals = new ArrayList<>();
        signals.addAll(signals(ModalityId.FACE, call, 0.5, 0.5, 1));
        signals.addAll(signals(ModalityId.VOICE, call, 4, 2.5, 2));
        record(folder.resolve("customer-call.jsonl.gz"), Duration.ofMillis(500), signals);

        List<Part> evening =
                List.of(
                        new Part(420, Emotion.NEUTRAL, 0.7, 0.2),
                        new Part(540, Emotion.SADNESS, 0.5, 0.5),
                        new Part(900, Emotion.SADNESS, 0.6, 0.8),
                        new Part(1200, Emotion.NEUTRAL, 0.7, 0.3));
        signals.clear();
        signals.addAll(signals(ModalityId.BODY, evening, 10, 60, 3));
        signals.addAll(signals(ModalityId.VOICE, evening, 20, 4, 4));
        record(folder.resolve("evening.jsonl.gz"), Duration.ofSeconds(5), signals);
    }

    private static List<ScriptedSignal> signals(
            ModalityId id, List<Part> parts, double everySeconds, double lengthSeconds, int seed) {
        Random random = new Random(seed);
        double[] noise = new double[Emotion.ALL.size() + 1];
        List<ScriptedSignal> signals = new ArrayList<>();
        double last = parts.get(parts.size() - 1).untilSeconds;
        for (double end = Math.max(everySeconds, lengthSeconds); end <= last; end += everySeconds) {
            for (int i = 0; i < noise.length; i++) {
                noise[i] = KEPT_NOISE * noise[i] + NOISE * random.nextGaussian();
            }
            double at = end;
            Part part = parts.stream().filter(p -> at <= p.untilSeconds).findFirst().orElseThrow();
            TimeInterval interval =
                    new TimeInterval(
                            Math.round((end - lengthSeconds) * 1e9), Math.round(end * 1e9));
            signals.add(new ScriptedSignal(id, evidence(id, interval, part, noise)));
        }
        return signals;
    }

    private static Evidence evidence(
            ModalityId id, TimeInterval interval, Part part, double[] noise) {
        if (part.share < 0.125) {
            return new Evidence.Missing(interval, new Reason("no-" + id, "nobody is perceived"));
        }
        double[] weights = new double[Emotion.ALL.size()];
        for (Emotion emotion : Emotion.ALL) {
            double share = emotion == part.emotion ? part.share : (1 - part.share) / 7;
            weights[emotion.ordinal()] = rounded(share * Math.exp(noise[emotion.ordinal()]));
        }
        boolean body = id.equals(ModalityId.BODY);
        Optional<EmotionProbabilities> probabilities =
                body ? Optional.empty() : Optional.of(EmotionProbabilities.of(weights));
        double stress =
                rounded(Math.max(0, Math.min(1, part.stress + 0.1 * noise[weights.length])));
        return new Evidence.Present(
                interval,
                probabilities,
                probabilities.map(Affect::expected),
                body ? OptionalDouble.of(stress) : OptionalDouble.empty(),
                new float[0],
                0.8,
                List.of());
    }

    private static double rounded(double value) {
        return Math.round(1000 * value) / 1000.0;
    }

    private static void record(Path file, Duration step, List<ScriptedSignal> signals) {
        signals.sort(Comparator.comparingLong(s -> s.interval().endNanos()));
        EmotionRecognizer.Builder builder =
                EmotionRecognizer.builder().onlyNamedModalities().step(step);
        signals.stream()
                .map(ScriptedSignal::id)
                .distinct()
                .forEach(id -> builder.modality(new Scripted(id)));
        try (EmotionRecognizer recognizer = builder.build();
                SessionRecorder recorder = recognizer.recorder(file);
                EmotionStream stream = recognizer.openStream(recorder)) {
            signals.forEach(stream::accept);
        }
    }

    /** A piece of a session: what a modality is to say of it. */
    private record ScriptedSignal(ModalityId id, Evidence evidence) implements Signal {
        @Override
        public TimeInterval interval() {
            return evidence.interval();
        }

        @Override
        public String source() {
            return id.name();
        }

        @Override
        public Signal later(long nanos) {
            throw new UnsupportedOperationException("A script has one time");
        }
    }

    /** A modality that says what the script says. */
    private record Scripted(ModalityId id)
            implements ModalityProvider, ModalityModel, ModalitySession {
        @Override
        public ModalityModel open(ModelLoader models) {
            return this;
        }

        @Override
        public boolean accepts(Signal signal) {
            return signal instanceof ScriptedSignal scripted && scripted.id.equals(id);
        }

        @Override
        public ModalitySession openSession() {
            return this;
        }

        @Override
        public Duration holdFor() {
            return Duration.ofSeconds(id.equals(ModalityId.FACE) ? 1 : 10);
        }

        @Override
        public void accept(Signal signal, Consumer<Observation> sink) {
            sink.accept(new Observation(id, 1, true, ((ScriptedSignal) signal).evidence, null));
        }

        @Override
        public void finish(Consumer<Observation> sink) {}

        @Override
        public void close() {}
    }
}
