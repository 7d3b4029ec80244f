package io.github.emotion4j.audio.internal;

import io.github.emotion4j.core.Reason;
import java.util.List;

/**
 * What was at fault in the input of a stretch of sound.
 *
 * @param seconds its length
 * @param loudSeconds how much of it is at full scale or beyond
 * @param peak the greatest sample at full scale or beyond, 0 if there is none
 * @param notFinite samples that were NaN or infinite and were replaced by 0
 * @param missingSeconds how much of it was missing and was replaced by zeros
 */
public record SoundFaults(
        double seconds, double loudSeconds, double peak, long notFinite, double missingSeconds) {
    /** Sound without a fault, of no length. */
    public static final SoundFaults NONE = new SoundFaults(0, 0, 0, 0, 0);

    /**
     * A decoder of clipped sound overshoots by less than 6 dB. What reaches higher was not clipped
     * at full scale.
     */
    private static final double CLIPPED_PEAK = 2;

    /** Numbers of 16 bits that were not divided reach higher, and no sound that is meant does. */
    private static final double MOST_PEAK = 8;

    /** The faults of this stretch and another one. */
    public SoundFaults plus(SoundFaults other) {
        return new SoundFaults(
                seconds + other.seconds,
                loudSeconds + other.loudSeconds,
                Math.max(peak, other.peak),
                notFinite + other.notFinite,
                missingSeconds + other.missingSeconds);
    }

    /** {@return what lowers the quality of a voice by more than a tenth, worst first} */
    public List<Reason> issues() {
        return SpeechQuality.issues(SpeechQuality.factors(this), true);
    }

    /** {@return the share that is clipped: at full scale, where little is beyond it} */
    double clippedShare() {
        return peak >= CLIPPED_PEAK || seconds == 0 ? 0 : Math.min(1, loudSeconds / seconds);
    }

    /** {@return the share that is missing} */
    double missingShare() {
        return seconds == 0 ? 0 : Math.min(1, missingSeconds / seconds);
    }

    /** {@return whether the samples are of another scale than [-1, 1]} */
    boolean isOverFullScale() {
        return peak >= MOST_PEAK;
    }
}
