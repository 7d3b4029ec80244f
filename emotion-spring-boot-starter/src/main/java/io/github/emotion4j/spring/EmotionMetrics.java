package io.github.emotion4j.spring;

import io.github.emotion4j.core.EmotionStream;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Observation;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.core.spi.Fusion;
import io.github.emotion4j.core.spi.FusionMethod;
import io.github.emotion4j.core.spi.ModalityModel;
import io.github.emotion4j.core.spi.ModalityProvider;
import io.github.emotion4j.core.spi.ModalitySession;
import io.github.emotion4j.core.spi.OpenPart;
import io.github.emotion4j.core.spi.SignalReader;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/**
 * Meters of the shared recogniser. Counted of themselves: {@code emotion4j.estimates} (steps, by
 * {@code perceived} true or false), {@code emotion4j.missing} (observations without evidence, by
 * modality and reason), {@code emotion4j.inference} (the time a piece of signal takes, by
 * modality). Of streams that are {@linkplain #watch watched}: {@code emotion4j.streams}, {@code
 * emotion4j.stream.waiting} (signals in the buffers) and {@code emotion4j.stream.dropped}.
 * Thread-safe.
 */
public final class EmotionMetrics {
    private final MeterRegistry registry;
    private final Set<EmotionStream> streams = ConcurrentHashMap.newKeySet();
    private final Counter dropped;

    /**
     * Makes the meters.
     *
     * @param registry where they are registered
     */
    public EmotionMetrics(MeterRegistry registry) {
        this.registry = registry;
        dropped = registry.counter("emotion4j.stream.dropped");
        registry.gauge("emotion4j.streams", streams, Set::size);
        registry.gauge(
                "emotion4j.stream.waiting", streams, all -> sum(all, c -> (long) c.waiting()));
    }

    private static double sum(
            Set<EmotionStream> streams, ToLongFunction<EmotionStream.Statistics.Counts> of) {
        return streams.stream().mapToDouble(stream -> sum(stream, of)).sum();
    }

    private static double sum(
            EmotionStream stream, ToLongFunction<EmotionStream.Statistics.Counts> of) {
        return stream.statistics().modalities().values().stream().mapToLong(of).sum();
    }

    /**
     * Counts a stream until it is closed; what it dropped is counted then.
     *
     * @param stream a stream of any recogniser
     * @return the stream
     */
    public EmotionStream watch(EmotionStream stream) {
        streams.add(stream);
        stream.done()
                .whenComplete(
                        (end, cause) -> {
                            streams.remove(stream);
                            dropped.increment(
                                    sum(stream, EmotionStream.Statistics.Counts::dropped));
                        });
        return stream;
    }

    /** A modality that is timed and whose gaps are counted. */
    ModalityProvider meter(ModalityProvider modality) {
        return new Metered(modality);
    }

    /** A way to join modalities whose steps are counted. */
    FusionMethod meter(FusionMethod method) {
        return new FusionMethod() {
            @Override
            public Fusion open(ModelLoader models, Duration step) {
                return new MeteredFusion(method.open(models, step));
            }

            @Override
            public String settings() {
                return method.settings();
            }
        };
    }

    private final class Metered implements ModalityProvider {
        private final ModalityProvider modality;

        Metered(ModalityProvider modality) {
            this.modality = modality;
        }

        @Override
        public ModalityId id() {
            return modality.id();
        }

        @Override
        public String settings() {
            return modality.settings();
        }

        @Override
        public ModalityModel open(ModelLoader models) {
            return new MeteredModel(modality.id(), modality.open(models));
        }
    }

    private final class MeteredModel implements ModalityModel {
        private final ModalityModel model;
        private final Timer inference;
        private final String modality;

        MeteredModel(ModalityId id, ModalityModel model) {
            this.model = model;
            modality = id.name();
            inference = registry.timer("emotion4j.inference", "modality", modality);
        }

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
            return new MeteredSession(model.openSession(), inference, this::count);
        }

        private void count(Observation observation) {
            if (observation.evidence() instanceof Evidence.Missing missing) {
                registry.counter(
                                "emotion4j.missing",
                                "modality",
                                modality,
                                "reason",
                                missing.reason().code())
                        .increment();
            }
        }

        @Override
        public Duration holdFor() {
            return model.holdFor();
        }

        @Override
        public void close() {
            model.close();
        }
    }

    private record MeteredSession(
            ModalitySession session, Timer inference, Consumer<Observation> counter)
            implements ModalitySession {
        @Override
        public void accept(Signal signal, Consumer<Observation> sink) {
            inference.record(() -> session.accept(signal, counter.andThen(sink)));
        }

        @Override
        public void finish(Consumer<Observation> sink) {
            session.finish(counter.andThen(sink));
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

    private final class MeteredFusion implements Fusion {
        private final Fusion fusion;
        private final Counter told = registry.counter("emotion4j.estimates", "perceived", "true");
        private final Counter silent =
                registry.counter("emotion4j.estimates", "perceived", "false");

        MeteredFusion(Fusion fusion) {
            this.fusion = fusion;
        }

        @Override
        public Fusion.Session openSession() {
            Fusion.Session session = fusion.openSession();
            return new Fusion.Session() {
                @Override
                public Fusion.Opinion step(TimeInterval step, Map<ModalityId, Evidence> evidence) {
                    Fusion.Opinion opinion = session.step(step, evidence);
                    (opinion.probabilities().isPresent() ? told : silent).increment();
                    return opinion;
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
            };
        }

        @Override
        public Fusion.Opinion summary(TimeInterval whole, Map<ModalityId, Evidence> evidence) {
            return fusion.summary(whole, evidence);
        }

        @Override
        public void close() {
            fusion.close();
        }
    }
}
