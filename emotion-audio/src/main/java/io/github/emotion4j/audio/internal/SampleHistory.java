package io.github.emotion4j.audio.internal;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** The last values of an endless row, addressed by their index from its beginning. */
final class SampleHistory {
    /** More than a minute at any usual rate of sound: a state with a larger value is damaged. */
    private static final int MOST = 1 << 24;

    private float[] values;
    private long first;
    private int count;

    SampleHistory(int capacity) {
        values = new float[capacity];
    }

    /** Writes the values from an index on. */
    void write(DataOutput out, long from) throws IOException {
        out.writeLong(from);
        out.writeInt((int) (end() - from));
        for (int i = position(from); i < count; i++) {
            out.writeFloat(values[i]);
        }
    }

    /** Holds what {@link #write} wrote, and nothing else. */
    void read(DataInput in) throws IOException {
        first = in.readLong();
        count = in.readInt();
        if (first < 0 || count < 0 || count > MOST) {
            throw new IOException(count + " values from " + first + " on");
        }
        values = Arrays.copyOf(values, Math.max(values.length, count));
        for (int i = 0; i < count; i++) {
            values[i] = in.readFloat();
        }
    }

    /** Begins at an index, with nothing before it. */
    void startAt(long index) {
        first = index;
        count = 0;
    }

    /** Index of the first value. */
    long first() {
        return first;
    }

    /** Index after the last value. */
    long end() {
        return first + count;
    }

    /** Appends values, growing only if more is kept than ever before. */
    void append(float[] more, int offset, int n) {
        if (count + n > values.length) {
            values = Arrays.copyOf(values, Math.max(count + n, values.length * 2));
        }
        System.arraycopy(more, offset, values, count, n);
        count += n;
    }

    /** Discards the samples before an index; the array moves only when half of it is stale. */
    void forgetBefore(long index) {
        int stale = (int) Math.min(count, index - first);
        if (stale > values.length / 2) {
            System.arraycopy(values, stale, values, 0, count - stale);
            first += stale;
            count -= stale;
        }
    }

    /** The array that holds the values. */
    float[] array() {
        return values;
    }

    /** The index of a value in {@link #array()}. */
    int position(long index) {
        if (index < first || index > end()) {
            throw new IndexOutOfBoundsException(index + " is not in " + first + " to " + end());
        }
        return (int) (index - first);
    }

    /** A copy of values from one index to another, exclusive. */
    float[] copy(long from, long to) {
        return Arrays.copyOfRange(values, position(from), position(to));
    }
}
