package io.github.emotion4j.physio.eda;

import io.github.emotion4j.physio.internal.ConvexSkinStream;
import io.github.emotion4j.physio.internal.Rates;
import io.github.emotion4j.physio.internal.SampleFeed;

/**
 * Skin conductance as it comes in, in its tonic and phasic part by convex optimisation, as {@link
 * Eda#decompose} describes it; slower than {@link EdaStream}, and better where responses overlap.
 *
 * <p>Parts come 4 to 8 minutes late, four minutes at once, 4 to 8 values a second. Missing samples
 * (NaN) up to 0.1 s are held; longer gaps end a segment, and segments under 5 s are left out.
 * Memory is twelve minutes of signal at that rate. Confined to one thread at a time.
 */
public final class EdaDecompositionStream {
    /** Takes the parts, in the order of time. */
    @FunctionalInterface
    public interface Parts {
        /**
         * The conductance at one time.
         *
         * @param seconds time from the start of the stream
         * @param tonic the slow level, µS
         * @param phasic the responses, µS
         * @param activity nerve activity that makes the responses, at least 0
         */
        void accept(double seconds, double tonic, double phasic, double activity);
    }

    private final SampleFeed feed;

    /**
     * Opens a stream.
     *
     * @param sampleRateHertz samples per second, 2 to 4000
     * @param parts takes the parts
     * @throws IllegalArgumentException if the rate is outside the range
     */
    public EdaDecompositionStream(double sampleRateHertz, Parts parts) {
        Rates.check("EDA", sampleRateHertz, 2, 4000);
        this.feed =
                new SampleFeed(
                        sampleRateHertz, new ConvexSkinStream(sampleRateHertz, parts::accept));
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

    /** Gives what is left. The stream may go on after it as after a gap. */
    public void finish() {
        feed.finish();
    }
}
