package io.github.emotion4j.physio.internal.stream;

import io.github.emotion4j.physio.SignalStream;
import io.github.emotion4j.physio.Temperature;
import io.github.emotion4j.physio.Timed;
import io.github.emotion4j.physio.internal.check.Rates;
import io.github.emotion4j.physio.internal.check.Spans;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;

/** Level and course of the last span of skin temperature, as {@link Temperature} gives them. */
public final class TemperatureStream implements SignalStream {
    private final double rate;
    private final int step;
    private final double[] ring;
    private final Consumer<Timed<Temperature.Features>> spans;
    private long count;
    private long first;

    /** A result of {@code span} each {@code step}. */
    public TemperatureStream(
            double sampleRateHertz,
            Duration span,
            Duration step,
            Consumer<Timed<Temperature.Features>> spans) {
        this.rate = Rates.check("Temperature", sampleRateHertz, 0.1, 1000);
        Spans.check(span, step);
        this.step = (int) Math.round(Spans.seconds(step) * sampleRateHertz);
        int samples = (int) Math.round(Spans.seconds(span) * sampleRateHertz);
        if (samples < 2 || this.step < 1) {
            throw new IllegalArgumentException(
                    "a span of "
                            + Spans.seconds(span)
                            + " s every "
                            + Spans.seconds(step)
                            + " s is too short at "
                            + sampleRateHertz
                            + " Hz; two samples and one are the least");
        }
        this.ring = new double[samples];
        this.spans = spans;
    }

    @Override
    public void accept(double celsius) {
        ring[(int) (count % ring.length)] = celsius;
        count++;
        long full = count - first - ring.length;
        if (full >= 0 && full % step == 0) {
            int oldest = (int) (count % ring.length);
            double[] span = Arrays.copyOfRange(ring, oldest, oldest + ring.length);
            System.arraycopy(ring, 0, span, ring.length - oldest, oldest);
            spans.accept(new Timed<>(count / rate, Temperature.features(span, rate)));
        }
    }

    /** A span that is not full is not reported; the next one begins with the next sample. */
    @Override
    public void finish() {
        first = count;
    }
}
