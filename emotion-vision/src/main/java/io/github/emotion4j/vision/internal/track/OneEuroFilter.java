package io.github.emotion4j.vision.internal.track;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The 1-euro filter (Casiez, Roussel and Vogel 2012, doi:10.1145/2207676.2208639): a low pass whose
 * cut-off rises with speed, so that a still value is calm and a moving one does not lag. Confined
 * to one thread.
 */
final class OneEuroFilter {
    /** Chosen by hand; Casiez et al. 2012 begin with 1 Hz. */
    private static final double MIN_CUTOFF_HERTZ = 1.5;

    /** Hertz of cut-off for each unit a second of speed. */
    private static final double SPEED_COEFFICIENT = 4;

    /** The value of Casiez et al. 2012. */
    private static final double SPEED_CUTOFF_HERTZ = 1;

    private double value = Double.NaN;
    private double speed;

    /**
     * Filters a value.
     *
     * @param raw the value
     * @param seconds the time since the one before, above 0
     * @param scale what a speed of one is measured in, so that large and small faces are alike
     * @return the filtered value
     */
    double filter(double raw, double seconds, double scale) {
        if (Double.isNaN(value) || seconds <= 0) {
            value = raw;
            speed = 0;
            return raw;
        }
        double rawSpeed = (raw - value) / seconds / scale;
        speed += weight(SPEED_CUTOFF_HERTZ, seconds) * (rawSpeed - speed);
        double cutoffHertz = MIN_CUTOFF_HERTZ + SPEED_COEFFICIENT * Math.abs(speed);
        value += weight(cutoffHertz, seconds) * (raw - value);
        return value;
    }

    void write(DataOutput out) throws IOException {
        out.writeDouble(value);
        out.writeDouble(speed);
    }

    void read(DataInput in) throws IOException {
        value = in.readDouble();
        speed = in.readDouble();
    }

    private static double weight(double cutoffHertz, double seconds) {
        double timeConstant = 1 / (2 * Math.PI * cutoffHertz);
        return 1 / (1 + timeConstant / seconds);
    }
}
