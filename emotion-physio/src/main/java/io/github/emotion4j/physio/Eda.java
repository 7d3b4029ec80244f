package io.github.emotion4j.physio;

import io.github.emotion4j.physio.internal.check.Rates;
import io.github.emotion4j.physio.internal.dsp.Statistics;
import io.github.emotion4j.physio.internal.stream.CvxEdaStream;
import io.github.emotion4j.physio.internal.stream.SampleFeed;
import io.github.emotion4j.physio.internal.stream.SkinStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Skin conductance, whole or as it comes in, by the same code. Stateless and thread-safe; arrays
 * are not changed. Conductance is in µS and thresholds are absolute: values scaled to unit
 * deviation have no responses of a known size.
 *
 * <pre>{@code
 * Eda.Parts parts = Eda.parts(microsiemens, 4);
 * Eda.Features features = Eda.features(microsiemens, 4);
 * }</pre>
 */
public final class Eda {
    /** The usual least amplitude of a response, in µS (Boucsein et al. 2012, 0.01 to 0.05). */
    public static final double USUAL_LEAST_MICROSIEMENS = 0.02;

    private Eda() {}

    /**
     * The parts of the conductance at one time.
     *
     * @param seconds time from the start of the stream
     * @param tonicMicrosiemens the slow level, µS
     * @param phasicMicrosiemens what is left, µS: of {@link #stream} the smoothed signal less the
     *     level, which may be negative; of {@link #decompositionStream} the responses
     * @param activity nerve activity that makes the responses, at least 0; NaN of {@link #stream}
     */
    public record Level(
            double seconds, double tonicMicrosiemens, double phasicMicrosiemens, double activity) {}

    /**
     * Levels and responses as the signal comes in.
     *
     * <p>At any rate the work is done at 4 to 8 samples a second, from means of blocks, smoothed
     * over about 1 s by symmetric moving averages. The tonic level is the smoothed signal averaged
     * twice over 10 s, the phasic part what is left. A response is a rise of the smoothed signal
     * from a trough to a crest of at least the threshold within 10 s; it is reported once half of
     * it is lost again, the next begins, or 20 s have passed.
     *
     * @param sampleRateHertz samples per second, 2 to 4000
     * @param leastMicrosiemens the least amplitude of a response, in µS, above 0
     * @param levels takes the levels, 4 to 8 a second, 10 s late
     * @param responses takes the responses, in the order of their peaks
     * @return the stream; its unit is µS
     * @throws IllegalArgumentException if rate or threshold is out of range
     */
    public static SignalStream stream(
            double sampleRateHertz,
            double leastMicrosiemens,
            Consumer<Level> levels,
            Consumer<Response> responses) {
        Rates.check("EDA", sampleRateHertz, 2, 4000);
        if (!(leastMicrosiemens > 0)) {
            throw new IllegalArgumentException(
                    "leastMicrosiemens must be above 0 µS, not " + leastMicrosiemens);
        }
        return new SampleFeed(
                sampleRateHertz,
                new SkinStream(
                        sampleRateHertz,
                        leastMicrosiemens,
                        (t, smooth, tonic) ->
                                levels.accept(new Level(t, tonic, smooth - tonic, Double.NaN)),
                        responses));
    }

    /**
     * The parts by convex optimisation as the signal comes in, as {@link #decompose} describes
     * them; slower than {@link #stream}, and better where responses overlap.
     *
     * <p>Parts come 4 to 8 minutes late, four minutes at once, 4 to 8 values a second. Segments
     * under 5 s are left out. Memory is twelve minutes of signal at that rate.
     *
     * @param sampleRateHertz samples per second, 2 to 4000
     * @param levels takes the parts, in the order of time
     * @return the stream; its unit is µS
     * @throws IllegalArgumentException if the rate is outside the range
     */
    public static SignalStream decompositionStream(double sampleRateHertz, Consumer<Level> levels) {
        Rates.check("EDA", sampleRateHertz, 2, 4000);
        return new SampleFeed(
                sampleRateHertz,
                new CvxEdaStream(
                        sampleRateHertz,
                        (t, tonic, phasic, activity) ->
                                levels.accept(new Level(t, tonic, phasic, activity))));
    }

