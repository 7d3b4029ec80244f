package io.github.emotion4j.audio.capture;

/**
 * How far the samples of a device have moved from the system's clock. A block comes late by chance,
 * never early, so that the least late one of a minute tells; that of the first minute is the
 * device's own delay. Confined to one thread.
 */
final class SampleDrift {
    private static final long MINUTE_NANOS = 60_000_000_000L;

    /** Half a block a minute, so that blocks stay in order; no device is that much too fast. */
    private static final long MOST_BACK_NANOS = 50_000_000L;

    private long minuteEndNanos = MINUTE_NANOS;
    private long leastNanos = Long.MAX_VALUE;
    private long delayNanos = Long.MAX_VALUE;
    private long driftNanos;

    /**
     * Takes a block into account.
     *
     * @param nowNanos the system's clock when it came, from the start of recording
     * @param countedNanos where it ends, counted in samples
     * @return what is to be added to times counted in samples
     */
    long update(long nowNanos, long countedNanos) {
        leastNanos = Math.min(leastNanos, nowNanos - countedNanos);
        if (nowNanos >= minuteEndNanos) {
            if (delayNanos == Long.MAX_VALUE) {
                delayNanos = leastNanos;
            }
            driftNanos = Math.max(driftNanos - MOST_BACK_NANOS, leastNanos - delayNanos);
            leastNanos = Long.MAX_VALUE;
            minuteEndNanos = nowNanos + MINUTE_NANOS;
        }
        return driftNanos;
    }
}
