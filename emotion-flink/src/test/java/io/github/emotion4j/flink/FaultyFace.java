package io.github.emotion4j.flink;

import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Observation;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.core.spi.ModalityModel;
import io.github.emotion4j.core.spi.ModalityProvider;
import io.github.emotion4j.core.spi.ModalitySession;
import io.github.emotion4j.core.spi.OpenPart;
import io.github.emotion4j.core.spi.SignalReader;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** A face that was perceived elsewhere, and that does what the reason of a missing one says. */
final class FaultyFace implements ModalityProvider {
    /** The modality throws. */
    static final String THROW = "throw";

    /** The modality throws what no stream may catch. */
    static final String BREAK = "break";

    /** The modality throws when the stream ends. */
    static final String THROW_AT_END = "throw-at-end";

    /** The modality counts {@link #reached} down and waits for {@link #go}. */
    static final String WAIT = "wait";

    static volatile CountDownLatch reached = new CountDownLatch(1);
    static volatile CountDownLatch go = new CountDownLatch(1);

    /** Whether a wait has ended, and whether {@link #BREAK} was met. */
    static volatile boolean waited;

    static volatile boolean broke;

    private final PerceivedModality face =
            new PerceivedModality(ModalityId.FACE, Duration.ofSeconds(1));

    static SharedModels models() {
        return new SharedModels(
                "faulty-face",
                () ->
                        EmotionRecognizer.builder()
                                .onlyNamedModalities()
                                .modality(new FaultyFace())
                                .modality(
                                        new PerceivedModality(
                                                ModalityId.VOICE, Duration.ofSeconds(5)))
                                .build());
    }

    /** A record of half a second without a face. */
    static PersonSignal face(String person, double seconds, String reason) {
        long start = Crowd.BEGIN + (long) (seconds * Crowd.NANOS);
        return PersonSignal.of(
                person,
                new Perceived(
                        ModalityId.FACE,
                        new Evidence.Missing(
                                new TimeInterval(start, start + Crowd.NANOS / 2),
                                new Reason(reason, "the test wants it"))));
    }

    @Override
    public ModalityId id() {
        return face.id();
    }

    @Override
    public ModalityModel open(ModelLoader models) {
        ModalityModel model = face.open(models);
        return new ModalityModel() {
            @Override
            public Optional<SignalReader> reader(OpenPart part) {
                return model.reader(part);
            }

            @Override
            public boolean accepts(Signal signal) {
                return model.accepts(signal);
            }

            @Override
            public ModalitySession openSession() {
                return new Session(model.openSession());
            }

            @Override
            public Duration holdFor() {
                return model.holdFor();
            }

            @Override
            public void close() {
                model.close();
            }
        };
    }

    private static final class Session implements ModalitySession {
        private final ModalitySession session;
        private boolean throwsAtEnd;

        Session(ModalitySession session) {
            this.session = session;
        }

        @Override
        public void accept(Signal signal, Consumer<Observation> sink) {
            if (((Perceived) signal).evidence() instanceof Evidence.Missing missing) {
                switch (missing.reason().code()) {
                    case THROW -> throw new IllegalArgumentException("The face is broken");
                    case BREAK -> {
                        broke = true;
                        throw new NoClassDefFoundError("The face is gone");
                    }
                    case THROW_AT_END -> throwsAtEnd = true;
                    case WAIT -> await();
                    default -> {}
                }
            }
            session.accept(signal, sink);
        }

        private static void await() {
            reached.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            waited = true;
        }

        @Override
        public void finish(Consumer<Observation> sink) {
            if (throwsAtEnd) {
                throw new IllegalStateException("The face breaks at its end");
            }
            session.finish(sink);
        }

        @Override
        public void close() {
            session.close();
        }
    }
}
