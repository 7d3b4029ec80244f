package io.github.emotion4j.audio.internal;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Where in a row of samples at 16 kHz the input was at fault: for each 10 ms, how many frames were
 * at full scale or beyond and which was the greatest of them, how many samples were no numbers, and
 * how many frames were missing.
 */
final class FaultCounts {
    /** 10 ms, the step of the descriptors. */
    static final int HOP = MonoResampler.RATE_HERTZ / 100;

    private final SampleHistory loud = new SampleHistory(1024);
    private final SampleHistory peak = new SampleHistory(1024);
    private final SampleHistory notFinite = new SampleHistory(1024);
    private final SampleHistory missing = new SampleHistory(1024);
    private final SampleHistory[] all = {loud, peak, notFinite, missing};
    private final float[] none = new float[1];

    /**
     * Counts what one input frame had.
     *
     * @param sample its output position; never before the last counted one
     * @param height its greatest sample if that is at full scale or beyond, else 0
     * @param bad how many of its samples were no numbers
     */
    void add(long sample, float height, int bad) {
        long hop = sample / HOP;
        reach(hop + 1);
        int at = loud.position(hop);
        loud.array()[at] += height > 0 ? 1 : 0;
        peak.array()[at] = Math.max(peak.array()[at], height);
        notFinite.array()[at] += bad;
    }

    /** Counts an input frame that is missing. */
    void addMissing(long sample) {
        long hop = sample / HOP;
        reach(hop + 1);
        missing.array()[missing.position(hop)]++;
    }

    private void reach(long hops) {
        while (loud.end() < hops) {
            for (SampleHistory row : all) {
                row.append(none, 0, 1);
            }
        }
    }

    /** Frames at full scale or beyond in the whole steps of 10 ms from one sample to another. */
    long loud(long from, long to) {
        return sum(loud, from, to);
    }

    /** Samples that were no numbers in the whole steps of 10 ms from one sample to another. */
    long notFinite(long from, long to) {
        return sum(notFinite, from, to);
    }

    /** Frames that were missing in the whole steps of 10 ms from one sample to another. */
    long missing(long from, long to) {
        return sum(missing, from, to);
    }

    /** The greatest of the samples at full scale or beyond; 0 if there are none. */
    float peak(long from, long to) {
        float greatest = 0;
        long end = Math.min(peak.end(), to / HOP);
        for (long hop = Math.max(peak.first(), from / HOP); hop < end; hop++) {
            greatest = Math.max(greatest, peak.array()[peak.position(hop)]);
        }
        return greatest;
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
        for (SampleHistory row : all) {
            row.forgetBefore(hop);
        }
    }

    void write(DataOutput out, long fromSample) throws IOException {
        long from = fromSample / HOP;
        reach(from);
        for (SampleHistory row : all) {
            row.write(out, from);
        }
    }

    void read(DataInput in) throws IOException {
        for (SampleHistory row : all) {
            row.read(in);
            if (row.first() != loud.first() || row.end() != loud.end()) {
                throw new IOException("counts that do not fit together");
            }
        }
    }
}
