package io.github.emotion4j.physio.internal;

/**
 * Finds the samples that are the greatest within {@code radius} samples on both sides.
 *
 * <p>A plateau counts once, at its first sample. Memory is the radius; the answer for a sample
 * comes {@code radius} samples later.
 */
public final class PeakPicker {
    private final int radius;
    private long index;
    private double best;
    private long bestIndex;
    private double before;

    /** A picker that compares {@code radius} samples either side, at least one. */
    public PeakPicker(int radius) {
        this.radius = Math.max(1, radius);
        reset();
    }

    /**
     * Takes the next value; true when a peak has just been settled, which {@link #peakIndex()} and
     * {@link #peakValue()} then describe.
     */
    public boolean next(double value) {
        boolean found = false;
        if (value > best) {
            best = value;
            bestIndex = index;
        } else if (index - bestIndex == radius) {
            found = true;
        } else if (index - bestIndex > radius) {
            // The last peak is out of reach: climb again from the lowest point since.
            if (value > before) {
                best = value;
                bestIndex = index;
            }
        }
        before = value;
        index++;
        return found;
    }

    /** Index of the last settled peak, counted from the first value after construction or reset. */
    public long peakIndex() {
        return bestIndex;
    }

    /** Value at the last settled peak. */
    public double peakValue() {
        return best;
    }

    /** Forgets everything and counts from zero again. */
    public void reset() {
        index = 0;
        best = Double.NEGATIVE_INFINITY;
        bestIndex = 0;
        before = Double.NEGATIVE_INFINITY;
    }
}
