package io.github.emotion4j.vision.internal.track;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.OptionalDouble;

/**
 * Counts a face's blinks from the openness of its eyes, by the formula of {@link
 * io.github.emotion4j.vision.FaceDetail#blinksPerMinute()}. Confined to one thread.
 */
public final class BlinkRate {
    /**
     * Of the open eye's level. Between the two thresholds nothing changes, so that noise is no
     * blink. Chosen by hand on simulated blinks.
     */
    private static final double CLOSED = 0.6;

    private static final double OPEN = 0.8;

    /** A blink takes 0.1 to 0.4 s; eyes that are shut for longer rest. */
    private static final double LONGEST_BLINK_SECONDS = 0.5;

    /** Between frames that are farther apart a blink may have been missed. */
    private static final double LONGEST_GAP_SECONDS = 0.12;

    /** The rate is told per minute, so the last minute counts. */
    private static final double MEMORY_SECONDS = 60;

    /** At the usual 15 to 20 a minute, four or five blinks. */
    private static final double LEAST_SECONDS = 15;

    /** The open eye's level follows quickly upwards, and past blinks downwards. */
    private static final double RISE_SECONDS = 0.5;

    /** Far longer than a blink, shorter than a change of light or place. */
    private static final double FALL_SECONDS = 20;

    private double open = Double.NaN;
    private double blinks;
    private double seconds;
    private double closedForSeconds = Double.NaN;
    private long lastNanos;

    /**
     * Takes the eyes of a frame.
     *
     * @param openness the mean openness of both eyes
     * @param nanos the frame's time, after that of the frame before
     */
    public void accept(double openness, long nanos) {
        double elapsed = (nanos - lastNanos) / 1e9;
        lastNanos = nanos;
        if (Double.isNaN(open)) {
            open = openness;
            return;
        }
        fade(elapsed);
        if (elapsed > LONGEST_GAP_SECONDS) {
            closedForSeconds = Double.NaN;
            return;
        }
        double follow = openness > open ? RISE_SECONDS : FALL_SECONDS;
        open += (1 - Math.exp(-elapsed / follow)) * (openness - open);
        seconds += elapsed;
        if (!Double.isNaN(closedForSeconds)) {
            closedForSeconds += elapsed;
            if (openness > OPEN * open) {
                blinks += closedForSeconds <= LONGEST_BLINK_SECONDS ? 1 : 0;
                closedForSeconds = Double.NaN;
            }
        } else if (openness < CLOSED * open) {
            closedForSeconds = 0;
        }
    }

    /** The blinks a minute; nothing until the eyes were seen for long enough. */
    public OptionalDouble perMinute() {
        return seconds < LEAST_SECONDS
                ? OptionalDouble.empty()
                : OptionalDouble.of(60 * blinks / seconds);
    }

    private void fade(double elapsed) {
        double kept = Math.exp(-elapsed / MEMORY_SECONDS);
        blinks *= kept;
        seconds *= kept;
    }

    void write(DataOutput out) throws IOException {
        for (double value : new double[] {open, blinks, seconds, closedForSeconds}) {
            out.writeDouble(value);
        }
        out.writeLong(lastNanos);
    }

    void read(DataInput in) throws IOException {
        open = in.readDouble();
        blinks = in.readDouble();
        seconds = in.readDouble();
        closedForSeconds = in.readDouble();
        lastNanos = in.readLong();
    }
}
