package io.github.emotion4j.flink.internal;

import io.github.emotion4j.flink.BadRecord;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/** The metrics that {@link io.github.emotion4j.flink.EmotionStreams} lists. */
final class OperatorMetrics {
    /** The histograms cover this many ticks. */
    private static final int WINDOW = 1000;

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Counter estimates;
    private final Counter badRecords;
    private final Map<BadRecord.Reason, Counter> byReason = new EnumMap<>(BadRecord.Reason.class);
    private final Histogram tickMillis;
    private final Histogram batchSize;

    OperatorMetrics(MetricGroup group, Gauge<Integer> livePersons, Gauge<Long> waitingRecords) {
        estimates = group.counter("estimates");
        badRecords = group.counter("badRecords");
        for (BadRecord.Reason reason : BadRecord.Reason.values()) {
            byReason.put(reason, group.counter("badRecords." + reason));
        }
        tickMillis = group.histogram("tickMillis", new DescriptiveStatisticsHistogram(WINDOW));
        batchSize = group.histogram("batchSize", new DescriptiveStatisticsHistogram(WINDOW));
        group.gauge("livePersons", livePersons);
        group.gauge("waitingRecords", waitingRecords);
    }

    void estimates(int count) {
        estimates.inc(count);
    }

    void bad(BadRecord record) {
        badRecords.inc();
        Objects.requireNonNull(byReason.get(record.reason())).inc();
    }

    void tick(Tick tick) {
        tickMillis.update(tick.nanos / NANOS_PER_MILLI);
        batchSize.update(tick.steps);
    }
}
