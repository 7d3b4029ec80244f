package io.github.emotion4j.physio.internal.stream;

import io.github.emotion4j.physio.Beat;
import io.github.emotion4j.physio.internal.dsp.BandPass;
import io.github.emotion4j.physio.internal.dsp.Delay;
import io.github.emotion4j.physio.internal.dsp.MovingAverage;
import io.github.emotion4j.physio.internal.dsp.Parabola;
import io.github.emotion4j.physio.internal.dsp.PeakPicker;
import io.github.emotion4j.physio.internal.dsp.RecentSize;
import io.github.emotion4j.physio.internal.dsp.Statistics;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import java.util.function.Consumer;

/**
 * R peaks of one gap-free segment of ECG, sample in, beat out.
 *
 * <p>The slope of the band-passed signal is made into an envelope; every local maximum of the
 * envelope is a candidate. A candidate is judged once {@value #LOOK_AHEAD_SECONDS} s of what
 * follows it are known, against the typical height of the strongest candidates on both sides of it,
 * so a change of amplitude is followed without a learning phase. Memory is fixed by the rate.
 */
public final class QrsStream implements SegmentStage {
    /** The span on either side whose strongest maxima give the typical height. */
    private static final double LOOK_AHEAD_SECONDS = 4.5;

    /** A block holds a beat at 40 beats a minute; three are the span on either side. */
    private static final double BLOCK_SECONDS = 1.5;

    /** The thresholds of this class were chosen on the MIT-BIH extracts (the module's README). */
    private static final double ACCEPT = 0.32;

    /** Below {@link #ACCEPT}, where a beat is missing; chosen with it. */
    private static final double SEARCH_BACK = 0.20;

    /** No ventricle beats again within 200 ms. */
    private static final double REFRACTORY_SECONDS = 0.20;

    /** The top of a T wave comes within this time after its R peak. */
    private static final double REPOLARISATION_SECONDS = 0.36;

    /** A T wave's top is within this time of its R peak, at 50 beats a minute still. */
    private static final double T_WAVE_SECONDS = 0.40;

    /**
     * Share of a QRS complex's steepness for its size that a T wave stays below. Chosen, with the
     * next two, on MIT-BIH, on noisy wearables and on made T waves of 0.6 to 2.5 times the R peak.
     */
    private static final double T_SHARPNESS = 0.7;

    /** A T wave may be steeper than a small R peak, but by no more than this. */
    private static final double T_STEEPNESS = 1.2;

    /** The bound on steepness while the heart repolarises; chosen as {@link #T_SHARPNESS}. */
    private static final double STEEPNESS_IN_REPOLARISATION = 0.6;

    /** A P wave is at most this long before its R peak and has at most this share of its slope. */
    private static final double P_WAVE_SECONDS = 0.3;

    /** See {@link #P_WAVE_SECONDS}; chosen on the MIT-BIH extracts. */
    private static final double P_STEEPNESS = 0.5;

    /** How far from a candidate its steepest slope is looked for: a QRS complex and no more. */
    private static final double STEEPNESS_REACH_SECONDS = 0.04;

    /** How long the filters of a segment swing in before maxima count. Chosen by hand. */
    private static final double START_SECONDS = 0.06;

    /** The surroundings in which a beat stands alone; chosen on the MIT-BIH extracts. */
    private static final double ISOLATION_SECONDS = 0.25;

    /**
     * The most that the surroundings have of a beat that stands alone; chosen on the MIT-BIH
     * extracts.
     */
    private static final double ISOLATION = 0.38;

    /**
     * Flutter is nearly a sine, which leaks less than this past one harmonic (Kuo and Dillman
     * 1978); the value was chosen on the MIT-BIH extracts.
     */
    private static final double FLUTTER_LEAKAGE = 0.58;

    private static final class Candidate {
        final long index;
        final double height;
        double steepness;
        double size;
        double level;
        boolean dominated;

        Candidate(long index, double height) {
            this.index = index;
            this.height = height;
        }

        double sharpness() {
            return steepness / Math.max(size, 1e-300);
        }
    }

