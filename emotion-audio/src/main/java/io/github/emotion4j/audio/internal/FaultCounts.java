package io.github.emotion4j.audio.internal;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Where in a row of samples at 16 kHz the input was at fault: for each 10 ms, how many frames were
 * at full scale and how many samples were no numbers.
 */
final class FaultCounts {
    /** 10 ms, the step of the descriptors. */
    private static final int HOP = MonoResampler.RATE_HERTZ / 100;

    private final SampleHistory clipped = new SampleHistory(1024);
    private final SampleHistory notFinite = new SampleHistory(1024);
    private final float[] none = new float[1];

    /**
     * Counts what one input frame had.
     *
     * @param sample its output position; never before the last counted one
     */
    void add(long sample, boolean clip, int bad) {
        long hop = sample / HOP;
        reach(hop + 1);
        clipped.array()[clipped.position(hop)] += clip ? 1 : 0;
        notFinite.array()[notFinite.position(hop)] += bad;
    }

    private void reach(long hops) {
        while (clipped.end() < hops) {
            clipped.append(none, 0, 1);
            notFinite.append(none, 0, 1);
        }
    }

    /** Frames at full scale in the whole steps of 10 ms from one sample to another. */
    long clipped(long from, long to) {
        return sum(clipped, from, to);
    }

    /** Samples that were no numbers in the whole steps of 10 ms from one sample to another. */
    long notFinite(long from, long to) {
        return sum(notFinite, from, to);
    }

    private static long sum(SampleHistory counts, long from, long to) {
        double sum = 0;
        long end = Math.min(counts.end(), to / HOP);
        for (long hop = Math.max(counts.first(), from / HOP); hop < end; hop++) {
            sum += counts.array()[counts.position(hop)];
        }
        return (long) sum;
    }

    void forgetBefore(long sample) {
        long hop = sample / HOP;
        reach(hop);
        clipped.forgetBefore(hop);
        notFinite.forgetBefore(hop);
    }

    void write(DataOutput out, long fromSample) throws IOException {
        long from = fromSample / HOP;
        reach(from);
        clipped.write(out, from);
        notFinite.write(out, from);
    }

    void read(DataInput in) throws IOException {
        clipped.read(in);
        notFinite.read(in);
        if (clipped.first() != notFinite.first() || clipped.end() != notFinite.end()) {
            throw new IOException("counts that do not fit together");
        }
    }
}
