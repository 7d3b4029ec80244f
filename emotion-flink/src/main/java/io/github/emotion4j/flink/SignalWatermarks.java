package io.github.emotion4j.flink;

import java.time.Duration;
import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.eventtime.TimestampAssignerSupplier;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/**
 * Event times and watermarks of signals: signals may come out of order by a bounded time. A signal
 * from a clock that is ahead of this machine's moves the watermark to this machine's time at most,
 * and none if it is ahead by more than is tolerated, else one wrong clock would make everybody else
 * late. That holds for a job that follows live: to one that catches up, a clock that is ahead of
 * the others but behind this machine's looks right.
 *
 * <p>Watermarks come by Flink's timer, and at the latest after a second of event time: a source
 * that catches up reads minutes of signals between two ticks of the timer.
 */
public final class SignalWatermarks implements WatermarkStrategy<PersonSignal> {
    private final long disorderMillis;
    private final long toleranceMillis;

    private SignalWatermarks(Duration disorder, Duration tolerance) {
        if (disorder.isNegative()) {
            throw new IllegalArgumentException("disorder must not be negative, not " + disorder);
        }
        this.disorderMillis = disorder.toMillis();
        this.toleranceMillis = tolerance.toMillis();
    }

    /**
     * Makes the strategy. Add {@link WatermarkStrategy#withIdleness} where a partition may have
     * nobody to send: the others would wait for it.
     *
     * @param disorder by how much signals may come out of order: the delay of all estimates
     * @param settings say how far a clock may be ahead
     * @return the strategy
     * @throws IllegalArgumentException if the disorder is negative
     */
    public static WatermarkStrategy<PersonSignal> of(Duration disorder, StreamSettings settings) {
        return new SignalWatermarks(disorder, settings.clockTolerance());
    }

    @Override
    public TimestampAssigner<PersonSignal> createTimestampAssigner(
            TimestampAssignerSupplier.Context context) {
        return (signal, before) -> signal.timeMillis();
    }

    @Override
    public WatermarkGenerator<PersonSignal> createWatermarkGenerator(
            WatermarkGeneratorSupplier.Context context) {
        return new Generator(disorderMillis, toleranceMillis);
    }

    private static final class Generator implements WatermarkGenerator<PersonSignal> {
        private static final long AT_LEAST_EACH_MILLIS = 1000;

        private final long disorderMillis;
        private final long toleranceMillis;
        private long furthestMillis = Long.MIN_VALUE;
        private long emittedMillis;

        Generator(long disorderMillis, long toleranceMillis) {
            this.disorderMillis = disorderMillis;
            this.toleranceMillis = toleranceMillis;
        }

        @Override
        public void onEvent(PersonSignal signal, long timeMillis, WatermarkOutput output) {
            long now = System.currentTimeMillis();
            if (timeMillis > now + toleranceMillis) {
                return;
            }
            long reachedMillis = Math.min(timeMillis, now);
            if (furthestMillis == Long.MIN_VALUE) {
                furthestMillis = reachedMillis;
                emittedMillis = reachedMillis;
            }
            furthestMillis = Math.max(furthestMillis, reachedMillis);
            if (furthestMillis - emittedMillis >= AT_LEAST_EACH_MILLIS) {
                onPeriodicEmit(output);
            }
        }

        @Override
        public void onPeriodicEmit(WatermarkOutput output) {
            if (furthestMillis != Long.MIN_VALUE) {
                output.emitWatermark(new Watermark(furthestMillis - disorderMillis - 1));
                emittedMillis = furthestMillis;
            }
        }
    }
}
