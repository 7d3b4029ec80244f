package io.github.emotion4j.physio.emg;

import io.github.emotion4j.physio.internal.MuscleStream;
import io.github.emotion4j.physio.internal.SampleFeed;
import java.util.function.Consumer;

/**
 * Activations of a muscle as its signal comes in, as {@link Emg} describes them. An activation is
 * reported when it ends. Missing samples (NaN) up to 0.1 s are held; longer gaps end what is open.
 * Memory is fixed by the rate. Confined to one thread at a time.
 */
public final class EmgStream {
    private final MuscleStream muscle;
    private final SampleFeed feed;

    /**
     * Opens a stream.
     *
     * @param sampleRateHertz samples per second: 200 to 10,000 for a raw signal, from 20 for a
     *     rectified one
     * @param rectified whether the device rectified it
     * @param activations takes the activations
     * @throws IllegalArgumentException if the rate is outside the range
     */
    public EmgStream(double sampleRateHertz, boolean rectified, Consumer<Activation> activations) {
        Emg.check(sampleRateHertz, rectified);
        muscle = new MuscleStream(sampleRateHertz, rectified, activations);
        feed = new SampleFeed(sampleRateHertz, muscle);
    }

    /**
     * Takes the next sample.
     *
     * @param millivolts the value, mV, or NaN where it is missing
     * @return the envelope now, mV, which lags by about 0.1 s
     */
    public double accept(double millivolts) {
        feed.accept(millivolts);
        return muscle.envelope();
    }

    /**
     * Passes over samples that were never recorded.
     *
     * @param samples how many, at least 0
     */
    public void skip(long samples) {
        feed.skip(samples);
    }

    /** Reports what is open. The stream may go on after it as after a gap. */
    public void finish() {
        feed.finish();
    }
}
