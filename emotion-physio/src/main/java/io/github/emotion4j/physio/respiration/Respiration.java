package io.github.emotion4j.physio.respiration;

import io.github.emotion4j.physio.internal.Statistics;
import java.util.ArrayList;
import java.util.List;

/**
 * A whole breathing signal at once; the same numbers as {@link RespirationStream}. Stateless and
 * thread-safe; arrays are not changed.
 */
public final class Respiration {
    private Respiration() {}

    /**
     * The breaths.
     *
     * @param samples the signal, NaN where missing
     * @param sampleRateHertz samples per second, 5 to 4000
     * @return the breaths, in the order of time
     */
    public static List<Breath> peaks(double[] samples, double sampleRateHertz) {
        List<Breath> breaths = new ArrayList<>();
        RespirationStream stream = new RespirationStream(sampleRateHertz, breaths::add);
        for (double x : samples) {
            stream.accept(x);
        }
        stream.finish();
        return breaths;
    }

    /**
     * Summary of breaths. NaN where there are too few.
     *
     * @param breathsPerMinute 60 divided by the mean period
     * @param periodDeviationSeconds standard deviation of the periods (n - 1)
     * @param periodRmssdSeconds root mean square of successive differences of the periods
     * @param meanAmplitude mean amplitude, in the signal's unit
     * @param meanVolumePerTime mean {@linkplain Breath#volumePerTime() volume per time}
     */
    public record Features(
            double breathsPerMinute,
            double periodDeviationSeconds,
            double periodRmssdSeconds,
            double meanAmplitude,
            double meanVolumePerTime) {}

    /**
     * Describes breaths.
     *
     * @param breaths any number
     * @return the summary
     */
    public static Features features(List<Breath> breaths) {
        double[] period = new double[breaths.size()];
        int n = 0;
        int pairs = 0;
        double square = 0;
        double volume = 0;
        double amplitude = 0;
        double before = Double.NaN;
        for (Breath b : breaths) {
            amplitude += b.amplitude();
            if (!Double.isNaN(b.periodSeconds())) {
                period[n++] = b.periodSeconds();
                volume += b.volumePerTime();
                double d = b.periodSeconds() - before;
                if (!Double.isNaN(d)) {
                    square += d * d;
                    pairs++;
                }
            }
            before = b.periodSeconds();
        }
        return new Features(
                n == 0 ? Double.NaN : 60 / Statistics.mean(period, n),
                Statistics.deviation(period, n),
                pairs == 0 ? Double.NaN : Math.sqrt(square / pairs),
                breaths.isEmpty() ? Double.NaN : amplitude / breaths.size(),
                n == 0 ? Double.NaN : volume / n);
    }
}
