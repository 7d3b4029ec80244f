package io.github.emotion4j.app;

import io.github.emotion4j.core.Affect;
import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Observation;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.VideoFrame;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.core.spi.ModalityModel;
import io.github.emotion4j.core.spi.ModalityProvider;
import io.github.emotion4j.core.spi.ModalitySession;
import io.github.emotion4j.core.spi.OpenPart;
import io.github.emotion4j.core.spi.SignalReader;
import io.github.emotion4j.vision.FaceBox;
import io.github.emotion4j.vision.FaceDetail;
import io.github.emotion4j.vision.FaceLandmarks;
import io.github.emotion4j.vision.FaceLandmarks.Point;
import io.github.emotion4j.vision.capture.VideoReader;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/** A modality without a model: two faces at fixed places, with the same answer in every frame. */
public record FixedModality(
        ModalityId id, EmotionProbabilities probabilities, OptionalDouble stress)
        implements ModalityProvider {
    /** A recogniser of such a face alone. */
    static EmotionRecognizer.Builder face(EmotionProbabilities probabilities) {
        return EmotionRecognizer.builder()
                .onlyNamedModalities()
                .modality(
                        new FixedModality(ModalityId.FACE, probabilities, OptionalDouble.empty()));
    }

    @Override
    public ModalityModel open(ModelLoader models) {
        return new FixedChannel();
    }

    private final class FixedChannel implements ModalityModel {
        @Override
        public Optional<SignalReader> reader(OpenPart part) {
            List<Reason> issues =
                    part.name().contains("partly")
                            ? List.of(new Reason("channels-left-out", "left out: the second"))
                            : List.of();
            return VideoReader.find(part.part(), part.limits())
                    .map(frames -> new Frames(frames, issues));
        }

        @Override
        public boolean accepts(Signal signal) {
            return signal instanceof VideoFrame;
        }

        @Override
        public ModalitySession openSession() {
            return new FixedSession();
        }

        @Override
        public Duration holdFor() {
            return Duration.ZERO;
        }

        @Override
        public void close() {}
    }

    private final class FixedSession implements ModalitySession {
        @Override
        public void accept(Signal signal, Consumer<Observation> sink) {
            TimeInterval interval = signal.interval();
            Evidence evidence =
                    new Evidence.Present(
                            interval,
                            probabilities,
                            Affect.expected(probabilities),
                            stress,
                            new float[0],
                            0.8,
                            List.of());
            sink.accept(new Observation(id, 1, true, evidence, face(10)));
            sink.accept(new Observation(id, 2, false, evidence, face(60)));
        }

        private static FaceDetail face(double left) {
            return new FaceDetail(
                    new FaceBox(left, 20, 40, 40),
                    new FaceLandmarks(
                            new Point(left + 12, 35),
                            new Point(left + 28, 35),
                            new Point(left + 20, 43),
                            new Point(left + 20, 52)),
                    0.9,
                    0.8,
                    Optional.empty(),
                    OptionalDouble.empty());
        }

        @Override
        public void finish(Consumer<Observation> sink) {}

        @Override
        public void close() {}
    }

    private record Frames(VideoReader frames, List<Reason> issues) implements SignalReader {
        @Override
        public Optional<VideoFrame> next() {
            return frames.next();
        }

        @Override
        public double progress() {
            return frames.progress();
        }

        @Override
        public void close() {
            frames.close();
        }
    }
}
