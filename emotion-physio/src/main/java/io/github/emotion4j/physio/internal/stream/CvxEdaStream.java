package io.github.emotion4j.physio.internal.stream;

import io.github.emotion4j.physio.internal.check.Rates;
import java.util.Arrays;

/**
 * The convex decomposition of {@link CvxEda} on one gap-free segment as it comes in, at 4 to 8
 * working samples a second: windows of {@value #WINDOW_SECONDS} s that overlap, of which all but
 * the last {@value #MARGIN_SECONDS} s and the results of an earlier window are given. What lies
 * further off than the margin moves a value by less than 0.001 µS.
 */
public final class CvxEdaStream implements SegmentStage {
    /**
     * Two margins and four minutes of results. The margin is measured (see above); the rest is by
     * hand.
     */
    private static final double WINDOW_SECONDS = 720;

    /** What lies further off moves a value by less than 0.001 µS. */
    private static final double MARGIN_SECONDS = 240;

    /** A segment shorter than a response has no parts. */
    private static final double MIN_SECONDS = 5;

    /** The weight of the sum of activity. Chosen by hand. */
    private static final double SPARSITY = 0.001;

    /** Takes the parts, one value per working sample. */
    public interface Parts {
        /** The parts at {@code seconds}, in µS. */
        void accept(double seconds, double tonic, double phasic, double activity);
    }

    private final double rate;
    private final int block;
    private final Parts parts;
    private final double[] window;
    private final int margin;
    private double blockSum;
    private int blockCount;
    private int filled;
    private int given;
    private long windowStart;
    private long origin;
    private long samples;

    /** A stream of {@code rateHertz} samples a second. */
    public CvxEdaStream(double rateHertz, Parts parts) {
        this.rate = rateHertz;
        this.block = Rates.thinned(rateHertz);
        this.parts = parts;
        this.window = new double[(int) Math.round(WINDOW_SECONDS * workingRate())];
        this.margin = (int) Math.round(MARGIN_SECONDS * workingRate());
    }

    /** Working samples a second. */
    public double workingRate() {
        return rate / block;
    }

    @Override
    public void next(double x) {
        samples++;
        blockSum += x;
        if (++blockCount == block) {
            window[filled++] = blockSum / block;
            blockSum = 0;
            blockCount = 0;
            if (filled == window.length) {
                give(filled - margin);
                shift();
            }
        }
    }

    /** Solves the window and gives its parts from where the last one ended to {@code to}. */
    private void give(int to) {
        double[] y = Arrays.copyOf(window, filled);
        CvxEda solved = new CvxEda(y, workingRate(), SPARSITY);
        double[] phasic = solved.phasic();
        for (int i = given; i < to; i++) {
            double place = origin + (windowStart + i) * block + (block - 1) / 2.0;
            parts.accept(place / rate, solved.tonic()[i], phasic[i], solved.activity()[i]);
        }
        given = to;
    }

    /** Keeps a margin before the next result. */
    private void shift() {
        int drop = given - margin;
        System.arraycopy(window, drop, window, 0, filled - drop);
        filled -= drop;
        given -= drop;
        windowStart += drop;
    }

    @Override
    public void finish() {
        if (windowStart > 0 || filled >= MIN_SECONDS * workingRate()) {
            give(filled);
        }
        origin += samples;
        samples = 0;
        windowStart = 0;
        filled = 0;
        given = 0;
        blockSum = 0;
        blockCount = 0;
    }

    @Override
    public void skip(long missing) {
        origin += missing;
    }
}
