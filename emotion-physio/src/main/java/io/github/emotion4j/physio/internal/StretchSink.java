package io.github.emotion4j.physio.internal;

/** Hands the stretches of a feed to a method; a gap ends one and begins another. */
public final class StretchSink implements SampleFeed.Sink {
    private final Stretch stretch;

    /** Hands on to {@code stretch}. */
    public StretchSink(Stretch stretch) {
        this.stretch = stretch;
    }

    @Override
    public void sample(double x) {
        stretch.next(x);
    }

    @Override
    public void gap(long missing) {
        stretch.finish();
        stretch.skip(missing);
    }
}
