package io.github.emotion4j.physio.internal.dsp;

/**
 * Finds the samples that are the greatest within {@code radius} samples on both sides.
 *
 * <p>A plateau counts once, at its first sample. Memory is the radius; the answer for a sample
 * comes {@code radius} samples later.
 */
public final class PeakPicker {
    private final int radius;

    /**
     * Values that fall, and their indices: each the greatest from there on, at most a radius old.
     */
    private final double[] values;

    private final long[] indices;
    private int head;
    private int size;
    private long index;

    /** Index of the greatest value so far that no later one has reached. */
    private long peakIndex;

    private double peakValue;

    /** A picker that compares {@code radius} samples either side, at least one. */
    public PeakPicker(int radius) {
        this.radius = Math.max(1, radius);
        values = new double[2 * this.radius + 1];
        indices = new long[values.length];
    }

    /**
     * Takes the next value; true when a peak has just been settled, which {@link #peakIndex()} and
     * {@link #peakValue()} then describe.
     */
    public boolean next(double value) {
        if (size > 0 && indices[head] < index - 2L * radius) {
            head = (head + 1) % values.length;
            size--;
        }
        while (size > 0 && values[(head + size - 1) % values.length] < value) {
            size--;
        }
        int at = (head + size++) % values.length;
        values[at] = value;
        indices[at] = index;
        boolean found = indices[head] == index - radius;
        if (found) {
            peakIndex = indices[head];
            peakValue = values[head];
        }
        index++;
        return found;
    }

    /** Index of the last settled peak, counted from the first value after construction or reset. */
    public long peakIndex() {
        return peakIndex;
    }

    /** Value at the last settled peak. */
    public double peakValue() {
        return peakValue;
    }

    /** Forgets everything and counts from zero again. */
    public void reset() {
        index = 0;
        head = 0;
        size = 0;
    }
}
