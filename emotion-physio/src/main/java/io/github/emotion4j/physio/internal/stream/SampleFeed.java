package io.github.emotion4j.physio.internal.stream;

import io.github.emotion4j.physio.SignalStream;

/**
 * Turns samples with holes into gap-free segments; every signal of the module comes in through it.
 *
 * <p>A hole of up to 0.1 s is filled with the last value; a longer one ends the segment, so that
 * nothing is measured across it. Infinite values are holes.
 */
public final class SampleFeed implements SignalStream {
    /** Shorter than any beat or response, so that holding a value adds none. */
    private static final double HOLD_SECONDS = 0.1;

    private final SegmentStage segment;
    private final long hold;
    private double last;
    private long missing;
    private boolean open;

    /** Hands the segments of a signal of {@code rateHertz} samples a second on. */
    public SampleFeed(double rateHertz, SegmentStage segment) {
        this.segment = segment;
        this.hold = (long) Math.floor(HOLD_SECONDS * rateHertz);
    }

    @Override
    public void accept(double x) {
        if (Double.isNaN(x) || Double.isInfinite(x)) {
            skip(1);
            return;
        }
        if (missing > 0) {
            endHole();
        }
        open = true;
        last = x;
        segment.next(x);
    }

    @Override
    public void skip(long samples) {
        missing += samples;
        // At once: what was found before a gap must not wait for its end.
        if (missing > hold) {
            endSegment();
        }
    }

    private void endHole() {
        if (open) {
            for (long i = 0; i < missing; i++) {
                segment.next(last);
            }
        } else {
            segment.skip(missing);
        }
        missing = 0;
    }

    private void endSegment() {
        if (open) {
            segment.finish();
            open = false;
        }
    }

    @Override
    public void finish() {
        endSegment();
        segment.skip(missing);
        missing = 0;
    }
}
