package io.github.emotion4j.core.internal;

import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Observation;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.spi.ModalityModel;
import io.github.emotion4j.core.spi.ModalitySession;
import io.github.emotion4j.core.spi.OpenPart;
import io.github.emotion4j.core.spi.RecognizerMeter;
import io.github.emotion4j.core.spi.SignalReader;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A model whose work is measured.
 *
 * @param id its modality
 * @param model the model; closed with this
 * @param meter what measures
 */
record MeteredModel(ModalityId id, ModalityModel model, RecognizerMeter meter)
        implements ModalityModel {
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
        return new MeteredSession(id, model.openSession(), meter);
    }

    @Override
    public Duration holdFor() {
        return model.holdFor();
    }

    @Override
    public void close() {
        model.close();
    }

    private record MeteredSession(ModalityId id, ModalitySession session, RecognizerMeter meter)
            implements ModalitySession {
        @Override
        public void accept(Signal signal, Consumer<Observation> sink) {
            long start = System.nanoTime();
            session.accept(signal, metered(sink));
            meter.onInference(id, System.nanoTime() - start);
        }

        @Override
        public void finish(Consumer<Observation> sink) {
            session.finish(metered(sink));
        }

        private Consumer<Observation> metered(Consumer<Observation> sink) {
            return observation -> {
                meter.onObservation(observation);
                sink.accept(observation);
            };
        }

        @Override
        public byte[] state() {
            return session.state();
        }

        @Override
        public void restore(byte[] state) {
            session.restore(state);
        }

        @Override
        public void close() {
            session.close();
        }
    }
}