    private final double rate;
    private final Consumer<Beat> out;
    private final BandPass bandPass;
    private final Delay slope;
    private final MovingAverage envelope1;
    private final MovingAverage envelope2;
    private final PeakPicker picker;
    private final RecentSize size;
    private final int lag;
    private final int slopeLag;
    private final int bandLag;
    private final int mask;
    private final double[] band;
    private final double[] changes;
    private final double[] envelope;
    private final double[] smoothed;
    private final ArrayDeque<Candidate> waiting = new ArrayDeque<>();
    private final ArrayDeque<Candidate> passed = new ArrayDeque<>();
    private final double[] recentIntervals = new double[15];
    private int intervalCount;
    private long count;
    private long origin;
    private Candidate last;
    private double lastPosition;
    private double lastSample;
    private double polarity;
    private double typicalAmplitude;
    private boolean first = true;

    /** A detector for {@code rateHertz} samples a second that hands each beat to {@code out}. */
    public QrsStream(double rateHertz, Consumer<Beat> out) {
        this.rate = rateHertz;
        this.out = out;
        bandPass = bandPass(rateHertz);
        slopeLag = 2 * Math.max(1, (int) Math.round(0.01 * rateHertz));
        slope = new Delay(slopeLag);
        envelope1 = new MovingAverage(MovingAverage.oddLength(0.09, rateHertz));
        envelope2 = new MovingAverage(MovingAverage.oddLength(0.05, rateHertz));
        picker = new PeakPicker((int) Math.round(0.1 * rateHertz));
        size = new RecentSize(1, rateHertz);
        bandLag = bandPass.lag();
        lag = slopeLag / 2 + envelope1.delay() + envelope2.delay();
        // A power of two, so that a place in the rings is found by a mask.
        int room = Integer.highestOneBit((int) ((LOOK_AHEAD_SECONDS + 8) * rateHertz)) * 2;
        mask = room - 1;
        smoothed = new double[room];
        envelope = new double[room];
        band = new double[room];
        changes = new double[room];
    }

    /** The detector's filter: about 4 to 25 Hz. */
    public static BandPass bandPass(double rateHertz) {
        return new BandPass(0.018, 0.13, rateHertz);
    }

    /** Takes one finite sample. */
    @Override
    public void next(double x) {
        lastSample = x;
        advance(x);
        while (!waiting.isEmpty()
                && waiting.peek().index + LOOK_AHEAD_SECONDS * rate < count - lag) {
            judge(waiting.poll());
        }
    }

    private void advance(double x) {
        size.next(x);
        double y = bandPass.next(x);
        band[(int) count & mask] = y;
        smoothed[(int) count & mask] = bandPass.newestSmooth();
        double change = Math.abs(y - slope.next(y));
        changes[(int) count & mask] = change;
        double e = envelope2.next(envelope1.next(change));
        envelope[(int) count & mask] = e;
        count++;
        // The first samples only show how the filters fill.
        if (picker.next(e)
                && !size.isRounding(picker.peakValue())
                && picker.peakIndex() - lag - bandLag > START_SECONDS * rate) {
            waiting.add(new Candidate(picker.peakIndex() - lag, picker.peakValue()));
        }
    }

    /** Ends the segment and judges the remaining candidates. The next sample starts a new one. */
    @Override
    public void finish() {
        if (count > 0) {
            long end = count;
            // Hold the last value until the filters have let the end through.
            int pad = lag + bandLag + (int) Math.round(ISOLATION_SECONDS * rate) + 2;
            for (int i = 0; i < pad; i++) {
                advance(lastSample);
            }
            while (!waiting.isEmpty()) {
                Candidate c = waiting.poll();
                if (c.index - bandLag < end) {
                    judge(c);
                }
            }
            origin += end;
        }
        count = 0;
        bandPass.reset();
        slope.reset();
        envelope1.reset();
        envelope2.reset();
        picker.reset();
        size.reset();
        passed.clear();
        waiting.clear();
        last = null;
        first = true;
        intervalCount = 0;
    }

    /** Skips {@code samples} that a gap took. */
    @Override
    public void skip(long samples) {
        origin += samples;
    }

    private void judge(Candidate c) {
        c.level = level(c);
        remember(c);
        if (c.dominated
                || c.height < ACCEPT * c.level
                || isRepolarisation(c)
                || isAtrial(c)
                || !isolated(c)) {
            return;
        }
        if (isFlutter(c)) {
            last = null;
            first = true;
            intervalCount = 0;
            return;
        }
        boolean filled = false;
        if (last != null && intervalCount >= 3) {
            double usual = medianInterval();
            if (c.index - last.index > 1.6 * usual) {
                filled = searchBack(last, c, usual);
            }
        }
        // Intervals made by searching back must not shorten what counts as usual.
        if (last != null && !filled) {
            recentIntervals[intervalCount++ % recentIntervals.length] = c.index - last.index;
        }
        accept(c);
    }

