package io.github.emotion4j.app.server;

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
                text.append("# TYPE ").append(name).append(" counter\n");
                last = name;
            }
            text.append(counter.getKey()).append(' ').append(counter.getValue().sum()).append('\n');
        }
        gauges.forEach(
                (name, value) ->
                        text.append("# TYPE ")
                                .append(name)
                                .append(" gauge\n")
                                .append(name)
                                .append(' ')
                                .append(value.getAsDouble())
                                .append('\n'));
        times.forEach((name, series) -> histogram(text, name, series));
        return text.toString();
    }

    /** Lines end as Prometheus has them, whatever this machine's do. */
    private static void histogram(StringBuilder text, String name, Times series) {
        text.append("# TYPE ").append(name).append(" histogram\n");
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
