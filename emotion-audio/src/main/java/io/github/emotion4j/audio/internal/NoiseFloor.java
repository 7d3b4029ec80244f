package io.github.emotion4j.audio.internal;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Follows the level of the noise beneath a voice from levels of 10 ms frames.
 *
 * <p>Where there are pauses, it is their mean level. Speech without a pause is covered by minimum
 * statistics (Martin 2001, doi:10.1109/89.928915): the least smoothed power of the last three
 * seconds, which a voice does not fill, plus the distance of the minimum below the mean. The mean
 * of the pauses counts for five seconds after the last of them and stays within 6 dB of that least,
 * so that a voice that was not noticed as one is no noise.
 */
final class NoiseFloor {
    /** What digital silence counts as; before the first sound it counts for nothing. */
    private static final double LEAST_DB = -90;

    /** Of the power before, in each frame's smoothed power: a time constant of 0.1 s. */
    private static final double KEPT = 0.9;

    /** A quarter of a second; twelve parts are the three seconds of the minimum. */
    private static final int PART_FRAMES = 25;

    private static final int PARTS = 12;

    /**
     * The least of three seconds of power so smoothed lies this far below the mean in white noise
     * (0.5 dB) and in a murmur of voices (4 dB); between the two.
     */
    private static final double LEAST_BELOW_MEAN_DB = 1.5;

    /** Pauses last at least 0.1 s together before their mean is relied on. */
    private static final int ENOUGH_PAUSE_FRAMES = 10;

    /** The mean over pauses forgets with a time constant of half a second of pause. */
    private static final int PAUSE_FRAMES = 50;

    private static final int PAUSE_LASTS_FRAMES = 500;
    private static final double PAUSE_ABOVE_LEAST_DB = 6;

    private final double[] leastPower = new double[PARTS];
    private double smoothed = Double.NaN;
    private int frames;
    private double pauseDb;
    private int pauseFrames;
    private int sincePause;

    NoiseFloor() {
        Arrays.fill(leastPower, Double.POSITIVE_INFINITY);
    }

    /**
     * Takes the next frame.
     *
     * @param levelDb its level; dB of full scale
     * @param speaking whether it is part of speech
     */
    void accept(double levelDb, boolean speaking) {
        if (levelDb <= LEAST_DB && Double.isNaN(smoothed)) {
            return;
        }
        double level = Math.max(LEAST_DB, levelDb);
        double power = Math.pow(10, level / 10);
        smoothed = Double.isNaN(smoothed) ? power : KEPT * smoothed + (1 - KEPT) * power;
        if (frames % PART_FRAMES == 0) {
            System.arraycopy(leastPower, 0, leastPower, 1, PARTS - 1);
            leastPower[0] = smoothed;
        } else {
            leastPower[0] = Math.min(leastPower[0], smoothed);
        }
        frames++;
        sincePause++;
        if (!speaking) {
            pauseFrames = Math.min(PAUSE_FRAMES, pauseFrames + 1);
            pauseDb += (level - pauseDb) / pauseFrames;
            sincePause = 0;
        }
    }

    /** The level of the noise; dB of full scale. */
    double decibels() {
        if (Double.isNaN(smoothed)) {
            return LEAST_DB;
        }
        double least = Double.POSITIVE_INFINITY;
        for (double power : leastPower) {
            least = Math.min(least, power);
        }
        double leastDb = 10 * Math.log10(least);
        return pauseFrames >= ENOUGH_PAUSE_FRAMES && sincePause < PAUSE_LASTS_FRAMES
                ? Math.min(pauseDb, leastDb + PAUSE_ABOVE_LEAST_DB)
                : leastDb + LEAST_BELOW_MEAN_DB;
    }

    void write(DataOutput out) throws IOException {
        for (double power : leastPower) {
            out.writeDouble(power);
        }
        out.writeDouble(smoothed);
        out.writeInt(frames);
        out.writeDouble(pauseDb);
        out.writeInt(pauseFrames);
        out.writeInt(sincePause);
    }

    void read(DataInput in) throws IOException {
        for (int i = 0; i < PARTS; i++) {
            leastPower[i] = in.readDouble();
        }
        smoothed = in.readDouble();
        frames = in.readInt();
        pauseDb = in.readDouble();
        pauseFrames = in.readInt();
        sincePause = in.readInt();
    }
}
