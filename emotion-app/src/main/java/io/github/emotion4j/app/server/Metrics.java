package io.github.emotion4j.app.server;

import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.Observation;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;

/** Counts what the server does and reports it in the format of Prometheus. Thread-safe. */
final class Metrics {
    /** Bounds of the histograms of time, s. */
    private static final double[] BOUNDS = {0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30};

    /** What each is, for the lines of help. */
    private static final Map<String, String> HELP =
            Map.of(
                    "emotion4j_requests_total", "Requests, by the status of their answers",
                    "emotion4j_requests_at_work", "Requests that have a place and are worked on",
                    "emotion4j_recognition_seconds", "Time that a recognition takes",
                    "emotion4j_streams_open", "Streams that are open",
                    "emotion4j_estimates_total", "Estimates, one a step of a request or a stream",
                    "emotion4j_missing_total", "Observations without a result, by their reason",
                    "emotion4j_dropped_total", "Pictures that came while one was worked on");

    private final Map<String, LongAdder> counters = new ConcurrentSkipListMap<>();
    private final Map<String, Times> times = new ConcurrentSkipListMap<>();
    private final Map<String, DoubleSupplier> gauges = new ConcurrentSkipListMap<>();

    private static final class Times {
        final LongAdder[] buckets = new LongAdder[BOUNDS.length + 1];
        final DoubleAdder sum = new DoubleAdder();

        Times() {
            for (int i = 0; i < buckets.length; i++) {
                buckets[i] = new LongAdder();
            }
        }
    }

    /** Adds to a counter; the labels are written as Prometheus writes them, or empty. */
    void add(String name, String labels, long amount) {
        counters.computeIfAbsent(series(name, labels), k -> new LongAdder()).add(amount);
    }

    /** Counts an estimate, of a request or a stream. */
    void estimated() {
        add("emotion4j_estimates_total", "", 1);
    }

    /** Counts what was looked for and not perceived, of a request or a stream. */
    void observed(Observation observation) {
        if (observation.evidence() instanceof Evidence.Missing missing) {
            String labels =
                    label("modality", observation.modality().name())
                            + ","
                            + label("reason", missing.reason().code());
            add("emotion4j_missing_total", labels, 1);
        }
    }

    /** A label with its value. */
    static String label(String name, String value) {
        return name
                + "=\""
                + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", " ")
                + "\"";
    }

    void time(String name, double seconds) {
        Times series = times.computeIfAbsent(name, k -> new Times());
        int bucket = 0;
        while (bucket < BOUNDS.length && seconds > BOUNDS[bucket]) {
            bucket++;
        }
        series.buckets[bucket].increment();
        series.sum.add(seconds);
    }

    void gauge(String name, DoubleSupplier value) {
        gauges.put(name, value);
    }

    private static String series(String name, String labels) {
        return labels.isEmpty() ? name : name + "{" + labels + "}";
    }

    /** The text format, version 0.0.4. */
    String text() {
        StringBuilder text = new StringBuilder();
        String last = "";
        for (Map.Entry<String, LongAdder> counter : counters.entrySet()) {
            String name = counter.getKey().replaceFirst("\\{.*", "");
            if (!name.equals(last)) {
                head(text, name, "counter");
                last = name;
            }
            text.append(counter.getKey()).append(' ').append(counter.getValue().sum()).append('\n');
        }
        gauges.forEach(
                (name, value) -> {
                    head(text, name, "gauge");
                    text.append(name).append(' ').append(value.getAsDouble()).append('\n');
                });
        times.forEach((name, series) -> histogram(text, name, series));
        return text.toString();
    }

    private static void head(StringBuilder text, String name, String type) {
        text.append("# HELP ").append(name).append(' ').append(HELP.get(name)).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    /** Lines end as Prometheus has them, whatever this machine's do. */
    private static void histogram(StringBuilder text, String name, Times series) {
        head(text, name, "histogram");
        long sum = 0;
        for (int i = 0; i < series.buckets.length; i++) {
            sum += series.buckets[i].sum();
            String bound = i < BOUNDS.length ? Double.toString(BOUNDS[i]) : "+Inf";
            text.append(String.format(Locale.ROOT, "%s_bucket{le=\"%s\"} %d\n", name, bound, sum));
        }
        text.append(String.format(Locale.ROOT, "%s_sum %f\n", name, series.sum.sum()));
        text.append(String.format(Locale.ROOT, "%s_count %d\n", name, sum));
    }
}
