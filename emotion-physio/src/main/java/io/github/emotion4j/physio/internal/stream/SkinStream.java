package io.github.emotion4j.physio.internal.stream;

import io.github.emotion4j.physio.Eda;
import io.github.emotion4j.physio.internal.check.Rates;
import io.github.emotion4j.physio.internal.dsp.Delay;
import io.github.emotion4j.physio.internal.dsp.MovingAverage;
import java.util.function.Consumer;

/**
 * Tonic level, phasic part and responses of one gap-free segment of skin conductance.
 *
 * <p>Whatever the rate, the work is done at 4 to 8 samples a second: skin conductance has nothing
 * faster. Blocks of samples are averaged, then smoothed by two moving averages of about 0.75 s; the
 * tonic part is what two moving averages of 10 s leave. All are symmetric, so nothing is displaced.
 */
public final class SkinStream implements SegmentStage {
    /**
     * Takes off noise and leaves the rise of a response, which lasts 1 s and more (Boucsein et al.
     * 2012).
     */
    private static final double SMOOTH_SECONDS = 0.75;

    /** Longer than the rise of a response, shorter than drifts. Chosen by hand. */
    private static final double TONIC_SECONDS = 10;

    /** A rise that lasts longer is the level's. Chosen by hand. */
    private static final double LONGEST_RISE_SECONDS = 10;

    /** Half recovery that takes longer is the level's. Chosen by hand. */
    private static final double LONGEST_RECOVERY_SECONDS = 20;

    /** Takes the cleaned signal, one value per working sample. */
    public interface Levels {
        /** The conductance at {@code seconds}, smoothed, and its two parts, in µS. */
        void accept(double seconds, double smoothed, double tonic);
    }

    /** Takes the rise of each response as soon as it is over, long before its recovery is known. */
    public interface Rises {
        /**
         * A rise that is known once the signal up to {@code knownSeconds} is: all times are in
         * seconds, the amplitude is in µS.
         */
        void accept(
                double onsetSeconds,
                double peakSeconds,
                double amplitudeMicrosiemens,
                double knownSeconds);
    }

    private final double rate;
    private final int block;
    private final double step;
    private final double minimum;
    private final Levels levels;
    private final Consumer<Eda.Response> responses;
    private final Rises rises;
    private final MovingAverage smooth1;
    private final MovingAverage smooth2;
    private final MovingAverage tonic1;
    private final MovingAverage tonic2;
    private final Delay align;
    private final int smoothLag;
    private final int tonicLag;
    private double blockSum;
    private int blockCount;
    private double lastBlock;
    private long count;
    private double originSeconds;
    private long samples;

    private final double[] recent;
    private double previous;
    private double trough;
    private double troughTime;
    private double crest;
    private double crestTime;
    private long crestCount;
    private boolean rising;
    private boolean recovering;
    private double openOnset;
    private double openPeak;
    private double openAmplitude;
    private double openLevel;

    /**
     * A stream of {@code rateHertz} samples a second.
     *
     * @param rateHertz samples a second
     * @param minimumMicrosiemens the least amplitude of a response
     * @param levels takes the levels
     * @param responses takes each response once its recovery is known
     */
    public SkinStream(
            double rateHertz,
            double minimumMicrosiemens,
            Levels levels,
            Consumer<Eda.Response> responses) {
        this(rateHertz, minimumMicrosiemens, levels, responses, (onset, peak, height, known) -> {});
    }

    /** A stream whose responses are of interest as soon as they are over their peak. */
    public SkinStream(double rateHertz, double minimumMicrosiemens, Levels levels, Rises rises) {
        this(rateHertz, minimumMicrosiemens, levels, response -> {}, rises);
    }

    private SkinStream(
            double rateHertz,
            double minimumMicrosiemens,
            Levels levels,
            Consumer<Eda.Response> responses,
            Rises rises) {
        this.rate = rateHertz;
        this.block = Rates.thinned(rateHertz);
        this.step = block / rateHertz;
        this.minimum = minimumMicrosiemens;
        this.levels = levels;
        this.responses = responses;
        this.rises = rises;
        int smooth = MovingAverage.oddLength(SMOOTH_SECONDS, 1 / step);
        int tonic = MovingAverage.oddLength(TONIC_SECONDS, 1 / step);
        smooth1 = new MovingAverage(smooth);
        smooth2 = new MovingAverage(smooth);
        tonic1 = new MovingAverage(tonic);
        tonic2 = new MovingAverage(tonic);
        smoothLag = 2 * smooth1.delay();
        tonicLag = 2 * tonic1.delay();
        align = new Delay(tonicLag);
        recent = new double[(int) Math.ceil((LONGEST_RISE_SECONDS + 2) / step)];
    }

