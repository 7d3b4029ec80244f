package io.github.emotion4j.flink;

/**
 * A record that gave no estimate, or the news that a person's stream began anew, with the reason:
 * the side output of {@link EmotionStreams}.
 *
 * @param person the person; empty if the record does not say it
 * @param timeMillis when the record's signal ends, in milliseconds since 1970; 0 if it does not say
 * @param reason what kind of fault it is
 * @param message the reason in words
 */
public record BadRecord(String person, long timeMillis, Reason reason, String message) {
    /** Kinds of faults. */
    public enum Reason {
        /** The bytes are not a signal. */
        UNREADABLE,
        /** The person's stream does not take the signal: wrong order, repeated, or no modality. */
        REFUSED,
        /** The signal is so late that the person's session has ended. */
        LATE,
        /** The signal's clock is ahead of this machine's. */
        CLOCK_AHEAD,
        /** The person sends more than one stream may, or more waits than a slot may hold. */
        FLOOD,
        /** A modality or the fusion threw an exception; the person's stream begins anew. */
        FAILED,
        /** The saved state is of another model or release; the person's stream begins anew. */
        STATE_REFUSED
    }
}