    private boolean isRepolarisation(Candidate c) {
        if (last == null) {
            return false;
        }
        double gap = (c.index - last.index) / rate;
        measure(c);
        measure(last);
        if (gap < REPOLARISATION_SECONDS
                && (c.height < 0.5 * last.height
                        || c.steepness < STEEPNESS_IN_REPOLARISATION * last.steepness)) {
            return true;
        }
        return gap < T_WAVE_SECONDS
                && c.steepness < T_STEEPNESS * last.steepness
                && c.sharpness() < T_SHARPNESS * last.sharpness()
                && isDullerThanTheNext(c);
    }

    private boolean isDullerThanTheNext(Candidate c) {
        for (Candidate p : waiting) {
            if (p.index - c.index > REFRACTORY_SECONDS * rate && p.height > ACCEPT * c.level) {
                measure(p);
                return c.sharpness() < T_SHARPNESS * p.sharpness();
            }
        }
        return true;
    }

    /** Whether a much steeper wave follows as a QRS complex follows its P wave. */
    private boolean isAtrial(Candidate c) {
        measure(c);
        for (Candidate p : waiting) {
            if (p.index - c.index > P_WAVE_SECONDS * rate) {
                return false;
            }
            measure(p);
            if (c.steepness < P_STEEPNESS * p.steepness && p.height > c.height) {
                return true;
            }
        }
        return false;
    }

    /** Finds how steep and how large a candidate is, once. */
    private void measure(Candidate c) {
        if (c.steepness > 0) {
            return;
        }
        int reach = (int) Math.round(STEEPNESS_REACH_SECONDS * rate);
        long low = Math.max(Math.max(0, c.index - reach), count - band.length);
        long high = Math.min(count - 1 - slopeLag / 2, c.index + reach);
        for (long i = low; i <= high; i++) {
            c.steepness = Math.max(c.steepness, changes[(int) (i + slopeLag / 2) & mask]);
            c.size = Math.max(c.size, Math.abs(at(i)));
        }
    }

    /** Whether the envelope falls off on both sides; in flutter and in noise it does not. */
    private boolean isolated(Candidate c) {
        long peak = c.index + lag;
        double limit = ISOLATION * c.height;
        int reach = (int) Math.round(ISOLATION_SECONDS * rate);
        return lowest(peak - reach, peak) < limit && lowest(peak, peak + reach) < limit;
    }

    /**
     * Whether the signal around the candidate is close to a sine wave of 2 to 5 Hz, as in
     * ventricular flutter and fibrillation: shifted by half its mean period it then cancels itself.
     */
    private boolean isFlutter(Candidate c) {
        if (!hasLikeNeighbour(c, passed) && !hasLikeNeighbour(c, waiting)) {
            return false;
        }
        int reach = (int) Math.round(1.5 * rate);
        long from = Math.max(0, c.index - reach);
        long to = Math.min(count, c.index + reach);
        double mean = 0;
        for (long i = from; i < to; i++) {
            mean += smoothAt(i);
        }
        mean /= to - from;
        double size = 0;
        double change = 0;
        for (long i = from + 1; i < to; i++) {
            size += Math.abs(smoothAt(i) - mean);
            change += Math.abs(smoothAt(i) - smoothAt(i - 1));
        }
        double period = change == 0 ? 0 : 2 * Math.PI * size / change;
        if (period < 0.2 * rate || period > 0.5 * rate) {
            return false;
        }
        int half = (int) Math.round(period / 2);
        double left = 0;
        double total = 0;
        for (long i = from + half; i < to; i++) {
            double a = smoothAt(i) - mean;
            double b = smoothAt(i - half) - mean;
            left += Math.abs(a + b);
            total += Math.abs(a) + Math.abs(b);
        }
        return left < FLUTTER_LEAKAGE * total;
    }

    /** Flutter's waves follow each other within 0.6 s: only then is it worth a look. */
    private boolean hasLikeNeighbour(Candidate c, Iterable<Candidate> others) {
        for (Candidate p : others) {
            if (p != c && Math.abs(p.index - c.index) < 0.6 * rate && p.height > 0.4 * c.height) {
                return true;
            }
        }
        return false;
    }

