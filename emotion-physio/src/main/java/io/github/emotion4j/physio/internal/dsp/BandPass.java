package io.github.emotion4j.physio.internal.dsp;

/**
 * A band-pass of symmetric moving averages: a short one taken twice against noise, less a long one
 * applied twice, which contains the slow components. Nothing is displaced in time.
 */
public final class BandPass implements Filter {
    private final Boxcar smooth1;
    private final Boxcar smooth2;
    private final Boxcar base1;
    private final Boxcar base2;
    private final Delay align;
    private double newest;
    private double aligned;

    /** Averages over {@code smoothSeconds} less those over {@code baseSeconds}. */
    public BandPass(double smoothSeconds, double baseSeconds, double rateHertz) {
        int smooth = Boxcar.oddLength(smoothSeconds, rateHertz);
        int base = Boxcar.oddLength(baseSeconds, rateHertz);
        smooth1 = new Boxcar(smooth);
        smooth2 = new Boxcar(smooth);
        base1 = new Boxcar(base);
        base2 = new Boxcar(base);
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
