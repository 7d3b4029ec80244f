package io.github.emotion4j.physio.eda;

import io.github.emotion4j.physio.internal.Rates;
import io.github.emotion4j.physio.internal.SampleFeed;
import io.github.emotion4j.physio.internal.SkinStream;
import java.util.function.Consumer;

/**
 * Skin conductance as it comes in: sample in, levels and responses out.
 *
 * <p>At any rate the work is done at 4 to 8 samples a second, from means of blocks, smoothed over
 * about 1 s by symmetric moving averages. The tonic level is the smoothed signal averaged twice
 * over 10 s, the phasic part what is left. A response is a rise of the smoothed signal from a
 * trough to a crest of at least the threshold within 10 s; it is reported once half of it is lost
 * again, the next begins, or 20 s have passed. Missing samples (NaN) up to 0.1 s are held; longer
 * gaps end all that is open. Confined to one thread at a time.
 */
public final class EdaStream {
    /** The usual least amplitude of a response, in µS (Boucsein et al. 2012, 0.01 to 0.05). */
    public static final double USUAL_LEAST_MICROSIEMENS = 0.02;

    /** Takes the levels, a few a second, 10 s late. */
    @FunctionalInterface
    public interface Levels {
        /**
         * The conductance at one time.
         *
         * @param seconds time from the start of the stream
         * @param tonic the slow level, µS
         * @param phasic the smoothed signal less the level, µS; it may be negative
         */
        void accept(double seconds, double tonic, double phasic);
    }

    private final SampleFeed feed;

    /**
     * Opens a stream.
     *
     * @param sampleRateHertz samples per second, 2 to 4000
     * @param leastMicrosiemens the least amplitude of a response, in µS, above 0
     * @param levels takes the levels
     * @param responses takes the responses, in the order of their peaks
     * @throws IllegalArgumentException if rate or threshold is out of range
     */
    public EdaStream(
            double sampleRateHertz,
            double leastMicrosiemens,
            Levels levels,
            Consumer<SkinConductanceResponse> responses) {
        Rates.check("EDA", sampleRateHertz, 2, 4000);
        if (!(leastMicrosiemens > 0)) {
            throw new IllegalArgumentException(
                    "leastMicrosiemens must be above 0 µS, not " + leastMicrosiemens);
        }
        SkinStream stream =
                new SkinStream(
                        sampleRateHertz,
                        leastMicrosiemens,
                        (t, smooth, tonic) -> levels.accept(t, tonic, smooth - tonic),
                        responses);
        this.feed = new SampleFeed(sampleRateHertz, stream);
    }

    /**
     * Takes the next sample.
     *
     * @param microsiemens the conductance, or NaN where it is missing
     */
    public void accept(double microsiemens) {
        feed.accept(microsiemens);
    }

    /**
     * Passes over samples that were never recorded.
     *
     * @param samples how many, at least 0
     */
    public void skip(long samples) {
        feed.skip(samples);
    }

    /** Reports what is left. The stream may go on after it as after a gap. */
    public void finish() {
        feed.finish();
    }
}