    private double smoothAt(long index) {
        return smoothed[(int) index & mask];
    }

    private double lowest(long from, long to) {
        double low = Double.POSITIVE_INFINITY;
        for (long i = Math.max(0, from); i <= Math.min(to, count - 1); i++) {
            low = Math.min(low, envelope[(int) i & mask]);
        }
        return low;
    }

    private boolean searchBack(Candidate from, Candidate to, double usual) {
        Candidate best = null;
        for (Candidate p : passed) {
            if (p.index > from.index + Math.max(0.5 * usual, REPOLARISATION_SECONDS * rate)
                    && p.index < to.index - 0.4 * usual
                    && !p.dominated
                    && p.height > SEARCH_BACK * p.level
                    && (best == null || p.height > best.height)) {
                best = p;
            }
        }
        if (best != null) {
            accept(best);
        }
        return best != null;
    }

    /**
     * Typical height of the strongest candidates around {@code c}; marks {@code c} if dominated.
     */
    private double level(Candidate c) {
        double[] blockMax = new double[(int) (2 * LOOK_AHEAD_SECONDS / BLOCK_SECONDS)];
        tally(c, c, blockMax);
        for (Candidate p : passed) {
            tally(c, p, blockMax);
        }
        for (Candidate p : waiting) {
            tally(c, p, blockMax);
        }
        Arrays.sort(blockMax);
        int empty = 0;
        while (empty < blockMax.length - 1 && blockMax[empty] == 0) {
            empty++;
        }
        return blockMax[empty + (blockMax.length - empty) / 2];
    }

    private void tally(Candidate c, Candidate p, double[] blockMax) {
        double seconds = (p.index - c.index) / rate;
        int block = (int) Math.floor((seconds + LOOK_AHEAD_SECONDS) / BLOCK_SECONDS);
        if (block >= 0 && block < blockMax.length) {
            blockMax[block] = Math.max(blockMax[block], p.height);
        }
        if (Math.abs(seconds) < REFRACTORY_SECONDS && p.height > c.height) {
            c.dominated = true;
        }
    }

    private void remember(Candidate c) {
        passed.add(c);
        for (Iterator<Candidate> it = passed.iterator(); it.hasNext(); ) {
            if (it.next().index >= c.index - LOOK_AHEAD_SECONDS * rate) {
                break;
            }
            it.remove();
        }
    }

    private void accept(Candidate c) {
        int reach = (int) Math.round(0.1 * rate);
        long low = Math.max(Math.max(0, c.index - reach), count - band.length);
        long high = Math.min(count - 1, c.index + reach);
        long top = low;
        long bottom = low;
        for (long i = low; i <= high; i++) {
            double v = at(i);
            if (v > at(top)) {
                top = i;
            }
            if (v < at(bottom)) {
                bottom = i;
            }
        }
        double up = Math.max(0, at(top));
        double down = Math.max(0, -at(bottom));
        polarity += 0.15 * ((up - down) / Math.max(up + down, 1e-300) - polarity);
        long peak = (polarity >= 0 ? up > 0.5 * down : up > 2 * down) ? top : bottom;
        double amplitude = at(peak);
        double position = peak - bandLag + vertex(peak);
        if (last != null && position - lastPosition < REFRACTORY_SECONDS * rate * 0.8) {
            return;
        }
        double size = Math.abs(amplitude);
        typicalAmplitude = first ? size : typicalAmplitude + 0.1 * (size - typicalAmplitude);
        double quality = Math.min(size, typicalAmplitude) / Math.max(size, typicalAmplitude);
        double seconds = (origin + Math.max(0, position)) / rate;
        out.accept(new Beat(seconds, amplitude, quality, first));
        first = false;
        last = c;
        lastPosition = position;
    }

    private double vertex(long peak) {
        if (peak < 1 || peak + 1 >= count || peak - 1 < count - band.length) {
            return 0;
        }
        return Parabola.vertex(at(peak - 1), at(peak), at(peak + 1));
    }

    private double at(long index) {
        return band[(int) index & mask];
    }

    private double medianInterval() {
        return Statistics.upperMedian(
                recentIntervals, Math.min(intervalCount, recentIntervals.length));
    }
}
