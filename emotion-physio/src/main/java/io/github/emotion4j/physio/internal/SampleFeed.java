package io.github.emotion4j.physio.internal;

/**
 * Turns samples with holes into gap-free stretches.
 *
 * <p>A hole of up to the hold is filled with the last value and counted; a longer one ends the
 * stretch, so that nothing is measured across it. Infinite values are holes.
 */
public final class SampleFeed {
    /** What a stretch goes to. */
    public interface Sink {
        /** The next sample of the stretch, finite. */
        void sample(double x);

        /** The stretch is over; {@code missing} samples are not there. */
        void gap(long missing);
    }

    private final Sink sink;
    private final long hold;
    private double last = Double.NaN;
    private long missing;
    private long held;
    private long lost;
    private long total;

    /** Fills holes of up to {@code holdSamples}. */
    public SampleFeed(long holdSamples, Sink sink) {
        this.sink = sink;
        this.hold = holdSamples;
    }

    /** Longest hole filled for fast signals: 0.1 s. */
    public static long shortHold(double rateHertz) {
        return (long) Math.floor(0.1 * rateHertz);
    }

    /** Takes a sample; NaN where it is missing. */
    public void accept(double x) {
        total++;
        if (Double.isNaN(x) || Double.isInfinite(x)) {
            missing++;
            return;
        }
        if (missing > 0) {
            endHole();
        }
        last = x;
        sink.sample(x);
    }

    /** Takes {@code samples} missing ones. */
    public void skip(long samples) {
        total += samples;
        missing += samples;
    }

    private void endHole() {
        if (missing <= hold && !Double.isNaN(last)) {
            held += missing;
            for (long i = 0; i < missing; i++) {
                sink.sample(last);
            }
        } else {
            lost += missing;
            sink.gap(missing);
        }
        missing = 0;
    }

    /** Says that the signal is over. */
    public void finish() {
        lost += missing;
        sink.gap(missing);
        missing = 0;
        last = Double.NaN;
    }

    /** Samples that were filled in. */
    public long held() {
        return held;
    }

    /** Samples that were missing and not filled in. */
    public long lost() {
        return lost + missing;
    }

    /** Samples so far, missing ones too. */
    public long total() {
        return total;
    }
}
