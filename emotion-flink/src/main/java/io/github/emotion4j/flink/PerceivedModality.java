package io.github.emotion4j.flink;

import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Observation;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.core.spi.ModalityModel;
import io.github.emotion4j.core.spi.ModalityProvider;
import io.github.emotion4j.core.spi.ModalitySession;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * A modality that was perceived elsewhere: its signals are {@link Perceived}, and it needs no
 * model.
 *
 * <pre>{@code
 * EmotionRecognizer recognizer =
 *         EmotionRecognizer.builder()
 *                 .onlyNamedModalities()
 *                 .modality(new PerceivedModality(ModalityId.FACE, Duration.ofSeconds(1)))
 *                 .build();
 * }</pre>
 *
 * @param id the modality whose evidence it takes
 * @param holdFor how long evidence stands when no newer one comes
 */
public record PerceivedModality(ModalityId id, Duration holdFor) implements ModalityProvider {
    @Override
    public ModalityModel open(ModelLoader models) {
        return new Model(this);
    }

    private record Model(PerceivedModality modality) implements ModalityModel {

        @Override
        public boolean accepts(Signal signal) {
            return signal instanceof Perceived perceived
                    && perceived.modality().equals(modality.id());
        }

        @Override
        public ModalitySession openSession() {
            return new Session();
        }

        @Override
        public Duration holdFor() {
            return modality.holdFor();
        }

        @Override
        public void close() {}
    }

    /** Between two signals nothing is kept. */
    private static final class Session implements ModalitySession {
        @Override
        public void accept(Signal signal, Consumer<Observation> sink) {
            Perceived perceived = (Perceived) signal;
            sink.accept(new Observation(perceived.modality(), 0, true, perceived.evidence(), null));
        }

        @Override
        public void finish(Consumer<Observation> sink) {}

        @Override
        public void close() {}
    }
}
