package io.github.emotion4j.audio.internal;

import java.util.Arrays;

/** The last values of an endless row, addressed by their index from its beginning. */
final class SampleHistory {
    private float[] values;
    private long first;
    private int count;

    SampleHistory(int capacity) {
        values = new float[capacity];
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

    /** Forgets what lies before an index; the array moves only when half of it is stale. */
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

    /** Where a value lies in {@link #array()}. */
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
