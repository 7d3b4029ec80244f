package io.github.emotion4j.core;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a stream has counted since it was opened. Immutable.
 *
 * @param estimates the steps given out
 * @param modalities the counts of each modality
 */
public record StreamStatistics(long estimates, Map<ModalityId, Counts> modalities) {
    /**
     * The counts of one modality.
     *
     * @param accepted the signals taken from the writer, with those dropped since
     * @param dropped the signals that overflowed the buffer
     * @param waiting the signals in the buffer now
     * @param reachedNanos how far the signal was worked on, from the stream's origin
     */
    public record Counts(long accepted, long dropped, int waiting, long reachedNanos) {}

    /** Copies the map. */
    public StreamStatistics {
        modalities = Collections.unmodifiableMap(new TreeMap<>(modalities));
    }
}
