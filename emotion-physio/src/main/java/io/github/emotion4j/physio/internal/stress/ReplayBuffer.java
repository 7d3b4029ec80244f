package io.github.emotion4j.physio.internal.stress;

import io.github.emotion4j.physio.internal.check.Rates;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.function.DoubleConsumer;
import java.util.function.LongConsumer;

/**
 * The last minutes of one signal, from which another stream can continue: filters and detectors
 * forget older samples, so a stream that is fed these samples soon gives the same results as the
 * one that wrote them.
 */
final class ReplayBuffer {
    /**
     * The minimum that is written: a span of a minute, what is not reported yet, and as much for
     * filters.
     */
    private static final int MIN_MINUTES = 3;

    private final int minute;
    private final int thinned;

    /** A century: no stream is older, and times of a damaged state stay far from an overflow. */
    private static final long MOST_MINUTES = 100L * 366 * 24 * 60;

    /** A second of a pulse; larger ones follow by doubling. */
    private static final int FIRST_SAMPLES = 64;

    private final int most;

    /**
     * Grows with the signal: most of the memory of a session that has just begun would be empty.
     */
    private float[] ring;

    private long first;
    private long end;

    ReplayBuffer(double rateHertz) {
        minute = (int) Math.max(1, Math.round(60 * rateHertz));
        thinned = Rates.thinned(rateHertz);
        most = (MIN_MINUTES + 1) * minute;
        ring = new float[Math.min(FIRST_SAMPLES, most)];
    }

    /** Samples so far. */
    long end() {
        return end;
    }

    /** Takes the next sample, NaN where it is missing. */
    void add(double value) {
        if (end - first >= ring.length && ring.length < most) {
            grow();
        }
        ring[(int) (end++ % ring.length)] = (float) value;
    }

    private void grow() {
        float[] larger = new float[Math.min(2 * ring.length, most)];
        for (long i = end - ring.length; i < end; i++) {
            larger[(int) (i % larger.length)] = ring[(int) (i % ring.length)];
        }
        ring = larger;
    }

    /** Takes missing samples. */
    void skip(long samples) {
        long kept = Math.min(samples, most);
        end += samples - kept;
        for (long i = 0; i < kept; i++) {
            add(Double.NaN);
        }
    }

    /** Writes it from about a whole minute on, so that what thins the signal keeps its step. */
    void write(DataOutput out) throws IOException {
        long from = Math.max(first, minute * Math.max(0, end / minute - MIN_MINUTES));
        from += (thinned - from % thinned) % thinned;
        out.writeLong(from);
        out.writeInt((int) (end - from));
        for (long i = from; i < end; i++) {
            out.writeFloat(ring[(int) (i % ring.length)]);
        }
    }

    /**
     * Reads what {@link #write} wrote into a signal that has not begun, and hands it on: the first
     * sample's index, then the samples.
     */
    void read(DataInput in, LongConsumer start, DoubleConsumer samples) throws IOException {
        first = in.readLong();
        end = first;
        int count = in.readInt();
        if (first < 0 || first > MOST_MINUTES * minute || count < 0 || count > most) {
            throw new IOException("a signal of " + count + " samples from " + first + " on");
        }
        start.accept(first);
        for (int i = 0; i < count; i++) {
            float value = in.readFloat();
            add(value);
            samples.accept(value);
        }
    }
}
