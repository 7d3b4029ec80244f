package io.github.emotion4j.audio.internal;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Follows the power of the noise beneath a voice, from frames of 10 ms at 16 kHz.
 *
 * <p>Below 30 Hz there is no voice: the power there is noise, such as wind and drift. It is taken
 * about the sound's zero, the median level of twenty seconds, so that a drift over several
 * utterances counts. Of the last twelve quarters of a second that counts which nine stay below, so
 * that a breath at the microphone changes nothing. Above, where there are pauses, the noise is
 * their mean level. Speech without a pause is covered by minimum statistics (Martin 2001,
 * doi:10.1109/89.928915): the least smoothed power of the last three seconds, which a voice does
 * not fill, plus the distance of the minimum below the mean. The mean of the pauses counts for five
 * seconds after the last of them and stays within 6 dB of that least, so that a voice that was not
 * noticed as one is no noise.
 */
final class NoiseFloor {
    /** What digital silence counts as; before the first sound it counts for nothing. */
    private static final double LEAST_POWER = 1e-9;

    /** Of the power before, in each frame's smoothed power: a time constant of 0.1 s. */
    private static final double KEPT = 0.9;

    /** A quarter of a second; twelve parts are the three seconds of the minimum. */
    private static final int PART_FRAMES = 25;

    /** See {@link #PART_FRAMES}. */
    private static final int PARTS = 12;

    /**
     * The median level of so many quarters of a second is the sound's zero: 20 s, longer than a
     * drift stays on one side, and short enough that a zero that moves once is found again after
     * ten.
     */
    private static final int LEVELS = 80;

    /**
     * The least of three seconds of power so smoothed lies this far below the mean in white noise
     * (0.5 dB) and in a murmur of voices (4 dB); between the two: 1.5 dB.
     */
    private static final double MEAN_ABOVE_LEAST = Math.pow(10, 0.15);

    /** Pauses last at least 0.1 s together before their mean is relied on. */
    private static final int ENOUGH_PAUSE_FRAMES = 10;

    /** The mean over pauses forgets with a time constant of half a second of pause. */
    private static final int PAUSE_FRAMES = 50;

    /** Five seconds; after that the pauses say nothing of the noise now. Chosen by hand. */
    private static final int PAUSE_LASTS_FRAMES = 500;

    /**
     * The mean over pauses counts for at most 6 dB above the minimum, since what lies higher may be
     * speech. Chosen by hand.
     */
    private static final double PAUSE_ABOVE_LEAST = Math.pow(10, 0.6);

    /**
     * Of the quarters' powers below 30 Hz, in order. With the median in its place a random walk at
     * 0 dB was told as 7 dB, and as 9 dB over three utterances, where white noise was told as 3 dB.
     */
    private static final double RUMBLE_RANK = 0.75;

    private final Butterworth voice = new Butterworth(true);
    private final Butterworth rumble = new Butterworth(false);
    private final double[] leastPower = new double[PARTS];
    private double smoothed = Double.NaN;
    private long frames;
    private double pauseDb;
    private int pauseFrames;
    private int sincePause;
    private final double[] rumbleSquares = new double[PARTS];
    private final double[] levelSum = new double[LEVELS];

    NoiseFloor() {
        Arrays.fill(leastPower, Double.POSITIVE_INFINITY);
    }

    /**
     * Takes the next frame.
     *
     * @param samples holds the frame; full scale is 1
     * @param from its first sample
     * @param to its end, exclusive
     * @param speaking whether it is part of speech
     */
    void accept(float[] samples, int from, int to, boolean speaking) {
        double energy = 0;
        double low = 0;
        double lowEnergy = 0;
        for (int i = from; i < to; i++) {
            double high = voice.next(samples[i]);
            double below = rumble.next(samples[i]);
            energy += high * high;
            low += below;
            lowEnergy += below * below;
        }
        double power = Math.max(LEAST_POWER, energy / (to - from));
        if (power <= LEAST_POWER && Double.isNaN(smoothed)) {
            return;
        }
        smoothed = Double.isNaN(smoothed) ? power : KEPT * smoothed + (1 - KEPT) * power;
        if (frames % PART_FRAMES == 0) {
            for (double[] parts : rows()) {
                System.arraycopy(parts, 0, parts, 1, parts.length - 1);
                parts[0] = 0;
            }
            leastPower[0] = smoothed;
        } else {
            leastPower[0] = Math.min(leastPower[0], smoothed);
        }
        levelSum[0] += low / (to - from);
        rumbleSquares[0] += lowEnergy / (to - from);
        frames++;
        sincePause = Math.min(PAUSE_LASTS_FRAMES, sincePause + 1);
        if (!speaking) {
            pauseFrames = Math.min(PAUSE_FRAMES, pauseFrames + 1);
            pauseDb += (10 * Math.log10(power) - pauseDb) / pauseFrames;
            sincePause = 0;
        }
    }

