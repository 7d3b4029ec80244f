package io.github.emotion4j.physio.internal.stress;

import io.github.emotion4j.core.BioBlock;
import io.github.emotion4j.physio.Beat;
import io.github.emotion4j.physio.internal.stream.SegmentStage;
import java.util.function.Consumer;

/**
 * Intervals between beats as an even signal, and back: 0 but where a beat ends an interval, whose
 * length in ms stands there. So intervals go through the same feeds, gaps and saved states as every
 * other signal of the body.
 *
 * <p>The samples are {@value #RATE_HERTZ} a second, which places a beat to 10 ms; between beats
 * that follow each other the exact length counts.
 */
final class BeatTrain implements SegmentStage {
    static final double RATE_HERTZ = 100;

    /** Intervals that no heart has: under 200 ms (300 a minute) or over 10 s. */
    private static final double MIN_MILLIS = 200;

    /** A pause of ten seconds is no interval between beats. */
    private static final double MAX_MILLIS = 10_000;

    /** Where two intervals of one series may be apart by rounding and a coarse clock. */
    private static final double JOINED_SAMPLES = 3;

    private final Consumer<Beat> out;
    private long index;
    private double previous;
    private double lastPosition = Double.NEGATIVE_INFINITY;

    BeatTrain(Consumer<Beat> out) {
        this.out = out;
    }

    /** The train of a block of one interval. */
    static BioBlock of(BioBlock interval) {
        double millis = interval.value(0);
        boolean possible = millis >= MIN_MILLIS && millis <= MAX_MILLIS;
        double[] values = new double[possible ? (int) Math.round(millis / 1000 * RATE_HERTZ) : 0];
        if (possible) {
            values[values.length - 1] = millis;
        }
        return new BioBlock(
                        interval.interval().startNanos(),
                        interval.kind(),
                        interval.unit(),
                        RATE_HERTZ,
                        values)
                .at(interval.site());
    }

    @Override
    public void next(double millis) {
        index++;
        // A short hole is filled with the last value: one beat stays one.
        if (millis > 0 && previous == 0) {
            double samples = millis / 1000 * RATE_HERTZ;
            double position = lastPosition + samples;
            if (!(Math.abs(position - index) <= JOINED_SAMPLES)) {
                position = index;
                out.accept(new Beat((position - samples) / RATE_HERTZ, 0, 1, true));
            }
            out.accept(new Beat(position / RATE_HERTZ, 0, 1, false));
            lastPosition = position;
        }
        previous = millis;
    }

    @Override
    public void finish() {
        previous = 0;
        lastPosition = Double.NEGATIVE_INFINITY;
    }

    @Override
    public void skip(long samples) {
        index += samples;
    }
}
