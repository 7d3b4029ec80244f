package io.github.emotion4j.audio.descriptor;

/** The mean of the samples so far, and how far the farthest of them is from it. One thread. */
final class SampleRange {
    private double sum;
    private long count;
    private float least = Float.POSITIVE_INFINITY;
    private float greatest = Float.NEGATIVE_INFINITY;

    void add(float[] samples, int offset, int more) {
        for (int i = offset; i < offset + more; i++) {
            sum += samples[i];
            least = Math.min(least, samples[i]);
            greatest = Math.max(greatest, samples[i]);
        }
        count += more;
    }

    /** The mean; 0 without samples. */
    double mean() {
        return count == 0 ? 0 : sum / count;
    }

    /** The largest distance of a sample from the mean; 0 without samples. */
    double peak() {
        return count == 0 ? 0 : Math.max(greatest - mean(), mean() - least);
    }

    void reset() {
        sum = 0;
        count = 0;
        least = Float.POSITIVE_INFINITY;
        greatest = Float.NEGATIVE_INFINITY;
    }
}
