package io.github.emotion4j.physio.temperature;

import io.github.emotion4j.physio.internal.Statistics;

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
     * Describes a span; missing and infinite values are passed over, their times kept.
     *
     * @param celsius the signal, NaN where missing
     * @param sampleRateHertz samples per second, above 0
     * @return level and course; NaN where there is too little
     */
    public static Features features(double[] celsius, double sampleRateHertz) {
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
