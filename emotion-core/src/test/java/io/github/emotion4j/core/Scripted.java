package io.github.emotion4j.core;

import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.core.spi.ModalityModel;
import io.github.emotion4j.core.spi.ModalityProvider;
import io.github.emotion4j.core.spi.ModalitySession;
import io.github.emotion4j.core.spi.OpenPart;
import io.github.emotion4j.core.spi.SignalReader;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * Modalities of the tests' own, as an application may have: their signals say what is perceived.
 */
final class Scripted {
    static final ModalityId LEFT = new ModalityId("left");
    static final ModalityId RIGHT = new ModalityId("right");
    static final long MILLI = 1_000_000;

    private Scripted() {}

    static EmotionRecognizer recognizer(ModalityId... ids) {
        EmotionRecognizer.Builder builder = EmotionRecognizer.builder();
        for (ModalityId id : ids) {
            builder.modality(modality(id));
        }
        return builder.build();
    }

    /** A modality that tells at once and holds for one second. */
    static PieceModality modality(ModalityId id) {
        return new PieceModality(id, Duration.ofSeconds(1), 0, () -> {});
    }

    static Piece happy(ModalityId modality, int startMillis, int endMillis, double p) {
        return new Piece(modality, interval(startMillis, endMillis), p, 1);
    }

    static TimeInterval interval(int startMillis, int endMillis) {
        return new TimeInterval(startMillis * MILLI, endMillis * MILLI);
    }

    /** A signal that carries its own evidence: the probability of happiness; NaN is "nobody". */
    record Piece(ModalityId modality, TimeInterval interval, double happy, double quality)
            implements Signal {
        @Override
        public Piece later(long nanos) {
            return new Piece(modality, interval.plusNanos(nanos), happy, quality);
        }
    }

    /**
     * A modality that takes pieces.
     *
     * @param hold how long an observation stands
     * @param delay how many pieces later it tells of one
     * @param before run before a piece is worked on
     */
    record PieceModality(ModalityId id, Duration hold, int delay, Runnable before)
            implements ModalityProvider {
        @Override
        public ModalityModel open(ModelLoader models) {
            return new PieceChannel(this);
        }
    }

    private record PieceChannel(PieceModality modality) implements ModalityModel {
        @Override
        public Optional<SignalReader> reader(OpenPart part) {
            if (part.name().endsWith("." + modality.id().name() + "-cannot.pieces")) {
                throw new InputException(part.name(), "is cut");
            }
            return part.name().endsWith(".pieces")
                    ? Optional.of(
                            new PieceReader(
                                    modality.id(),
                                    part.name().contains("-partly."),
                                    part.name().contains("-cut.")))
                    : Optional.empty();
        }

        @Override
        public boolean accepts(Signal signal) {
            return signal instanceof Piece piece && piece.modality().equals(modality.id());
        }

        @Override
        public ModalitySession openSession() {
            return new PieceSession(modality);
        }

        @Override
        public Duration holdFor() {
            return modality.hold();
        }

        @Override
        public void close() {}
    }

    /** Four pieces over half a second, of a part that may hold what is not read. */
    private static final class PieceReader implements SignalReader {
        private final ModalityId id;
        private final boolean partly;
        private final boolean cut;
        private int read;
        private boolean ended;

        PieceReader(ModalityId id, boolean partly, boolean cut) {
            this.id = id;
            this.partly = partly;
            this.cut = cut;
        }

        @Override
        public List<Reason> issues() {
            if (cut && ended) {
                return List.of(new Reason("breaks-off", "the rest is not there"));
            }
            return partly ? List.of(new Reason("channels-left-out", "left out: B")) : List.of();
        }

        @Override
        public Optional<Signal> next() {
            if (read == 4) {
                ended = true;
                return Optional.empty();
            }
            read++;
            return Optional.of(happy(id, 125 * (read - 1), 125 * read, 0.9));
        }

        @Override
        public double progress() {
            return read / 4.0;
        }

        @Override
        public void close() {}
    }

    /**
     * Tells of pieces. Its state is the running mean of happiness, which it reports as stress, so
     * that a session that lost its state is seen; pieces that wait for the delay are not in it.
     */
    private static final class PieceSession implements ModalitySession {
        private static final byte VERSION = 1;

        private final PieceModality modality;
        private final Deque<Piece> waiting = new ArrayDeque<>();
        private double mean = 0.5;

        PieceSession(PieceModality modality) {
            this.modality = modality;
        }

        @Override
        public void accept(Signal signal, Consumer<Observation> sink) {
            modality.before().run();
            waiting.add((Piece) signal);
            while (waiting.size() > modality.delay()) {
                tell(waiting.removeFirst(), sink);
            }
        }

        @Override
        public void finish(Consumer<Observation> sink) {
            waiting.forEach(piece -> tell(piece, sink));
        }

        private void tell(Piece piece, Consumer<Observation> sink) {
            sink.accept(new Observation(piece.modality(), 1, true, evidence(piece), null));
        }

        private Evidence evidence(Piece piece) {
            if (Double.isNaN(piece.happy())) {
                return new Evidence.Missing(
                        piece.interval(), new Reason("nobody", "nobody is there"));
            }
            mean += 0.1 * (piece.happy() - mean);
            double rest = (1 - piece.happy()) / 7;
            double[] weights = {rest, rest, rest, rest, piece.happy(), rest, rest, rest};
            EmotionProbabilities probabilities = EmotionProbabilities.of(weights);
            return new Evidence.Present(
                    piece.interval(),
                    probabilities,
                    Affect.expected(probabilities),
                    OptionalDouble.of(mean),
                    new float[] {(float) piece.happy(), 1 / 3f},
                    piece.quality(),
                    List.of());
        }

        @Override
        public byte[] state() {
            return ByteBuffer.allocate(9).put(VERSION).putDouble(mean).array();
        }

        @Override
        public void restore(byte[] state) {
            if (state.length != 9 || state[0] != VERSION) {
                throw new EmotionException("The state of " + modality.id() + " is too new", null);
            }
            mean = ByteBuffer.wrap(state).getDouble(1);
        }

        @Override
        public void close() {}
    }
}
