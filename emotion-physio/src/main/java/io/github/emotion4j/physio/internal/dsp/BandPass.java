package io.github.emotion4j.physio.internal.dsp;

/**
 * A band-pass of symmetric moving averages: a short one taken twice against noise, less a long one
 * applied twice, which contains the slow components. Nothing is displaced in time.
 */
public final class BandPass implements Filter {
    private final MovingAverage smooth1;
    private final MovingAverage smooth2;
    private final MovingAverage base1;
    private final MovingAverage base2;
    private final Delay align;
    private double newest;
    private double aligned;

    /** Averages over {@code smoothSeconds} less those over {@code baseSeconds}. */
    public BandPass(double smoothSeconds, double baseSeconds, double rateHertz) {
        int smooth = MovingAverage.oddLength(smoothSeconds, rateHertz);
        int base = MovingAverage.oddLength(baseSeconds, rateHertz);
        smooth1 = new MovingAverage(smooth);
        smooth2 = new MovingAverage(smooth);
        base1 = new MovingAverage(base);
        base2 = new MovingAverage(base);
        align = new Delay(2 * base1.delay());
    }

    @Override
    public double next(double x) {
        newest = smooth2.next(smooth1.next(x));
        aligned = align.next(newest);
        return aligned - base2.next(base1.next(newest));
    }

    /** The smoothed signal as far as it is known, ahead of the band-passed one. */
    public double newestSmooth() {
        return newest;
    }

    /** The smoothed signal at the time of the last band-passed value. */
    public double smooth() {
        return aligned;
    }

    @Override
    public int lag() {
        return 2 * smooth1.delay() + 2 * base1.delay();
    }

    @Override
    public void reset() {
        smooth1.reset();
        smooth2.reset();
        base1.reset();
        base2.reset();
        align.reset();
    }
}
