package io.github.emotion4j.physio;

import io.github.emotion4j.physio.internal.check.Rates;
import io.github.emotion4j.physio.internal.dsp.Statistics;
import io.github.emotion4j.physio.internal.stream.TemperatureStream;
import java.time.Duration;
import java.util.function.Consumer;

/** Skin temperature in °C. Stateless and thread-safe; arrays are not changed. */
public final class Temperature {
    private Temperature() {}

    /**
     * Level and course of a span.
     *
     * @param meanCelsius mean, °C
     * @param slopeCelsiusPerMinute least-squares slope; NaN for under two values
     * @param deviationCelsius standard deviation (n - 1)
     */
    public record Features(
            double meanCelsius, double slopeCelsiusPerMinute, double deviationCelsius) {}

    /**
     * Level and course of the last span as the signal comes in; the same numbers as {@link
     * #features} of that span. Memory is one span.
     *
     * @param sampleRateHertz samples per second, 0.1 to 1000
     * @param span length of a span, at least two samples
     * @param step distance of the spans, at least one sample and at most the span
     * @param spans takes a result a step, from the first full span on
     * @return the stream; its unit is °C
     * @throws IllegalArgumentException if rate, span or step is out of range
     */
    public static SignalStream stream(
            double sampleRateHertz, Duration span, Duration step, Consumer<Timed<Features>> spans) {
        return new TemperatureStream(sampleRateHertz, span, step, spans);
    }

    /**
     * Describes a span; missing and infinite values are passed over, their times kept.
     *
     * @param celsius the signal, NaN where missing
     * @param sampleRateHertz samples per second, finite and above 0
     * @return level and course; NaN where there is too little
     * @throws IllegalArgumentException if the rate is not above 0
     */
    public static Features features(double[] celsius, double sampleRateHertz) {
        Rates.checkPositive(sampleRateHertz);
        double[] t = new double[celsius.length];
        double[] x = new double[celsius.length];
        int n = 0;
        for (int i = 0; i < celsius.length; i++) {
            if (Double.isFinite(celsius[i])) {
                t[n] = i / sampleRateHertz;
                x[n++] = celsius[i];
            }
        }
        return new Features(
                n == 0 ? Double.NaN : Statistics.mean(x, n),
                n < 2 ? Double.NaN : 60 * Statistics.slope(t, x, n),
                Statistics.deviation(x, n));
    }
}
