package io.github.emotion4j.media.internal;

/**
 * The rule of blocks of sound whose times do not go on where the samples before them ended, for
 * files and streams alike. Times are counted in samples; a clock beside them is believed only where
 * two blocks in a row say the same: one that leaps ahead alone, or that starts too early, follows
 * the one before.
 */
public final class SampleClock {
    /**
     * Longer than the jitter of a device's clock and than packets of 20 ms, to which files round
     * the times of their blocks; shorter than a lost block of 100 ms.
     */
    private static final long JITTER_NANOS = 50_000_000L;

    private SampleClock() {}

    /**
     * Whether a block leaps ahead of the samples before it.
     *
     * @param startNanos when it starts by its clock
     * @param dueNanos when the samples before it end
     * @return true if there is a gap, or its time is wrong; the next block shows which
     */
    public static boolean leaps(long startNanos, long dueNanos) {
        return startNanos - dueNanos > JITTER_NANOS;
    }

    /**
     * Whether a block that leaps ahead does so alone.
     *
     * @param endNanos when it ends by its clock
     * @param nextStartNanos when the next block starts by its clock
     * @return true if the next block cannot follow it, so that its time was wrong
     */
    public static boolean isAlone(long endNanos, long nextStartNanos) {
        return endNanos - nextStartNanos > JITTER_NANOS;
    }
}
