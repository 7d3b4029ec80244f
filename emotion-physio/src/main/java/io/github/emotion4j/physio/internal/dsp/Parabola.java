package io.github.emotion4j.physio.internal.dsp;

/** The parabola through three neighbouring samples. */
public final class Parabola {
    private Parabola() {}

    /** How far the vertex is from the middle sample, at most half a sample; 0 on a line. */
    public static double vertex(double before, double at, double after) {
        double curve = before - 2 * at + after;
        return curve == 0 ? 0 : Math.max(-0.5, Math.min(0.5, 0.5 * (before - after) / curve));
    }

    /** The vertex where it is a peak, else 0. */
    public static double peak(double before, double at, double after) {
        return before - 2 * at + after >= 0 ? 0 : vertex(before, at, after);
    }
}
