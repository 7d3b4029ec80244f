package io.github.emotion4j.physio.internal.stream;

import io.github.emotion4j.physio.internal.dsp.Delay;
import io.github.emotion4j.physio.internal.dsp.Filter;
import io.github.emotion4j.physio.internal.dsp.MovingAverage;

/**
 * Envelope of an EMG: a raw signal freed of components slower than about 20 Hz and rectified, or
 * one that a device rectified, averaged twice over 0.1 s.
 */
public final class MuscleEnvelope implements Filter {
    /** A mean over 0.05 s, which takes off offsets and what is slower than about 20 Hz. */
    private static final double HIGH_PASS_SECONDS = 0.05;

    /** The span of the moving average behind the rectified signal. Chosen by hand. */
    private static final double ENVELOPE_SECONDS = 0.1;

    private final boolean rectified;
    private final MovingAverage base;
    private final Delay align;
    private final MovingAverage envelope1;
    private final MovingAverage envelope2;

    /** {@code rectified} signals are taken as they are. */
    public MuscleEnvelope(double rateHertz, boolean rectified) {
        this.rectified = rectified;
        base = new MovingAverage(MovingAverage.oddLength(HIGH_PASS_SECONDS, rateHertz));
        align = new Delay(base.delay());
        int length = MovingAverage.oddLength(ENVELOPE_SECONDS, rateHertz);
        envelope1 = new MovingAverage(length);
        envelope2 = new MovingAverage(length);
    }

    @Override
    public double next(double x) {
        double r = rectified ? x : Math.abs(align.next(x) - base.next(x));
        return envelope2.next(envelope1.next(r));
    }

    @Override
    public int lag() {
        return 2 * envelope1.delay() + (rectified ? 0 : base.delay());
    }

    @Override
    public void reset() {
        base.reset();
        align.reset();
        envelope1.reset();
        envelope2.reset();
    }
}
