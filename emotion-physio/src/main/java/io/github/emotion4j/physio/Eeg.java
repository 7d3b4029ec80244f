package io.github.emotion4j.physio;

import io.github.emotion4j.physio.internal.check.Spans;
import io.github.emotion4j.physio.internal.stream.EegStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Band powers of an EEG channel. Stateless and thread-safe; arrays are not changed.
 *
 * <p>Epochs of 2 s that overlap by half, each freed of its mean and Hann-tapered (Welch's method,
 * as scipy.signal.welch), are averaged over the span asked for. An epoch is left out if a sample is
 * missing, its range is over 150 µV (eye, muscle, motion) or under 0.5 µV (no contact). Band power
 * is the density summed over the band, lower edge inclusive, times 0.5 Hz.
 */
public final class Eeg {
    private Eeg() {}

    /**
     * Mean power of a channel by band, µV².
     *
     * @param delta 1 to 4 Hz
     * @param theta 4 to 8 Hz
     * @param alpha 8 to 13 Hz
     * @param beta 13 to 30 Hz
     * @param gamma 30 to 45 Hz; NaN below a rate of 90 Hz
     * @param rejectedShare share of the epochs left out as artefacts or missing, in [0, 1]
     */
    public record BandPowers(
            double delta,
            double theta,
            double alpha,
            double beta,
            double gamma,
            double rejectedShare) {}

    /**
     * Frontal alpha asymmetry: ln(right alpha) - ln(left alpha). Higher means relatively less
     * alpha, so relatively more activity, on the left (Allen et al. 2004,
     * doi:10.1016/j.biopsycho.2004.03.002).
     *
     * @param left powers of the left site, such as F3
     * @param right powers of the right site, such as F4
     * @return the asymmetry; NaN where a power is
     */
    public static double frontalAlphaAsymmetry(BandPowers left, BandPowers right) {
        return Math.log(right.alpha) - Math.log(left.alpha);
    }

    /**
     * Band powers of the whole signal.
     *
     * @param microvolts the signal, µV, NaN where missing; at least 2 s
     * @param sampleRateHertz samples per second, 64 to 4000
     * @return the powers; NaN if no epoch of 2 s could be used
     */
    public static BandPowers features(double[] microvolts, double sampleRateHertz) {
        List<BandPowers> found = new ArrayList<>();
        // At a rate that is not whole, an epoch is not of 2 s exactly, and more may fit in.
        new EegStream(sampleRateHertz, Double.POSITIVE_INFINITY, span -> found.add(span.value()))
                .acceptAll(microvolts);
        double none = Double.NaN;
        return found.isEmpty() ? new BandPowers(none, none, none, none, none, 1) : found.get(0);
    }

    /**
     * Band powers as the signal comes in, one span after the other. Memory is one epoch.
     *
     * @param sampleRateHertz samples per second, 64 to 4000
     * @param span how much signal makes one result, at least 2 s
     * @param powers takes the results, one a span, the last one of what is left of it
     * @return the stream; its unit is µV
     * @throws IllegalArgumentException if rate or span is out of range
     */
    public static SignalStream stream(
            double sampleRateHertz, Duration span, Consumer<Timed<BandPowers>> powers) {
        return new EegStream(sampleRateHertz, Spans.seconds(span), powers);
    }
}