    /** Working samples a second. */
    public double workingRate() {
        return 1 / step;
    }

    /** Takes one finite sample in µS. */
    @Override
    public void next(double x) {
        samples++;
        blockSum += x;
        if (++blockCount == block) {
            lastBlock = blockSum / block;
            blockSum = 0;
            blockCount = 0;
            advance(lastBlock);
        }
    }

    private void advance(double x) {
        double s = smooth2.next(smooth1.next(x));
        count++;
        if (count > smoothLag) {
            track(s, time(count - 1 - smoothLag));
        }
        double tonic = tonic2.next(tonic1.next(s));
        double aligned = align.next(s);
        long k = count - 1 - smoothLag - tonicLag;
        if (k >= 0) {
            levels.accept(time(k), aligned, tonic);
        }
    }

    /** Middle of the {@code k}-th block. */
    private double time(long k) {
        return originSeconds + k * step + (block - 1) / (2 * rate);
    }

    private void track(double y, double t) {
        recent[(int) (count % recent.length)] = y;
        if (count - 1 == smoothLag) {
            trough = y;
            troughTime = t;
            previous = y;
            rising = false;
            recovering = false;
            return;
        }
        if (recovering && (y <= openLevel || t - openPeak > LONGEST_RECOVERY_SECONDS)) {
            close(y <= openLevel ? t - openPeak : Double.NaN);
        }
        if (rising) {
            if (y >= crest) {
                crest = y;
                crestTime = t;
                crestCount = count;
            } else if (y < previous && crest - y > 0.05 * (crest - trough)) {
                settle(t);
                rising = false;
                trough = y;
                troughTime = t;
            }
        } else if (y <= trough) {
            trough = y;
            troughTime = t;
        } else if (y - trough > Math.min(minimum / 2, 0.005)) {
            rising = true;
            crest = y;
            crestTime = t;
            crestCount = count;
        } else if (t - troughTime > 1 && y > trough) {
            // A creeping rise belongs to the level: follow it, so that an onset is where it bends.
            trough = previous;
            troughTime = t - step;
        }
        previous = y;
    }

    private void settle(double t) {
        double amplitude = crest - trough;
        if (amplitude < minimum || crestTime - troughTime > LONGEST_RISE_SECONDS) {
            return;
        }
        if (recovering) {
            close(Double.NaN);
        }
        recovering = true;
        openOnset = onset(amplitude);
        openPeak = crestTime;
        openAmplitude = amplitude;
        openLevel = crest - amplitude / 2;
        rises.accept(openOnset, openPeak, openAmplitude, t);
    }

    /** Where the rise leaves the trough's level: after what creeps before it. */
    private double onset(double amplitude) {
        long back = Math.round((crestTime - troughTime) / step);
        long lag = count - crestCount;
        for (long k = 0; k < Math.min(back, recent.length - lag - 1); k++) {
            double y = recent[(int) ((count - lag - k) % recent.length)];
            if (y <= trough + 0.05 * amplitude) {
                return crestTime - k * step;
            }
        }
        return troughTime;
    }

    private void close(double recovery) {
        recovering = false;
        responses.accept(new Eda.Response(openOnset, openPeak, openAmplitude, recovery));
    }

    /** Ends the segment; the next sample starts a new one. */
    @Override
    public void finish() {
        if (count > 0) {
            long real = count;
            // The averages of the last seconds are of the samples there are.
            for (int i = 0; i < smoothLag + tonicLag; i++) {
                advance(lastBlock);
            }
            if (real > 0 && recovering) {
                close(Double.NaN);
            }
        }
        originSeconds += samples / rate;
        samples = 0;
        count = 0;
        blockSum = 0;
        blockCount = 0;
        smooth1.reset();
        smooth2.reset();
        tonic1.reset();
        tonic2.reset();
        align.reset();
        rising = false;
        recovering = false;
    }

    /** Skips {@code samples} that a gap took. */
    @Override
    public void skip(long samples) {
        originSeconds += samples / rate;
    }
}
