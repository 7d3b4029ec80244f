package io.github.emotion4j.physio.internal.stream;

import io.github.emotion4j.physio.Ppg;
import io.github.emotion4j.physio.internal.dsp.BandPass;
import io.github.emotion4j.physio.internal.dsp.Parabola;
import io.github.emotion4j.physio.internal.dsp.PeakPicker;
import io.github.emotion4j.physio.internal.dsp.RecentSize;
import io.github.emotion4j.physio.internal.dsp.Statistics;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Systolic peaks of one gap-free segment of pulse wave, sample in, wave out.
 *
 * <p>Local maxima of the band-passed signal are candidates; each is judged once {@value
 * #LOOK_AHEAD_SECONDS} s of what follows are known, against the typical height around it and
 * against the greater peaks within about half a beat, which leaves out dicrotic waves.
 */
public final class PulseStream implements SegmentStage {
    /** Two waves at 40 beats a minute, so that each is judged by its neighbours. */
    private static final double LOOK_AHEAD_SECONDS = 3;

    /** A block holds a wave at 40 beats a minute. */
    private static final double BLOCK_SECONDS = 1.5;

    /** The share of the typical height around it that a wave needs. Chosen by hand. */
    private static final double ACCEPT = 0.35;

    /** 200 beats a minute; shorter distances are dicrotic waves. */
    private static final double SHORTEST_SECONDS = 0.30;

    /**
     * A candidate is the greatest value this far on both sides. Of 0.12 to 0.22 s, this one finds
     * most of a wristband's own beats (Stress-Predict: 46,778 of 51,770 within 50 ms, 46,626 with
     * 0.12), and no two in a wave whose top is cut off.
     */
    private static final double REACH_SECONDS = 0.18;

    /** The first rise of a wave is its rise if it has at least this share of the steepest slope. */
    private static final double FIRST_RISE = 0.75;

    private record Candidate(long index, double height) {}

    private final double rate;
    private final Consumer<Ppg.Wave> out;
    private final BandPass bandPass;
    private final PeakPicker picker;
    private final RecentSize size;
    private final int lag;
    private final double[] smooth;
    private final int mask;
    private final double[] band;
    private final ArrayDeque<Candidate> waiting = new ArrayDeque<>();
    private final ArrayDeque<Candidate> passed = new ArrayDeque<>();
    private final BeatTemplate template = new BeatTemplate();
    private final double[] recent = new double[9];
    private int recentCount;
    private long count;
    private long origin;
    private double lastPosition;
    private long lastPeak;
    private double lastSample;
    private boolean first = true;

    /** A detector for {@code rateHertz} samples a second that hands each wave to {@code out}. */
    public PulseStream(double rateHertz, Consumer<Ppg.Wave> out) {
        this.rate = rateHertz;
        this.out = out;
        bandPass = bandPass(rateHertz);
        picker = new PeakPicker((int) Math.round(REACH_SECONDS * rateHertz));
        size = new RecentSize(3, rateHertz);
        lag = bandPass.lag();
        // A power of two, so that a place in the rings is found by a mask.
        int room = Integer.highestOneBit((int) ((LOOK_AHEAD_SECONDS + 5) * rateHertz)) * 2;
        mask = room - 1;
        smooth = new double[room];
        band = new double[room];
    }

    /** The detector's filter: about 0.6 to 8 Hz. */
    public static BandPass bandPass(double rateHertz) {
        return new BandPass(0.06, 0.75, rateHertz);
    }

    /** Takes one finite sample. */
    @Override
    public void next(double x) {
        lastSample = x;
        advance(x);
        while (!waiting.isEmpty() && waiting.peek().index + LOOK_AHEAD_SECONDS * rate < count) {
            judge(waiting.poll());
        }
    }

    private void advance(double x) {
        size.next(x);
        double y = bandPass.next(x);
        int at = (int) count & mask;
        smooth[at] = bandPass.smooth();
        band[at] = y;
        count++;
        if (picker.next(y) && !size.isRounding(picker.peakValue())) {
            waiting.add(new Candidate(picker.peakIndex(), picker.peakValue()));
        }
    }

    /** Ends the segment and judges the remaining candidates. The next sample starts a new one. */
    @Override
    public void finish() {
        if (count > 0) {
            long end = count;
            int pad = lag + (int) Math.round(REACH_SECONDS * rate) + 2;
            for (int i = 0; i < pad; i++) {
                advance(lastSample);
            }
            while (!waiting.isEmpty()) {
                Candidate c = waiting.poll();
                if (c.index - lag < end) {
                    judge(c);
                }
            }
            origin += end;
        }
        count = 0;
        bandPass.reset();
        picker.reset();
        size.reset();
        waiting.clear();
        passed.clear();
        first = true;
        recentCount = 0;
    }

    /** Skips {@code samples} that a gap took. */
    @Override
    public void skip(long samples) {
        origin += samples;
    }

    private void judge(Candidate c) {
        double[] blockMax = new double[(int) (2 * LOOK_AHEAD_SECONDS / BLOCK_SECONDS)];
        double apart = recentCount < 4 ? SHORTEST_SECONDS * rate : separation();
        boolean dominated = tally(c, c, blockMax, apart);
        for (Candidate p : passed) {
            dominated |= tally(c, p, blockMax, apart);
        }
        for (Candidate p : waiting) {
            dominated |= tally(c, p, blockMax, apart);
        }
        passed.add(c);
        while (passed.peek().index < c.index - LOOK_AHEAD_SECONDS * rate) {
            passed.poll();
        }
        Arrays.sort(blockMax);
        int empty = 0;
        while (blockMax[empty] == 0) {
            empty++;
        }
        double level = blockMax[empty + (blockMax.length - 1 - empty) / 2];
        if (!dominated && c.height > ACCEPT * level) {
            accept(c);
        }
    }

    private boolean tally(Candidate c, Candidate p, double[] blockMax, double apart) {
        double seconds = (p.index - c.index) / rate;
        int block = (int) Math.floor((seconds + LOOK_AHEAD_SECONDS) / BLOCK_SECONDS);
        if (block >= 0 && block < blockMax.length) {
            blockMax[block] = Math.max(blockMax[block], p.height);
        }
        return Math.abs(p.index - c.index) < apart && p.height > c.height;
    }

    private double separation() {
        double usual = Statistics.upperMedian(recent, Math.min(recentCount, recent.length));
        return Math.max(SHORTEST_SECONDS * rate, Math.min(0.55 * usual, 0.7 * rate));
    }

    private void accept(Candidate c) {
        long peak = systolicPeak(c);
        long foot = foot(peak);
        double rise = steepest(foot, peak);
        double position = rise - lag;
        boolean tooSoon = !first && position - lastPosition < SHORTEST_SECONDS * 0.8 * rate;
        if (position < 0 || tooSoon) {
            return;
        }
        double height = at(smooth, peak) - at(smooth, foot);
        double half = at(smooth, foot) + height / 2;
        double up = crossing(peak, -1, half, 0.6);
        double down = crossing(peak, 1, half, 0.8);
        if (!first) {
            recent[recentCount++ % recent.length] = position - lastPosition;
        }
        out.accept(
                new Ppg.Wave(
                        (origin + position) / rate,
                        (origin + Math.max(0, peak - lag + vertex(peak))) / rate,
                        c.height,
                        template.compare(shape(rise)),
                        first,
                        height,
                        at(smooth, foot),
                        (peak - foot) / rate,
                        (down - up) / rate));
        first = false;
        lastPosition = position;
        lastPeak = peak;
    }

    /**
     * Where the wave rises fastest between its foot and its peak, by a parabola through the slopes.
     * A peak may jump between two humps of one wave; the rise before both does not.
     */
    private double steepest(long foot, long peak) {
        long best = Math.max(foot, 1);
        for (long i = best; i <= peak; i++) {
            if (slope(i) > slope(best)) {
                best = i;
            }
        }
        double enough = FIRST_RISE * slope(best);
        for (long i = Math.max(foot, 1); i < best; i++) {
            if (slope(i) >= enough && slope(i) >= slope(i - 1) && slope(i) > slope(i + 1)) {
                best = i;
            }
        }
        return best + Parabola.peak(slope(best - 1), slope(best), slope(best + 1));
    }

    private double slope(long i) {
        return at(smooth, Math.min(count - 1, i + 1)) - at(smooth, Math.max(0, i - 1));
    }

    /** The peak of the wave itself, which the high-pass may have shifted. */
    private long systolicPeak(Candidate c) {
        long peak = c.index;
        long reach = Math.max(1, Math.round(0.08 * rate));
        long to = Math.min(count - 2, c.index + reach);
        for (long i = Math.max(1, c.index - reach); i <= to; i++) {
            if (at(smooth, i) > at(smooth, peak)) {
                peak = i;
            }
        }
        return peak;
    }

    /** The lowest place between the wave before and the peak, at most 0.6 s before it. */
    private long foot(long peak) {
        long foot = peak;
        long earliest = Math.max(1, Math.max(peak - (long) (0.6 * rate), count - band.length));
        for (long i = peak - 1; i > earliest; i--) {
            if (at(smooth, i) < at(smooth, foot)) {
                foot = i;
            }
            if (!first && i <= lastPeak) {
                break;
            }
        }
        return foot;
    }

    /** The band-passed wave from 0.2 s before its steepest rise to 0.6 s after it. */
    private double[] shape(double rise) {
        double[] shape = new double[BeatTemplate.POINTS];
        for (int i = 0; i < shape.length; i++) {
            double place = rise + (i / (shape.length - 1.0) * 0.8 - 0.2) * rate;
            long k = Math.max(0, Math.min(count - 2, (long) Math.floor(place)));
            double share = Math.max(0, Math.min(1, place - k));
            shape[i] = (1 - share) * at(band, k) + share * at(band, k + 1);
        }
        return shape;
    }

    /** Where the wave crosses {@code level} on the way from its peak, within {@code seconds}. */
    private double crossing(long peak, int direction, double level, double seconds) {
        long limit = Math.round(seconds * rate);
        for (long step = 1; step < limit; step++) {
            long i = peak + direction * step;
            if (i < 0 || i >= count || i < count - smooth.length) {
                break;
            }
            if (at(smooth, i) <= level) {
                double before = at(smooth, i - direction);
                double share = (before - level) / Math.max(before - at(smooth, i), 1e-300);
                return i - direction + direction * share;
            }
        }
        return peak + (double) (direction * limit);
    }

    private double vertex(long peak) {
        if (peak < 1 || peak + 1 >= count) {
            return 0;
        }
        return Parabola.peak(at(smooth, peak - 1), at(smooth, peak), at(smooth, peak + 1));
    }

    private static double at(double[] ring, long index) {
        return ring[(int) index & (ring.length - 1)];
    }
}
