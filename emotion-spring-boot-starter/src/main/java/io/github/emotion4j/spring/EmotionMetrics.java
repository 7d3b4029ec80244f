package io.github.emotion4j.spring;

import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.EmotionStream;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Observation;
import io.github.emotion4j.core.spi.RecognizerMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/**
 * Meters of the shared recogniser. Counted of themselves: {@code emotion4j.estimates} (steps, by
 * {@code perceived}: whether a class was named), {@code emotion4j.missing} (observations without
 * evidence, by modality and reason), {@code emotion4j.inference} (the time a piece of signal takes,
 * by modality). Of streams that are {@linkplain #watch watched}: {@code emotion4j.streams}, {@code
 * emotion4j.stream.waiting} (signals in the buffers) and {@code emotion4j.stream.dropped}.
 * Thread-safe.
 */
public final class EmotionMetrics {
    private final MeterRegistry registry;
    private final Set<EmotionStream> streams = ConcurrentHashMap.newKeySet();
    private final Counter dropped;
    private final ThreadLocal<Boolean> unmetered = ThreadLocal.withInitial(() -> false);

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

    /** Measures the shared recogniser. */
    RecognizerMeter meter() {
        return new Meter();
    }

    /** Does something in this thread that is not measured. */
    void unmetered(Runnable work) {
        unmetered.set(true);
        try {
            work.run();
        } finally {
            unmetered.remove();
        }
    }

    private final class Meter implements RecognizerMeter {
        private final Map<ModalityId, Timer> inference = new ConcurrentHashMap<>();
        private final Counter told = registry.counter("emotion4j.estimates", "perceived", "true");
        private final Counter silent =
                registry.counter("emotion4j.estimates", "perceived", "false");

        @Override
        public void onInference(ModalityId modality, long nanos) {
            if (!unmetered.get()) {
                inference
                        .computeIfAbsent(
                                modality,
                                id -> registry.timer("emotion4j.inference", "modality", id.name()))
                        .record(nanos, TimeUnit.NANOSECONDS);
            }
        }

        @Override
        public void onObservation(Observation observation) {
            if (!unmetered.get() && observation.evidence() instanceof Evidence.Missing missing) {
                registry.counter(
                                "emotion4j.missing",
                                "modality",
                                observation.modality().name(),
                                "reason",
                                missing.reason().code())
                        .increment();
            }
        }

        @Override
        public void onEstimate(EmotionEstimate estimate) {
            if (!unmetered.get()) {
                (estimate.perceived().isPresent() ? told : silent).increment();
            }
        }
    }
}
