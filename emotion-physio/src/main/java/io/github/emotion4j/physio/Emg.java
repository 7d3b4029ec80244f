package io.github.emotion4j.physio;

import io.github.emotion4j.physio.internal.check.Rates;
import io.github.emotion4j.physio.internal.stream.MuscleEnvelope;
import io.github.emotion4j.physio.internal.stream.MuscleStream;
import io.github.emotion4j.physio.internal.stream.SampleFeed;
import io.github.emotion4j.physio.internal.stream.WholeSignal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Envelope and activations of a muscle, such as the corrugator (frown) or the zygomaticus (smile)
 * of the face.
 *
 * <p>A raw signal is high-passed at about 20 Hz and rectified; a device's rectified signal is taken
 * as it is. The envelope is that averaged twice over 0.1 s, without shift. An activation begins
 * where the envelope is six deviations above rest and ends below three; rest is the lower quarter
 * of the last 30 s, so a muscle that is tense for longer becomes the new rest. Stateless and
 * thread-safe; arrays are not changed.
 */
public final class Emg {
    private Emg() {}

    /** What a device gives. */
    public enum Form {
        /** The potential itself, which swings about 0; at least 200 samples a second. */
        RAW,
        /** Its size, which the device has rectified, and mostly smoothed; at least 20 a second. */
        RECTIFIED
    }

    /**
     * One burst of muscle activity.
     *
     * @param onsetSeconds when the envelope rose above the threshold, from the start of the stream
     * @param offsetSeconds when it fell below again
     * @param peakMillivolts greatest envelope within
     */
    public record Activation(double onsetSeconds, double offsetSeconds, double peakMillivolts) {}

    /**
     * The envelope.
     *
     * @param millivolts the signal, mV, NaN where missing
     * @param sampleRateHertz samples per second: 200 to 10,000, of a rectified signal from 20
     * @param form what the device gives
     * @return a fresh array of the same length, mV, at least 0; NaN within gaps of over 0.1 s
     * @throws IllegalArgumentException if the rate is outside the range
     */
    public static double[] envelope(double[] millivolts, double sampleRateHertz, Form form) {
        boolean rectified = isRectified(sampleRateHertz, form);
        return WholeSignal.filtered(
                millivolts, sampleRateHertz, new MuscleEnvelope(sampleRateHertz, rectified));
    }

    /**
     * The activations.
     *
     * @param millivolts the signal, mV, NaN where missing
     * @param sampleRateHertz samples per second, as for {@link #envelope}
     * @param form what the device gives
     * @return the activations of at least 0.1 s, in the order of time
     * @throws IllegalArgumentException if the rate is outside the range
     */
    public static List<Activation> peaks(double[] millivolts, double sampleRateHertz, Form form) {
        List<Activation> found = new ArrayList<>();
        stream(sampleRateHertz, form, found::add).acceptAll(millivolts);
        return found;
    }

    /**
     * The activations as the signal comes in; one is reported when it ends.
     *
     * @param sampleRateHertz samples per second, as for {@link #envelope}
     * @param form what the device gives
     * @param activations takes the activations of at least 0.1 s, in the order of time
     * @return the stream
     * @throws IllegalArgumentException if the rate is outside the range
     */
    public static SignalStream stream(
            double sampleRateHertz, Form form, Consumer<Activation> activations) {
        boolean rectified = isRectified(sampleRateHertz, form);
        return new SampleFeed(
                sampleRateHertz, new MuscleStream(sampleRateHertz, rectified, activations));
    }

    private static boolean isRectified(double rateHertz, Form form) {
        boolean rectified = Objects.requireNonNull(form, "form") == Form.RECTIFIED;
        Rates.check("EMG", rateHertz, rectified ? 20 : 200, 10_000);
        return rectified;
    }
}
