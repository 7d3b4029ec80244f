package io.github.emotion4j.flink;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource.NumberSequenceSplit;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiter;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;

/**
 * How fast a source reads, and how far: while it is held, a reader stops after a number of records
 * and waits, without holding checkpoints up. So a job that a test kills cannot end before, however
 * slow the test is. All jobs of this JVM are held by the same gate.
 *
 * @param perSecond records of all readers
 */
record Pace(double perSecond) implements RateLimiterStrategy<NumberSequenceSplit> {
    private static volatile Gate gate = new Gate(Long.MAX_VALUE, new CompletableFuture<>());

    private record Gate(long most, CompletableFuture<Void> opened) {}

    /** A reader reads so many records from now on, after each start of its own. */
    static void hold(long records) {
        gate = new Gate(records, new CompletableFuture<>());
    }

    /** All readers read on to the end. */
    static void open() {
        Gate before = gate;
        gate = new Gate(Long.MAX_VALUE, new CompletableFuture<>());
        before.opened().complete(null);
    }

    @Override
    @SuppressWarnings("unchecked") // Flink's strategy is of a raw type.
    public RateLimiter<NumberSequenceSplit> createRateLimiter(int parallelism) {
        RateLimiter<NumberSequenceSplit> rate =
                RateLimiterStrategy.perSecond(perSecond).createRateLimiter(parallelism);
        return new RateLimiter<>() {
            private long read;

            @Override
            public CompletionStage<Void> acquire(int records) {
                Gate now = gate;
                read += records;
                return read <= now.most()
                        ? rate.acquire(records)
                        : now.opened().thenCompose(nothing -> rate.acquire(records));
            }
        };
    }
}
