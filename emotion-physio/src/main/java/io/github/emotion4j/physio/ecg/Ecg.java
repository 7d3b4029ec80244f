package io.github.emotion4j.physio.ecg;

import io.github.emotion4j.physio.Beat;
import io.github.emotion4j.physio.hrv.HeartRateVariability;
import io.github.emotion4j.physio.hrv.Intervals;
import io.github.emotion4j.physio.internal.QrsStream;
import io.github.emotion4j.physio.internal.Rates;
import io.github.emotion4j.physio.internal.WholeSignal;
import java.util.ArrayList;
import java.util.List;

/**
 * A whole ECG at once; the same code and the same numbers as {@link EcgStream}. Stateless and
 * thread-safe; arrays are not changed.
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
        EcgStream stream = new EcgStream(sampleRateHertz, beats::add);
        for (double x : samples) {
            stream.accept(x);
        }
        stream.finish();
        return beats;
    }

    /**
     * Heart rate variability of the signal.
     *
     * @param samples the signal, NaN where missing
     * @param sampleRateHertz samples per second, 90 to 4000
     * @return the variability, with the reasons for what cannot be told
     */
    public static HeartRateVariability features(double[] samples, double sampleRateHertz) {
        return HeartRateVariability.of(
                Intervals.between(peaks(samples, sampleRateHertz), sampleRateHertz));
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