    /**
     * Tonic and phasic part on one grid of 4 to 8 samples a second.
     *
     * @param sampleRateHertz samples per second of the grid
     * @param seconds time of each sample from the start of the signal
     * @param tonic slow level, µS
     * @param phasic responses, µS
     * @param activity sparse nerve activity at least 0 that makes the responses; NaN for {@link
     *     Eda#parts}
     */
    @SuppressWarnings("ArrayRecordComponent") // A bundle of result arrays, compared nowhere.
    public record Parts(
            double sampleRateHertz,
            double[] seconds,
            double[] tonic,
            double[] phasic,
            double[] activity) {
        /** Copies the arrays. */
        public Parts {
            seconds = seconds.clone();
            tonic = tonic.clone();
            phasic = phasic.clone();
            activity = activity.clone();
        }

        /**
         * Time of each sample from the start of the signal.
         *
         * @return a fresh array
         */
        @Override
        public double[] seconds() {
            return seconds.clone();
        }

        /**
         * Slow level, µS.
         *
         * @return a fresh array
         */
        @Override
        public double[] tonic() {
            return tonic.clone();
        }

        /**
         * Responses, µS.
         *
         * @return a fresh array
         */
        @Override
        public double[] phasic() {
            return phasic.clone();
        }

        /**
         * Sparse nerve activity at least 0 that makes the responses; NaN for {@link Eda#parts}.
         *
         * @return a fresh array
         */
        @Override
        public double[] activity() {
            return activity.clone();
        }
    }

    /**
     * The smoothed signal in its two parts, by the moving averages of {@link #stream}.
     *
     * @param microsiemens the signal, NaN where missing
     * @param sampleRateHertz samples per second, 2 to 4000
     * @return the parts; times that are missing are left out
     * @throws IllegalArgumentException if the rate is outside the range
     */
    public static Parts parts(double[] microsiemens, double sampleRateHertz) {
        List<Level> levels = new ArrayList<>();
        stream(sampleRateHertz, USUAL_LEAST_MICROSIEMENS, levels::add, response -> {})
                .acceptAll(microsiemens);
        return parts(levels, sampleRateHertz);
    }

    private static Parts parts(List<Level> levels, double sampleRateHertz) {
        return new Parts(
                sampleRateHertz / Rates.thinned(sampleRateHertz),
                levels.stream().mapToDouble(Level::seconds).toArray(),
                levels.stream().mapToDouble(Level::tonicMicrosiemens).toArray(),
                levels.stream().mapToDouble(Level::phasicMicrosiemens).toArray(),
                levels.stream().mapToDouble(Level::activity).toArray());
    }

    /**
     * The signal in its two parts by convex optimisation, with the nerve activity that explains the
     * responses: overlapping responses are separated, and the level passes beneath them.
     *
     * <p>After cvxEDA (Greco et al. 2016, doi:10.1109/TBME.2015.2474131) with its Bateman response
     * (2 s, 0.7 s); the level is a smoothing spline (slower than 0.02 Hz) instead of cubic splines
     * 10 s apart, and weights are in µS, so that no scaling goes before. Stretches are solved in
     * overlapping windows of twelve minutes; on recordings of a wristband that differed from
     * solving a segment at once by less than 0.001 µS.
     *
     * @param microsiemens the signal, NaN where missing
     * @param sampleRateHertz samples per second, 2 to 4000
     * @return the parts; times that are missing, and segments under 5 s, are left out
     * @throws IllegalArgumentException if the rate is outside the range
     */
    public static Parts decompose(double[] microsiemens, double sampleRateHertz) {
        List<Level> levels = new ArrayList<>();
        decompositionStream(sampleRateHertz, levels::add).acceptAll(microsiemens);
        return parts(levels, sampleRateHertz);
    }

    /**
     * The skin conductance responses of {@link #USUAL_LEAST_MICROSIEMENS} or more.
     *
     * @param microsiemens the signal, NaN where missing
     * @param sampleRateHertz samples per second, 2 to 4000
     * @return the responses, in the order of time
     * @throws IllegalArgumentException if the rate is out of range
     */
    public static List<Response> peaks(double[] microsiemens, double sampleRateHertz) {
        return peaks(microsiemens, sampleRateHertz, USUAL_LEAST_MICROSIEMENS);
    }

