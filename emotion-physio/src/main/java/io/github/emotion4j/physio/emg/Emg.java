package io.github.emotion4j.physio.emg;

import io.github.emotion4j.physio.internal.MuscleStream;
import io.github.emotion4j.physio.internal.Rates;
import io.github.emotion4j.physio.internal.SampleFeed;
import io.github.emotion4j.physio.internal.StretchSink;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Envelope and activations of a muscle, such as the corrugator (frown) or the zygomaticus (smile)
 * of the face.
 *
 * <p>A raw signal is high-passed at about 20 Hz and rectified; a device's rectified signal is taken
 * as it is. The envelope is that averaged twice over 0.1 s, without shift. An activation begins
 * where the envelope is four deviations above rest and ends below two; rest is the lower quarter of
 * the last 30 s, so a muscle that is tense for longer becomes the new rest. Stateless and
 * thread-safe; arrays are not changed.
 */
public final class Emg {
    private Emg() {}

    /**
     * The envelope.
     *
     * @param millivolts the signal, mV, NaN where missing
     * @param sampleRateHertz samples per second: 200 to 10,000 for a raw signal, from 20 for a
     *     rectified one
     * @param rectified whether the device rectified it
     * @return a fresh array of the same length, mV, at least 0; NaN where the signal is missing
     */
    public static double[] clean(double[] millivolts, double sampleRateHertz, boolean rectified) {
        MuscleStream stream = stream(sampleRateHertz, rectified, new ArrayList<>());
        int lag = (int) Math.round(stream.lagSeconds() * sampleRateHertz);
        double[] out = new double[millivolts.length];
        Arrays.fill(out, Double.NaN);
        int from = 0;
        while (from < millivolts.length) {
            int to = from;
            while (to < millivolts.length && !Double.isNaN(millivolts[to])) {
                to++;
            }
            for (int i = from; to > from && i < to + lag; i++) {
                stream.next(millivolts[Math.min(i, to - 1)]);
                if (i - lag >= from) {
                    out[i - lag] = stream.envelope();
                }
            }
            stream.finish();
            from = to + 1;
        }
        return out;
    }

    /**
     * The activations.
     *
     * @param millivolts the signal, mV, NaN where missing
     * @param sampleRateHertz samples per second, as for {@link #clean}
     * @param rectified whether the device rectified it
     * @return the activations of at least 0.1 s, in the order of time
     */
    public static List<Activation> peaks(
            double[] millivolts, double sampleRateHertz, boolean rectified) {
        List<Activation> found = new ArrayList<>();
        SampleFeed feed =
                new SampleFeed(
                        SampleFeed.shortHold(sampleRateHertz),
                        new StretchSink(stream(sampleRateHertz, rectified, found)));
        for (double x : millivolts) {
            feed.accept(x);
        }
        feed.finish();
        return found;
    }

    private static MuscleStream stream(double rate, boolean rectified, List<Activation> found) {
        Rates.check("EMG", rate, rectified ? 20 : 200, 10_000);
        return new MuscleStream(rate, rectified, found::add);
    }
}
