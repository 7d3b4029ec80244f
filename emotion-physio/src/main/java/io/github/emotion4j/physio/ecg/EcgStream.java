package io.github.emotion4j.physio.ecg;

import io.github.emotion4j.physio.Beat;
import io.github.emotion4j.physio.internal.QrsStream;
import io.github.emotion4j.physio.internal.Rates;
import io.github.emotion4j.physio.internal.SampleFeed;
import java.util.function.Consumer;

/**
 * R peaks of an ECG as it comes in: sample in, beat out.
 *
 * <p>The signal, in mV or any other unit that is proportional to it, is band-passed by symmetric
 * moving averages (about 4 to 25 Hz, no shift in time); the envelope of its slope has a maximum at
 * each QRS complex. A maximum is a beat if it is at least a third as high as the strongest ones
 * around it, stands apart from what is beside it, is not the wave after a beat, and the signal is
 * not the sine of ventricular flutter. A gap of over 1.6 usual intervals is searched once more with
 * a lower bar. Beats that point down, as of an inverted lead, are found at their lowest point.
 *
 * <p>A beat is reported 4.5 s after it was, when what follows is known; memory is fixed by the
 * rate. Missing samples (NaN) up to 0.1 s are held at the last value; a longer gap begins anew, and
 * the beat after it is marked {@linkplain Beat#first() first}. Confined to one thread at a time.
 */
public final class EcgStream {
    private final SampleFeed feed;

    /**
     * Opens a stream.
     *
     * @param sampleRateHertz samples per second, 90 to 4000
     * @param beats takes the beats, in the order of time
     * @throws IllegalArgumentException if the rate is outside the range
     */
    public EcgStream(double sampleRateHertz, Consumer<Beat> beats) {
        Rates.check("ECG", sampleRateHertz, 90, 4000);
        QrsStream qrs = new QrsStream(sampleRateHertz, beats);
        this.feed = new SampleFeed(sampleRateHertz, qrs);
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

    /** Reports the last beats. The stream may go on after it as after a gap. */
    public void finish() {
        feed.finish();
    }
}