    /**
     * The skin conductance responses of an amplitude or more.
     *
     * @param microsiemens the signal, NaN where missing
     * @param sampleRateHertz samples per second, 2 to 4000
     * @param leastMicrosiemens the least amplitude, in µS, above 0
     * @return the responses, in the order of time
     * @throws IllegalArgumentException if rate or threshold is out of range
     */
    public static List<Response> peaks(
            double[] microsiemens, double sampleRateHertz, double leastMicrosiemens) {
        List<Response> responses = new ArrayList<>();
        stream(sampleRateHertz, leastMicrosiemens, level -> {}, responses::add)
                .acceptAll(microsiemens);
        return responses;
    }

    /**
     * Summary of a span.
     *
     * @param sclMicrosiemens mean tonic level, µS; NaN without signal
     * @param slopeMicrosiemensPerMinute slope of the tonic level
     * @param scrPerMinute responses a minute
     * @param meanScrAmplitudeMicrosiemens mean amplitude of the responses, µS; NaN without
     *     responses
     * @param meanScrRiseSeconds mean time from onset to peak, s; NaN without responses
     */
    public record Features(
            double sclMicrosiemens,
            double slopeMicrosiemensPerMinute,
            double scrPerMinute,
            double meanScrAmplitudeMicrosiemens,
            double meanScrRiseSeconds) {}

    /**
     * Describes a signal with its responses of {@link #USUAL_LEAST_MICROSIEMENS} or more.
     *
     * @param microsiemens the signal, NaN where missing
     * @param sampleRateHertz samples per second, 2 to 4000
     * @return the summary
     * @throws IllegalArgumentException if the rate is out of range
     */
    public static Features features(double[] microsiemens, double sampleRateHertz) {
        return features(microsiemens, sampleRateHertz, USUAL_LEAST_MICROSIEMENS);
    }

    /**
     * Describes a signal with its responses of an amplitude or more.
     *
     * @param microsiemens the signal, NaN where missing
     * @param sampleRateHertz samples per second, 2 to 4000
     * @param leastMicrosiemens the least amplitude of a response, µS
     * @return the summary
     * @throws IllegalArgumentException if rate or threshold is out of range
     */
    public static Features features(
            double[] microsiemens, double sampleRateHertz, double leastMicrosiemens) {
        return features(
                parts(microsiemens, sampleRateHertz),
                peaks(microsiemens, sampleRateHertz, leastMicrosiemens));
    }

    /**
     * Describes a span of a signal whose parts and responses are known.
     *
     * @param parts the parts within the span
     * @param responses the responses within the span
     * @return the summary
     */
    public static Features features(Parts parts, List<Response> responses) {
        int n = parts.tonic.length;
        double minutes = n / parts.sampleRateHertz / 60;
        return new Features(
                Arrays.stream(parts.tonic).average().orElse(Double.NaN),
                n < 2 ? Double.NaN : 60 * Statistics.slope(parts.seconds, parts.tonic, n),
                n == 0 ? Double.NaN : responses.size() / minutes,
                responses.stream()
                        .mapToDouble(Response::amplitudeMicrosiemens)
                        .average()
                        .orElse(Double.NaN),
                responses.stream().mapToDouble(Response::riseSeconds).average().orElse(Double.NaN));
    }

    /**
     * One skin conductance response (SCR). One that still rises, or has just crested, where a gap
     * or the end of the signal comes is not reported: its amplitude is not known.
     *
     * @param onsetSeconds when the rise began, in seconds from the start of the stream
     * @param peakSeconds when the response was greatest
     * @param amplitudeMicrosiemens conductance at the peak less that at the onset, in µS
     * @param halfRecoverySeconds time from the peak until half the amplitude was lost; NaN if that
     *     took over 20 s, or if the next response, a gap or the end of the signal came first
     */
    public record Response(
            double onsetSeconds,
            double peakSeconds,
            double amplitudeMicrosiemens,
            double halfRecoverySeconds) {
        /**
         * Time from onset to peak.
         *
         * @return seconds, above 0
         */
        public double riseSeconds() {
            return peakSeconds - onsetSeconds;
        }
    }
}
