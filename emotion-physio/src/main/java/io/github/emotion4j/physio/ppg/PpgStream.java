package io.github.emotion4j.physio.ppg;

import io.github.emotion4j.physio.internal.PulseStream;
import io.github.emotion4j.physio.internal.Rates;
import io.github.emotion4j.physio.internal.SampleFeed;
import java.util.function.Consumer;

/**
 * Pulse waves of a PPG as it comes in: sample in, wave out.
 *
 * <p>The signal is smoothed over 0.06 s and freed of what is slower than a beat by symmetric moving
 * averages. A maximum is a systolic peak if it is at least 0.35 times as high as the strongest ones
 * around it and no greater one lies within about half a beat, so dicrotic waves are left out. Times
 * are those of the steepest rise before the peak, by a parabola through the slopes: a peak may jump
 * between two humps of one wave, the rise before both does not. Each wave is compared with the
 * running mean shape; motion shows as low {@linkplain PulseWave#quality() quality}. A wave is
 * reported about 4 s after it was. Gaps are treated as in an {@linkplain
 * io.github.emotion4j.physio.ecg.EcgStream ECG}. Confined to one thread at a time.
 */
public final class PpgStream {
    private final SampleFeed feed;

    /**
     * Opens a stream.
     *
     * @param sampleRateHertz samples per second, 20 to 2000
     * @param waves takes the waves, in the order of time
     * @throws IllegalArgumentException if the rate is outside the range
     */
    public PpgStream(double sampleRateHertz, Consumer<PulseWave> waves) {
        Rates.check("PPG", sampleRateHertz, 20, 2000);
        PulseStream pulse = new PulseStream(sampleRateHertz, waves);
        this.feed = new SampleFeed(sampleRateHertz, pulse);
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

    /** Reports the last waves. The stream may go on after it as after a gap. */
    public void finish() {
        feed.finish();
    }
}
