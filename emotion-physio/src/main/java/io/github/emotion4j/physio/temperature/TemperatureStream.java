package io.github.emotion4j.physio.temperature;

import io.github.emotion4j.physio.internal.Rates;
import java.util.Arrays;

/**
 * Level and course of skin temperature over the last span as it comes in; the same numbers as
 * {@link Temperature#features} of that span. Memory is one span. Confined to one thread at a time.
 */
public final class TemperatureStream {
    /** Takes a result a step, from the first full span on. */
    @FunctionalInterface
    public interface Spans {
        /**
         * Level and course of one span.
         *
         * @param endSeconds the span's end, from the start of the stream
         * @param features level and course; NaN where there is too little
         */
        void accept(double endSeconds, Temperature.Features features);
    }

    private final double rate;
    private final int step;
    private final double[] ring;
    private final Spans spans;
    private long count;

    /**
     * Opens a stream.
     *
     * @param sampleRateHertz samples per second, 0.1 to 1000
     * @param spanSeconds length of a span, at least two samples
     * @param stepSeconds distance of the spans, at least one sample
     * @param spans takes the results
     * @throws IllegalArgumentException if rate, span or step is out of range
     */
    public TemperatureStream(
            double sampleRateHertz, double spanSeconds, double stepSeconds, Spans spans) {
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

    /**
     * Takes the next sample.
     *
     * @param celsius the temperature, °C, or NaN where it is missing
     */
    public void accept(double celsius) {
        ring[(int) (count % ring.length)] = celsius;
        count++;
        if (count >= ring.length && (count - ring.length) % step == 0) {
            int oldest = (int) (count % ring.length);
            double[] span = Arrays.copyOfRange(ring, oldest, oldest + ring.length);
            System.arraycopy(ring, 0, span, ring.length - oldest, oldest);
            spans.accept(count / rate, Temperature.features(span, rate));
        }
    }

    /**
     * Passes over samples that were never recorded.
     *
     * @param samples how many, at least 0
     */
    public void skip(long samples) {
        for (long i = 0; i < samples; i++) {
            accept(Double.NaN);
        }
    }
}
