package io.github.emotion4j.physio.internal.check;

import io.github.emotion4j.core.BioBlock.Kind;
import io.github.emotion4j.core.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Checks the stated sample rate of an ECG or a pulse wave by how often the signal repeats itself. A
 * heart that seems to beat over 220 or under 25 times a minute for long has another rate than is
 * said: 1,000 Hz that are declared as 4,000 Hz make 70 beats a minute 280. Detectors of beats do
 * not show this, since they look for beats at the pace of hearts alone.
 *
 * <p>Pieces of {@value #PIECE_SECONDS} s are judged by their autocorrelation until {@value
 * #MAX_PIECES} were clear; memory does not grow. Of 48 extracts of MIT-BIH, 35 recordings of a
 * wristband and 50 extracts of a noisy ECG none is doubted at its true rate; at four times of it 29
 * and 20 of the first two are, at a quarter 37 of the first. Confined to one thread.
 */
public final class RateCheck {
    /** Holds two periods of the slowest rate that is looked for. */
    private static final double PIECE_SECONDS = 12;

    /** So many clear pieces are judged: a rate is stated once. */
    private static final int MAX_PIECES = 8;

    /** Ten minutes without clear pieces are noise, in which there is none later either. */
    private static final int MAX_JUDGED = 50;

    /** Fewer could be chance. */
    private static final int MIN_PIECES = 3;

    /** Of clear pieces must say the same. */
    private static final double MIN_SHARE = 0.75;

    /** The rule of 220 less the age is the most that a heart is expected to reach. */
    public static final double MAX_BPM = 220;

    /** The slowest resting hearts of athletes known beat 26 to 28 times a minute. */
    public static final double MIN_BPM = 25;

    /** The usual rate at rest, of which the factor is told. */
    private static final double USUAL_BPM = 70;

    /** The signal is thinned to 200 to 400 samples a second. */
    private static final double LEAST_HERTZ = 200;

    /** A QRS complex of half the width of a usual one still stands out of the mean over it. */
    private static final double SMOOTHED_SECONDS = 0.02;

    /** The same of a wave that is four times as wide. */
    private static final double WIDE_SECONDS = 0.2;

    /** The lags of 500 and 12 beats a minute. */
    private static final double MIN_LAG_SECONDS = 0.12;

    /** See {@link #MIN_LAG_SECONDS}. */
    private static final double MAX_LAG_SECONDS = 5;

    /** A piece that repeats itself less is noise. Chosen on simulated signals, as the next two. */
    private static final double CLEAR = 0.4;

    /** A heart's wave is short and steep; the slope of sines, as of breath and mains, is not. */
    private static final double MIN_SKEWNESS = 0.5;

    /** Of the highest peak, at which the first one is the period and not a part of it. */
    private static final double PERIOD = 0.7;

    /** Of the highest peak, which a lesser one at the pace of a heart does not reach by chance. */
    private static final double LESS = 0.5;

    /** Of the steepest place of a piece, where a beat begins; T waves and echoes are less steep. */
    private static final double STEEP = 0.5;

    /** Where it is over. */
    private static final double STEEP_OVER = 0.25;

    private final Kind kind;
    private final double rate;
    private final int every;
    private final double[] piece;
    private int size;
    private double sum;
    private int summed;
    private int judged;
    private int clear;
    private int fast;
    private int slow;
    private double fastBpm;
    private double slowBpm;

    /**
     * A check.
     *
     * @param kind what the signal is said to be; other than of an ECG or a pulse there is no issue
     * @param sampleRateHertz the rate that is said
     */
    public RateCheck(Kind kind, double sampleRateHertz) {
        this.kind = kind;
        this.rate = sampleRateHertz;
        this.every = (int) Math.max(1, sampleRateHertz / LEAST_HERTZ);
        boolean checked = kind == Kind.ECG || kind == Kind.PPG;
        this.piece = new double[checked ? (int) (PIECE_SECONDS * sampleRateHertz / every) : 0];
    }

    /** Takes the next sample; one that is missing ends a piece that is not whole. */
    public void accept(double value) {
        if (piece.length == 0 || clear == MAX_PIECES || judged == MAX_JUDGED) {
            return;
        }
        if (!Double.isFinite(value)) {
            skip();
            return;
        }
        sum += value;
        summed++;
        if (summed == every) {
            piece[size++] = sum / every;
            sum = 0;
            summed = 0;
            if (size == piece.length) {
                judge();
                judged++;
                size = 0;
            }
        }
    }

    /** Samples are missing. */
    public void skip() {
        size = 0;
        sum = 0;
        summed = 0;
    }

    /** That the rate may be wrong; empty where it is possible or too little is known. */
    public List<Reason> issues() {
        boolean tooFast = fast >= MIN_PIECES && fast >= MIN_SHARE * clear;
        boolean tooSlow = slow >= MIN_PIECES && slow >= MIN_SHARE * clear;
        if (!tooFast && !tooSlow) {
            return List.of();
        }
        double bpm = tooFast ? fastBpm / fast : slowBpm / slow;
        double factor = tooFast ? bpm / USUAL_BPM : USUAL_BPM / bpm;
        return List.of(
                new Reason(
                        "implausible-rate",
                        String.format(
                                Locale.ROOT,
                                "%s: at %.5g Hz the heart beats about %.0f times a minute, which"
                                        + " none does; the sample rate may be about %.0f times too"
                                        + " %s, give the true one",
                                kind.label(),
                                rate,
                                bpm,
                                factor,
                                tooFast ? "high" : "low")));
    }

    private void judge() {
        double hertz = rate / every;
        double[] narrow = changes(SMOOTHED_SECONDS, hertz);
        double[] wide = changes(WIDE_SECONDS, hertz);
        int from = (int) Math.ceil(MIN_LAG_SECONDS * hertz) + 1;
        int to = (int) (MAX_LAG_SECONDS * hertz);
        double[] likeness = likeness(narrow, to + 1);
        double[] wideLikeness = likeness(wide, to + 1);
        double highest = isSteep(narrow) ? highestPeak(likeness, from, to) : 0;
        double widest = isSteep(wide) ? highestPeak(wideLikeness, from, to) : 0;
        if (Math.max(highest, widest) < CLEAR) {
            return;
        }
        clear++;
        double bpm = 60 * hertz / period(likeness, highest, from, to);
        double between = leastBetween(wide) / hertz;
        int fastest = Math.max(from, (int) (60 * hertz / MAX_BPM));
        int slowest = (int) (60 * hertz / MIN_BPM);
        if (highest >= CLEAR && bpm > MAX_BPM) {
            fast++;
            fastBpm += bpm;
        } else if (widest >= CLEAR
                && between > 60 / MIN_BPM
                && highestPeak(wideLikeness, fastest, slowest) < LESS * widest) {
            slow++;
            slowBpm += 60 / between;
        }
    }

    /** Whether there are a few steep places, as of a heart, and not the slope of a sine. */
    private static boolean isSteep(double[] slope) {
        return skewness(Arrays.stream(slope).map(Math::abs).toArray()) >= MIN_SKEWNESS;
    }

    /** The first lag of a high peak that is followed by one at twice the lag; else the last lag. */
    private static int period(double[] likeness, double highest, int from, int to) {
        int lag = from;
        while (lag < to && likeness[lag] > LESS * highest) {
            lag++; // A slow signal is like itself a moment later.
        }
        while (lag < to && !(isPeak(likeness, lag) && likeness[lag] >= PERIOD * highest)) {
            lag++;
        }
        // The parts of a slow wave are as near to each other as fast beats, but do not go on so.
        boolean goesOn =
                lag <= to / 2.2
                        && highestPeak(likeness, (int) (1.9 * lag), (int) (2.1 * lag) + 1)
                                >= LESS * highest;
        return goesOn ? lag : to;
    }

    private static double highestPeak(double[] x, int from, int to) {
        double highest = 0;
        for (int i = from; i <= to; i++) {
            highest = isPeak(x, i) ? Math.max(highest, x[i]) : highest;
        }
        return highest;
    }

    /** The least distance of the steep places of a piece; 0 where there are under two. */
    private static double leastBetween(double[] x) {
        double top = Arrays.stream(x).max().orElse(0);
        double least = 0;
        int last = -1;
        boolean steep = false;
        for (int i = 0; i < x.length; i++) {
            if (!steep && x[i] > STEEP * top) {
                least = last < 0 ? 0 : least == 0 ? i - last : Math.min(least, i - last);
                last = i;
                steep = true;
            } else if (x[i] < STEEP_OVER * top) {
                steep = false;
            }
        }
        return least;
    }

    private static boolean isPeak(double[] x, int i) {
        return x[i] > x[i - 1] && x[i] >= x[i + 1];
    }

    /**
     * The slope of the smoothed piece; of an ECG without its sign, since its waves are too short to
     * lie on each other from beat to beat.
     */
    private double[] changes(double seconds, double hertz) {
        int width = Math.max(1, (int) Math.round(seconds * hertz));
        double[] x = new double[piece.length - 1];
        for (int i = 0; i < x.length; i++) {
            double change = piece[i + 1] - piece[i];
            x[i] = kind == Kind.ECG ? Math.abs(change) : change;
        }
        double[] smooth = new double[x.length - width + 1];
        for (int i = 0; i < smooth.length; i++) {
            for (int k = 0; k < width; k++) {
                smooth[i] += x[i + k];
            }
        }
        return smooth;
    }

    private static double skewness(double[] x) {
        double mean = Arrays.stream(x).average().orElse(0);
        double square = Arrays.stream(x).map(v -> (v - mean) * (v - mean)).average().orElse(0);
        double cube = Arrays.stream(x).map(v -> Math.pow(v - mean, 3)).average().orElse(0);
        return square > 0 ? cube / Math.pow(square, 1.5) : 0;
    }

    /** The correlation of a signal with itself by lag. */
    private static double[] likeness(double[] slope, int most) {
        double mean = Arrays.stream(slope).average().orElse(0);
        double[] x = Arrays.stream(slope).map(v -> v - mean).toArray();
        double[] likeness = new double[most + 1];
        double power = Arrays.stream(x).map(v -> v * v).sum() / x.length;
        for (int lag = 0; lag <= most; lag++) {
            double product = 0;
            for (int i = 0; i + lag < x.length; i++) {
                product += x[i] * x[i + lag];
            }
            likeness[lag] = power > 0 ? product / (x.length - lag) / power : 0;
        }
        return likeness;
    }
}
