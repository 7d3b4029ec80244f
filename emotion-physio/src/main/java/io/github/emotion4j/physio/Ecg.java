package io.github.emotion4j.physio;

import io.github.emotion4j.physio.hrv.HeartRateVariability;
import io.github.emotion4j.physio.hrv.Intervals;
import io.github.emotion4j.physio.internal.check.Rates;
import io.github.emotion4j.physio.internal.stream.QrsStream;
import io.github.emotion4j.physio.internal.stream.SampleFeed;
import io.github.emotion4j.physio.internal.stream.WholeSignal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * R peaks and heart rate variability of an ECG, whole or as it comes in, by the same code.
 * Stateless and thread-safe; arrays are not changed.
 *
 * <pre>{@code
 * HeartRateVariability hrv = Ecg.features(millivolts, 250);
 * SignalStream live = Ecg.stream(250, beat -> System.out.println(beat.seconds()));
 * }</pre>
 */
public final class Ecg {
    private Ecg() {}

    /**
     * The signal as the detector sees it: band-passed to about 4 to 25 Hz without shift.
     *
     * @param samples the signal, NaN where missing
     * @param sampleRateHertz samples per second, 90 to 4000
     * @return a fresh array of the same length; NaN within gaps of over 0.1 s
     */
    public static double[] clean(double[] samples, double sampleRateHertz) {
        Rates.check("ECG", sampleRateHertz, 90, 4000);
        return WholeSignal.filtered(samples, sampleRateHertz, QrsStream.bandPass(sampleRateHertz));
    }

    /**
     * The R peaks.
     *
     * @param samples the signal, NaN where missing
     * @param sampleRateHertz samples per second, 90 to 4000
     * @return the beats, in the order of time
     */
    public static List<Beat> peaks(double[] samples, double sampleRateHertz) {
        List<Beat> beats = new ArrayList<>();
        stream(sampleRateHertz, beats::add).acceptAll(samples);
        return beats;
    }

    /**
     * The R peaks as the signal comes in.
     *
     * <p>The signal, in mV or any other unit that is proportional to it, is band-passed by
     * symmetric moving averages (about 4 to 25 Hz, no shift in time); the envelope of its slope has
     * a maximum at each QRS complex. A maximum is a beat if it is at least a third as high as the
     * strongest ones around it, is separated from its neighbours, is not the wave after a beat, and
     * the signal is not the sine of ventricular flutter. A gap of over 1.6 usual intervals is
     * searched once more with a lower bar. Beats that point down, as of an inverted lead, are found
     * at their lowest point.
     *
     * <p>A beat is reported 4.5 s after it was, when what follows is known. The beat after a gap is
     * marked {@linkplain Beat#first() first}.
     *
     * @param sampleRateHertz samples per second, 90 to 4000
     * @param beats takes the beats, in the order of time
     * @return the stream
     * @throws IllegalArgumentException if the rate is outside the range
     */
    public static SignalStream stream(double sampleRateHertz, Consumer<Beat> beats) {
        Rates.check("ECG", sampleRateHertz, 90, 4000);
        return new SampleFeed(sampleRateHertz, new QrsStream(sampleRateHertz, beats));
    }

    /**
     * Heart rate variability of the signal.
     *
     * @param samples the signal, NaN where missing
     * @param sampleRateHertz samples per second, 90 to 4000
     * @return the variability, with the reasons for values that cannot be computed
     */
    public static HeartRateVariability features(double[] samples, double sampleRateHertz) {
        return HeartRateVariability.of(Intervals.between(peaks(samples, sampleRateHertz)));
    }

    /**
     * How alike the beats are: the mean {@linkplain Beat#quality() quality} of the beats of a span.
     *
     * @param beats beats
     * @return a value in [0, 1]; 0 without beats
     */
    public static double quality(List<Beat> beats) {
        return beats.stream().mapToDouble(Beat::quality).average().orElse(0);
    }
}
