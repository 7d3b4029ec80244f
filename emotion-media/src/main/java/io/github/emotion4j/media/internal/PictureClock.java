package io.github.emotion4j.media.internal;

import org.jspecify.annotations.Nullable;

/**
 * The times of a container's pictures, put right where they do not rise: some files repeat a time,
 * turn it back, let one picture leap ahead, leave times out, or start again where two were joined.
 * What is put in lies close to the picture before, so that later times hold again.
 */
final class PictureClock {
    /** The shortest step that the file told, else what it tells of its rate. */
    private long usualNanos;

    private long lastNanos = -1;
    private long lastToldNanos = -1;
    private boolean lastHeld;

    /** What is added after the clock was turned back. */
    private long offsetNanos;

    /**
     * Starts before the first picture.
     *
     * @param usualNanos the time from one picture to the next by the file's rate
     */
    PictureClock(long usualNanos) {
        this.usualNanos = usualNanos;
    }

    /**
     * The time of the next picture.
     *
     * @param told what the file tells, counted from its zero; null if nothing
     * @param following what it tells of the picture after that one; null if nothing
     * @return a time of at least 0, after that of the picture before
     */
    long next(@Nullable Long told, @Nullable Long following) {
        long nanos;
        if (told == null) {
            nanos = lastNanos < 0 ? 0 : lastNanos + usualNanos;
            lastHeld = false;
        } else {
            nanos = next(Math.max(0, told), following == null ? -1 : Math.max(0, following));
        }
        lastNanos = nanos;
        return nanos;
    }

    private long next(long told, long following) {
        boolean leaps = told > following && following > lastNanos + 1;
        boolean held = told > lastNanos && !leaps;
        long nanos;
        if (held) {
            nanos = told;
            offsetNanos = 0;
            if (lastHeld) {
                usualNanos = Math.min(usualNanos, told - lastNanos);
            }
        } else if (leaps) {
            nanos = lastNanos + Math.min(usualNanos, (following - lastNanos) / 2);
        } else {
            if (told < lastToldNanos) {
                offsetNanos = lastNanos + part(2) - told;
            }
            boolean rises = told + offsetNanos > lastNanos;
            nanos = rises ? told + offsetNanos : lastNanos + step(told, following);
        }
        lastHeld = held;
        lastToldNanos = told;
        return nanos;
    }

    /**
     * After a repeated time half a step, so that the next one may hold; whole ones while it stands
     * still or where nothing follows; short ones until a clock that goes again has caught up.
     */
    private long step(long told, long following) {
        if (told > lastToldNanos) {
            return part(4);
        }
        return lastHeld && following >= 0 ? part(2) : usualNanos;
    }

    private long part(int divisor) {
        return Math.max(1, usualNanos / divisor);
    }
}
