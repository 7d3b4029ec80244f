package io.github.emotion4j.physio;

import io.github.emotion4j.physio.hrv.HeartRateVariability;
import io.github.emotion4j.physio.hrv.Intervals;
import io.github.emotion4j.physio.internal.check.Rates;
import io.github.emotion4j.physio.internal.stream.PulseStream;
import io.github.emotion4j.physio.internal.stream.SampleFeed;
import io.github.emotion4j.physio.internal.stream.WholeSignal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Waves and pulse rate variability of a PPG, whole or as it comes in, by the same code. Of pulses
 * above 200 a minute, whose waves run together, some waves are passed over. A beat must point up;
 * of raw light, which falls with each beat, give the values with the opposite sign. Stateless and
 * thread-safe; arrays are not changed.
 *
 * <pre>{@code
 * HeartRateVariability prv = Ppg.features(wave, 64);
 * SignalStream live = Ppg.stream(64, wave -> System.out.println(wave.quality()));
 * }</pre>
 */
public final class Ppg {
    private Ppg() {}

    /**
     * The signal as the detector sees it: about 0.6 to 8 Hz, without shift.
     *
     * @param samples the signal, NaN where missing
     * @param sampleRateHertz samples per second, 20 to 2000
     * @return a fresh array of the same length; NaN within gaps of over 0.1 s
     * @throws IllegalArgumentException if the rate is outside the range
     */
    public static double[] clean(double[] samples, double sampleRateHertz) {
        Rates.check("PPG", sampleRateHertz, 20, 2000);
        return WholeSignal.filtered(
                samples, sampleRateHertz, PulseStream.bandPass(sampleRateHertz));
    }

    /**
     * The pulse waves.
     *
     * @param samples the signal, NaN where missing
     * @param sampleRateHertz samples per second, 20 to 2000
     * @return the waves, in the order of time
     * @throws IllegalArgumentException if the rate is outside the range
     */
    public static List<Wave> peaks(double[] samples, double sampleRateHertz) {
        List<Wave> waves = new ArrayList<>();
        stream(sampleRateHertz, waves::add).acceptAll(samples);
        return waves;
    }

    /**
     * The pulse waves as the signal comes in.
     *
     * <p>The signal is smoothed over 0.06 s and freed of what is slower than a beat by symmetric
     * moving averages. A maximum is a systolic peak if it is at least 0.35 times as high as the
     * strongest ones around it and no greater one is within about half a beat, so dicrotic waves
     * are left out. Times are those of the steepest rise before the peak, by a parabola through the
     * slopes: a peak may jump between two humps of one wave, the rise before both does not. Each
     * wave is compared with the running mean shape; motion shows as low {@linkplain Wave#quality()
     * quality}. A wave is reported about 4 s after it was.
     *
     * @param sampleRateHertz samples per second, 20 to 2000
     * @param waves takes the waves, in the order of time
     * @return the stream
     * @throws IllegalArgumentException if the rate is outside the range
     */
    public static SignalStream stream(double sampleRateHertz, Consumer<Wave> waves) {
        Rates.check("PPG", sampleRateHertz, 20, 2000);
        return new SampleFeed(sampleRateHertz, new PulseStream(sampleRateHertz, waves));
    }

    /**
     * Pulse rate variability. It represents heart rate variability only at rest: motion and the
     * travel of the pulse add to it.
     *
     * @param samples the signal, NaN where missing
     * @param sampleRateHertz samples per second, 20 to 2000
     * @return the variability, with the reasons for values that cannot be computed
     * @throws IllegalArgumentException if the rate is outside the range
     */
    public static HeartRateVariability features(double[] samples, double sampleRateHertz) {
        return HeartRateVariability.of(intervals(peaks(samples, sampleRateHertz)));
    }

    /**
     * Intervals between the {@linkplain #beats clear} waves.
     *
     * @param waves waves in the order of time
     * @return the intervals
     * @throws IllegalArgumentException if the waves are not in the order of time
     */
    public static Intervals intervals(List<Wave> waves) {
        List<Beat> beats = new ArrayList<>();
        waves.forEach(beats(beats::add));
        return Intervals.between(beats);
    }

    /**
     * Hands waves on as beats where their intervals can be trusted. A wave of a quality below 0.75
     * is no beat. No interval leads to the beat after it, nor to one that comes after less than
     * 0.75 or more than 1.3 times the median of the last 15 intervals, since a wave was found too
     * many or passed over. Rows of fewer than five intervals are left out; so the first beats of a
     * row come once its sixth is known. Of hearts that beat very irregularly little is left.
     *
     * @param beats takes the beats
     * @return takes the waves of one stream, in the order of time
     */
    public static Consumer<Wave> beats(Consumer<Beat> beats) {
        return new ClearBeats(beats);
    }

    /**
     * How alike the waves are: the mean {@linkplain Wave#quality() quality}.
     *
     * @param waves waves
     * @return a value in [0, 1]; 0 without waves
     */
    public static double quality(List<Wave> waves) {
        return waves.stream().mapToDouble(Wave::quality).average().orElse(0);
    }

    /**
     * One pulse wave.
     *
     * @param seconds when the signal rose most steeply, by which intervals are measured, from the
     *     start of the stream. A peak may jump between two humps of one wave; the rise before both
     *     does not
     * @param peakSeconds when the systolic peak was, likewise
     * @param amplitude height of the peak in the cleaned (band-passed) signal, in the signal's unit
     * @param quality correlation with the running mean shape of the waves before, in [0, 1]
     * @param first whether the time since the wave before is unknown
     * @param height rise from the foot of the wave to its peak, in the signal's unit
     * @param footLevel the signal at the foot of the wave, which breathing moves
     * @param riseSeconds time from foot to peak
     * @param widthSeconds time that the wave stays above half its height
     */
    public record Wave(
            double seconds,
            double peakSeconds,
            double amplitude,
            double quality,
            boolean first,
            double height,
            double footLevel,
            double riseSeconds,
            double widthSeconds) {}
}
