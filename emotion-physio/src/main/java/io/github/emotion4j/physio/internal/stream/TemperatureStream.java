package io.github.emotion4j.physio.internal.stream;

import io.github.emotion4j.physio.SignalStream;
import io.github.emotion4j.physio.Temperature;
import io.github.emotion4j.physio.internal.check.Rates;
import java.util.Arrays;

/** Level and course of the last span of skin temperature, as {@link Temperature} gives them. */
public final class TemperatureStream implements SignalStream {
    private final double rate;
    private final int step;
    private final double[] ring;
    private final Temperature.Spans spans;
    private long count;
    private long first;

    /** A result of {@code spanSeconds} each {@code stepSeconds}. */
    public TemperatureStream(
            double sampleRateHertz,
            double spanSeconds,
            double stepSeconds,
            Temperature.Spans spans) {
        this.rate = Rates.check("Temperature", sampleRateHertz, 0.1, 1000);
        this.step = (int) Math.round(stepSeconds * sampleRateHertz);
        int span = (int) Math.round(spanSeconds * sampleRateHertz);
        if (span < 2 || step < 1) {
            throw new IllegalArgumentException(
                    "a span of "
                            + spanSeconds
                            + " s every "
                            + stepSeconds
                            + " s is too short at "
                            + sampleRateHertz
                            + " Hz; two samples and one are the least");
        }
        this.ring = new double[span];
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
            spans.accept(count / rate, Temperature.features(span, rate));
        }
    }

    /** A span that is not full is not reported; the next one begins with the next sample. */
    @Override
    public void finish() {
        first = count;
    }
}
