package io.github.emotion4j.physio.internal.dsp;

import java.util.Arrays;

/** Gives back each value {@code length} samples later. */
public final class Delay {
    private final double[] ring;
    private int next;
    private boolean started;

    /** A lag of {@code length} samples, zero or more. */
    public Delay(int length) {
        this.ring = new double[length];
    }

    /** Takes a sample and returns the one taken {@code length} samples ago. */
    public double next(double x) {
        if (ring.length == 0) {
            return x;
        }
        if (!started) {
            Arrays.fill(ring, x);
            started = true;
        }
        double out = ring[next];
        ring[next] = x;
        next = next + 1 == ring.length ? 0 : next + 1;
        return out;
    }

    /** Forgets the past. */
    public void reset() {
        started = false;
        next = 0;
    }
}
