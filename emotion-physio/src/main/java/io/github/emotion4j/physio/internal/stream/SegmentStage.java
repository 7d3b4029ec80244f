package io.github.emotion4j.physio.internal.stream;

/** A method that works on gap-free segments of one signal. */
public interface SegmentStage {
    /** Takes one finite sample. */
    void next(double x);

    /** Ends the segment; the next sample starts a new one. */
    void finish();

    /** Skips {@code samples} that a gap took. */
    void skip(long samples);
}