    /** The power of the noise, a constant offset aside; full scale is 1. */
    double power() {
        if (Double.isNaN(smoothed)) {
            return LEAST_POWER;
        }
        double least = Double.POSITIVE_INFINITY;
        for (double value : leastPower) {
            least = Math.min(least, value);
        }
        double above =
                pauseFrames >= ENOUGH_PAUSE_FRAMES && sincePause < PAUSE_LASTS_FRAMES
                        ? Math.min(Math.pow(10, pauseDb / 10), least * PAUSE_ABOVE_LEAST)
                        : least * MEAN_ABOVE_LEAST;
        return above + rumblePower();
    }

    /** The level that counts as no sound, by which a constant offset is no noise. */
    double zero() {
        int parts = (int) Math.min(LEVELS, parts());
        double[] levels = new double[parts];
        for (int i = 0; i < parts; i++) {
            levels[i] = levelSum[i] / framesIn(i);
        }
        return parts == 0 ? 0 : median(levels);
    }

    private double rumblePower() {
        double zero = zero();
        double[] powers = new double[(int) Math.min(PARTS, parts())];
        for (int i = 0; i < powers.length; i++) {
            double about = (rumbleSquares[i] - 2 * zero * levelSum[i]) / framesIn(i) + zero * zero;
            powers[i] = Math.max(0, about);
        }
        Arrays.sort(powers);
        return powers[(int) Math.round(RUMBLE_RANK * (powers.length - 1))];
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return (values[(values.length - 1) / 2] + values[values.length / 2]) / 2;
    }

    /** The quarters that were begun. */
    private long parts() {
        return (frames + PART_FRAMES - 1) / PART_FRAMES;
    }

    private double[][] rows() {
        return new double[][] {leastPower, rumbleSquares, levelSum};
    }

    private int framesIn(int part) {
        return part > 0 ? PART_FRAMES : (int) ((frames - 1) % PART_FRAMES) + 1;
    }

    void write(DataOutput out) throws IOException {
        voice.write(out);
        rumble.write(out);
        for (double[] parts : rows()) {
            for (double value : parts) {
                out.writeDouble(value);
            }
        }
        out.writeDouble(smoothed);
        out.writeLong(frames);
        out.writeDouble(pauseDb);
        out.writeInt(pauseFrames);
        out.writeInt(sincePause);
    }

    void read(DataInput in) throws IOException {
        voice.read(in);
        rumble.read(in);
        for (double[] parts : rows()) {
            for (int i = 0; i < parts.length; i++) {
                parts[i] = in.readDouble();
            }
        }
        smoothed = in.readDouble();
        frames = in.readLong();
        pauseDb = in.readDouble();
        pauseFrames = in.readInt();
        sincePause = in.readInt();
    }

    /**
     * A Butterworth filter of the fourth order at 30 Hz: the lowest voices begin at 60 Hz, of which
     * the low pass leaves -48 dB.
     */
    private static final class Butterworth {
        private static final double CUT = 2 * Math.PI * 30 / MonoResampler.RATE_HERTZ;

        /** Of the two halves of the second order; from the poles' angles. */
        private static final double[] DAMPING = {Math.cos(Math.PI / 8), Math.sin(Math.PI / 8)};

        private final double sign;
        private final double[] outer = new double[DAMPING.length];
        private final double[] first = new double[DAMPING.length];
        private final double[] second = new double[DAMPING.length];
        private final double[] memory = new double[2 * DAMPING.length];

        /** The high pass, or the low pass. */
        Butterworth(boolean high) {
            sign = high ? -1 : 1;
            for (int half = 0; half < DAMPING.length; half++) {
                double alpha = Math.sin(CUT) * DAMPING[half];
                outer[half] = (1 - sign * Math.cos(CUT)) / 2 / (1 + alpha);
                first[half] = 2 * Math.cos(CUT) / (1 + alpha);
                second[half] = (1 - alpha) / (1 + alpha);
            }
        }

        double next(double x) {
            double y = x;
            for (int half = 0; half < DAMPING.length; half++) {
                double in = outer[half] * y;
                y = in + memory[2 * half];
                memory[2 * half] = 2 * sign * in + first[half] * y + memory[2 * half + 1];
                memory[2 * half + 1] = in - second[half] * y;
            }
            return y;
        }

        void write(DataOutput out) throws IOException {
            for (double value : memory) {
                out.writeDouble(value);
            }
        }

        void read(DataInput in) throws IOException {
            for (int i = 0; i < memory.length; i++) {
                memory[i] = in.readDouble();
            }
        }
    }
}
