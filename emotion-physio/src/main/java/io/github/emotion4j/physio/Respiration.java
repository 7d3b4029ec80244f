package io.github.emotion4j.physio;

import io.github.emotion4j.physio.internal.check.Rates;
import io.github.emotion4j.physio.internal.dsp.Statistics;
import io.github.emotion4j.physio.internal.stream.BreathStream;
import io.github.emotion4j.physio.internal.stream.SampleFeed;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Breaths of a belt, of air flow or of its temperature. Stateless and thread-safe; arrays are not
 * changed.
 */
public final class Respiration {
    private Respiration() {}

    /**
     * One breath, from the end of one inspiration to the end of the next.
     *
     * @param seconds end of the inspiration (the signal's maximum), from the start of the stream
     * @param periodSeconds time since the breath before; NaN for the first and after a gap
     * @param amplitude rise from the trough before to the maximum, in the signal's unit
     */
    public record Breath(double seconds, double periodSeconds, double amplitude) {
        /**
         * Respiratory volume per time (Birn et al. 2006, doi:10.1016/j.neuroimage.2006.02.048).
         *
         * @return amplitude divided by period, in the signal's unit per second; NaN without a
         *     period
         */
        public double volumePerTime() {
            return amplitude / periodSeconds;
        }
    }

    /**
     * The breaths.
     *
     * @param samples the signal, NaN where missing
     * @param sampleRateHertz samples per second, 5 to 4000
     * @return the breaths, in the order of time
     */
    public static List<Breath> peaks(double[] samples, double sampleRateHertz) {
        List<Breath> breaths = new ArrayList<>();
        stream(sampleRateHertz, breaths::add).acceptAll(samples);
        return breaths;
    }

    /**
     * The breaths as the signal comes in.
     *
     * <p>The signal (any unit, inspiration upwards) is averaged down to 10 to 20 samples a second,
     * smoothed over 0.4 s and freed of what is slower than about 10 s by symmetric moving averages.
     * A maximum is a breath if it rises at least 0.3 times as far from the trough before it as
     * breaths usually do. A breath is reported about 11 s after it was.
     *
     * @param sampleRateHertz samples per second, 5 to 4000
     * @param breaths takes the breaths, in the order of time
     * @return the stream
     * @throws IllegalArgumentException if the rate is outside the range
     */
    public static SignalStream stream(double sampleRateHertz, Consumer<Breath> breaths) {
        Rates.check("Respiration", sampleRateHertz, 5, 4000);
        return new SampleFeed(sampleRateHertz, new BreathStream(sampleRateHertz, breaths));
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
     * Describes a signal.
     *
     * @param samples the signal, NaN where missing
     * @param sampleRateHertz samples per second, 5 to 4000
     * @return the summary of its breaths
     * @throws IllegalArgumentException if the rate is outside the range
     */
    public static Features features(double[] samples, double sampleRateHertz) {
        return features(peaks(samples, sampleRateHertz));
    }

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
