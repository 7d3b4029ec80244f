package io.github.emotion4j.physio.respiration;

import io.github.emotion4j.physio.internal.BreathStream;
import io.github.emotion4j.physio.internal.Rates;
import io.github.emotion4j.physio.internal.SampleFeed;
import java.util.function.Consumer;

/**
 * Breaths as they come in: sample in, breath out.
 *
 * <p>The signal (belt, air flow or temperature, any unit, inspiration upwards) is averaged down to
 * 10 to 20 samples a second, smoothed over 0.4 s and freed of what is slower than about 10 s by
 * symmetric moving averages. A maximum is a breath if it rises at least 0.3 times as far from the
 * trough before it as breaths usually do. A breath is reported about 11 s after it was. Gaps over
 * 0.1 s begin anew. Confined to one thread at a time.
 */
public final class RespirationStream {
    private final SampleFeed feed;

    /**
     * Opens a stream.
     *
     * @param sampleRateHertz samples per second, 5 to 4000
     * @param out takes what is found, in the order of time
     * @throws IllegalArgumentException if the rate is outside the range
     */
    public RespirationStream(double sampleRateHertz, Consumer<Breath> out) {
        Rates.check("Respiration", sampleRateHertz, 5, 4000);
        this.feed = new SampleFeed(sampleRateHertz, new BreathStream(sampleRateHertz, out));
    }

    /**
     * Takes the next sample.
     *
     * @param sample the value, or NaN where it is missing
     */
    public void accept(double sample) {
        feed.accept(sample);
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
