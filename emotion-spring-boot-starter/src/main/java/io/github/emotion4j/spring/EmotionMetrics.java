package io.github.emotion4j.spring;

import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.EmotionStream;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Observation;
import io.github.emotion4j.core.spi.RecognizerMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToLongFunction;

/**
 * Meters of the shared recogniser, and of those that an application {@linkplain #meter() has
 * measured}. Counted of themselves: {@code emotion4j.estimates} (steps, by {@code perceived}:
 * whether a class was named), {@code emotion4j.missing} (observations without evidence, by modality
 * and reason), {@code emotion4j.inference} (the time a piece of signal takes, by modality). Of
 * streams that are {@linkplain #watch watched}: {@code emotion4j.streams}, {@code
 * emotion4j.stream.waiting} (signals in the buffers) and {@code emotion4j.stream.dropped}.
 * Thread-safe.
 */
public final class EmotionMetrics {
    private final MeterRegistry registry;
    private final Set<EmotionStream> streams = ConcurrentHashMap.newKeySet();
    private final LongAdder droppedByEnded = new LongAdder();
    private final AtomicLong droppedToldMost = new AtomicLong();
    private final ThreadLocal<Boolean> unmetered = ThreadLocal.withInitial(() -> false);

    /**
     * Makes the meters.
     *
     * @param registry where they are registered
     */
    public EmotionMetrics(MeterRegistry registry) {
        this.registry = registry;
        registry.gauge("emotion4j.streams", streams, Set::size);
        registry.gauge(
                "emotion4j.stream.waiting", streams, all -> sum(all, c -> (long) c.waiting()));
        FunctionCounter.builder("emotion4j.stream.dropped", streams, all -> dropped())
                .register(registry);
    }

    /** A stream that ends meanwhile counts once or not yet; a counter must not fall. */
    private double dropped() {
        long before = droppedByEnded.sum();
        long now = before + (long) sum(streams, EmotionStream.Statistics.Counts::dropped);
        return droppedToldMost.accumulateAndGet(now, Math::max);
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
     * Counts a stream until it is closed; what it dropped stays counted.
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
                            droppedByEnded.add(
                                    (long) sum(stream, EmotionStream.Statistics.Counts::dropped));
                        });
        return stream;
    }

    /**
     * Measures a recogniser of the application's own; the shared one is measured automatically.
     *
     * <pre>{@code
     * EmotionRecognizer.builder().meter(metrics.meter()).build()
     * }</pre>
     *
     * @return the meter, for {@link
     *     io.github.emotion4j.core.EmotionRecognizer.Builder#meter(RecognizerMeter)}; several
     *     recognisers count together
     */
    public RecognizerMeter meter() {
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
