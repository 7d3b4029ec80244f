package io.github.emotion4j.fusion.affect;

import io.github.emotion4j.core.Affect;
import java.util.Optional;

/**
 * A person's slow affect at one time. Immutable.
 *
 * @param atNanos the time, from the recording's or stream's origin
 * @param mood the leaky mean of the perceived affect, with the source of what was perceived last;
 *     derived from classes before
 * @param sessionValence how pleasant the session has been as a whole, in [-1, 1]: the leaky mean of
 *     the mood's valence over the time in which the person was perceived. It describes how the
 *     person has looked in this session and is no measure of a bond
 * @param trend where the affect is heading, once there is evidence of a quarter of the trend's span
 * @param change the latest lasting change, if there was one
 */
public record AffectState(
        long atNanos,
        Affect mood,
        double sessionValence,
        Optional<Trend> trend,
        Optional<ChangePoint> change) {
    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if sessionValence is outside [-1, 1] or not a number
     */
    public AffectState {
        if (!(sessionValence >= -1 && sessionValence <= 1)) {
            throw new IllegalArgumentException(
                    "sessionValence must be in [-1, 1], not " + sessionValence);
        }
    }

    /**
     * The slope of the perceived affect: weighted least squares over the steps with evidence, each
     * weighted by its length, its quality and its age.
     *
     * @param valencePerMinute the slope of valence, 1/min
     * @param arousalPerMinute the slope of arousal, 1/min
     */
    public record Trend(double valencePerMinute, double arousalPerMinute) {}

    /** The two axes of affect. */
    public enum Axis {
        /** How pleasant. */
        VALENCE,
        /** How activated. */
        AROUSAL
    }

    /**
     * A lasting change of level on one axis.
     *
     * @param axis which
     * @param onsetNanos when it is likely to have begun: where the sum that found it last left 0
     * @param foundNanos when it was found
     * @param before the mean from the last change, or the start, to the onset
     * @param after the mean from the onset to when it was found
     */
    public record ChangePoint(
            Axis axis, long onsetNanos, long foundNanos, double before, double after) {}
}
