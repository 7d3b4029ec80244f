package io.github.emotion4j.physio.internal.stream;

import io.github.emotion4j.physio.internal.dsp.Filter;
import java.util.Arrays;

/**
 * A filter's answers to a whole signal, each at the place of its sample. The signal goes through
 * the same {@link SampleFeed} as a stream's does.
 */
public final class WholeSignal implements SegmentStage {
    private final Filter filter;
    private final double[] out;
    private int at;
    private int taken;
    private double last;

    private WholeSignal(Filter filter, double[] out) {
        this.filter = filter;
        this.out = out;
    }

    /** Filters {@code samples}; the result is NaN within gaps of over 0.1 s. */
    public static double[] filtered(double[] samples, double rateHertz, Filter filter) {
        double[] out = new double[samples.length];
        Arrays.fill(out, Double.NaN);
        new SampleFeed(rateHertz, new WholeSignal(filter, out)).acceptAll(samples);
        return out;
    }

    @Override
    public void next(double x) {
        last = x;
        put(filter.next(x));
    }

    private void put(double y) {
        if (++taken > filter.lag()) {
            out[at++] = y;
        }
    }

    @Override
    public void finish() {
        // The last value is held until the filter has let the end of the segment through.
        for (int i = filter.lag(); i > 0 && taken > 0; i--) {
            put(filter.next(last));
        }
        taken = 0;
        filter.reset();
    }

    @Override
    public void skip(long samples) {
        at += (int) samples;
    }
}
