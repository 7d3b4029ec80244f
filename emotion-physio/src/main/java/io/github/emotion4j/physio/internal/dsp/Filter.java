package io.github.emotion4j.physio.internal.dsp;

/** A filter that answers each sample with one of its own, a fixed number of samples late. */
public interface Filter {
    /** Takes a finite sample and returns the filtered one {@link #lag()} samples before it. */
    double next(double x);

    /** By how many samples the answers are late. */
    int lag();

    /** Forgets the past; the next sample begins a segment. */
    void reset();
}
