package io.github.emotion4j.physio.hrv;

import io.github.emotion4j.physio.Beat;
import io.github.emotion4j.physio.internal.check.Rates;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Inter-beat intervals with the time each ends at. Immutable and thread-safe.
 *
 * <p>Where beats are missing the series is broken: the interval after a break does not {@linkplain
 * #adjoins adjoin} the one before, and no difference is taken between the two.
 *
 * <pre>{@code
 * Intervals intervals = Intervals.ofMillis(812, 790, 805, 830); // ms
 * double rmssd = TimeDomain.of(intervals).rmssdMillis();
 * }</pre>
 */
public final class Intervals {
    /** Clocks of beats and their intervals differ by a sample of a slow sensor, 1/32 s at most. */
    private static final double JOINED_SECONDS = 0.05;

    /**
     * What varies less is steady: a microsecond is more than the rounding of times since 1970, and
     * less than any clock of beats shows.
     */
    static final double STEADY_MILLIS = 1e-3;

    private final double[] millis;
    private final double[] endSeconds;
    private final boolean[] adjoins;

    private Intervals(double[] millis, double[] endSeconds, boolean[] adjoins) {
        this.millis = millis;
        this.endSeconds = endSeconds;
        this.adjoins = adjoins;
    }

    /**
     * Intervals that follow each other without a break.
     *
     * @param millis the intervals in ms, each finite and above 0
     * @return the series, its first beat at 0 s
     * @throws IllegalArgumentException if an interval is not above 0
     */
    public static Intervals ofMillis(double... millis) {
        double[] ends = new double[millis.length];
        boolean[] adjoins = new boolean[millis.length];
        double time = 0;
        for (int i = 0; i < millis.length; i++) {
            if (!(millis[i] > 0) || Double.isInfinite(millis[i])) {
                throw new IllegalArgumentException(
                        "millis[" + i + "] must be above 0 and finite, not " + millis[i]);
            }
            time += millis[i] / 1000;
            ends[i] = time;
            adjoins[i] = i > 0;
        }
        return new Intervals(millis.clone(), ends, adjoins);
    }

    /**
     * Intervals between beats. A beat that is {@linkplain Beat#first() first} ends none, nor does
     * one more than 3 s after the beat before: the series is broken there.
     *
     * @param beats beats in the order of time
     * @return the series
     * @throws IllegalArgumentException if a beat that ends an interval does not come after the one
     *     before
     */
    public static Intervals between(List<Beat> beats) {
        double[] millis = new double[beats.size()];
        double[] ends = new double[beats.size()];
        boolean[] adjoins = new boolean[beats.size()];
        int n = 0;
        boolean joined = false;
        for (int i = 0; i < beats.size(); i++) {
            if (i == 0 || beats.get(i).first()) {
                joined = false;
                continue;
            }
            double interval = beats.get(i).seconds() - beats.get(i - 1).seconds();
            if (!(interval > 0)) {
                throw new IllegalArgumentException(
                        "beat " + i + " does not come after beat " + (i - 1));
            }
            if (interval > Rates.LONGEST_INTERVAL_SECONDS) {
                joined = false;
                continue;
            }
            millis[n] = interval * 1000;
            ends[n] = beats.get(i).seconds();
            adjoins[n++] = joined;
            joined = true;
        }
        return new Intervals(
                Arrays.copyOf(millis, n), Arrays.copyOf(ends, n), Arrays.copyOf(adjoins, n));
    }

    /**
     * Intervals between the beats of rising times, without a break.
     *
     * @param seconds times of the beats
     * @return one interval fewer than beats
     * @throws IllegalArgumentException if the times do not rise, or one is not finite
     */
    public static Intervals betweenSeconds(double... seconds) {
        checkFinite("seconds", seconds);
        int n = Math.max(0, seconds.length - 1);
        double[] millis = new double[n];
        double[] ends = new double[n];
        boolean[] adjoins = new boolean[n];
        for (int i = 0; i < n; i++) {
            millis[i] = (seconds[i + 1] - seconds[i]) * 1000;
            if (!(millis[i] > 0)) {
                throw new IllegalArgumentException(
                        "beat " + (i + 1) + " does not come after beat " + i);
            }
            ends[i] = seconds[i + 1];
            adjoins[i] = i > 0;
        }
        return new Intervals(millis, ends, adjoins);
    }

    /**
     * Intervals that were measured elsewhere, with the times of their beats. An interval adjoins
     * the one before where it starts, within 50 ms, at the beat that ended that one; where it
     * starts later, beats are missing between.
     *
     * @param endSeconds when the beat that ends each interval was, rising
     * @param millis the intervals in ms, each finite and above 0
     * @return the series
     * @throws IllegalArgumentException if the lengths differ, a time does not rise or is not
     *     finite, or an interval is not above 0
     */
    public static Intervals timed(double[] endSeconds, double[] millis) {
        if (endSeconds.length != millis.length) {
            throw new IllegalArgumentException(
                    millis.length + " intervals need as many times, not " + endSeconds.length);
        }
        checkFinite("endSeconds", endSeconds);
        boolean[] adjoins = new boolean[millis.length];
        for (int i = 0; i < millis.length; i++) {
            if (!(millis[i] > 0) || Double.isInfinite(millis[i])) {
                throw new IllegalArgumentException(
                        "millis[" + i + "] must be above 0 and finite, not " + millis[i]);
            }
            if (i > 0 && !(endSeconds[i] > endSeconds[i - 1])) {
                throw new IllegalArgumentException(
                        "beat " + i + " does not come after beat " + (i - 1));
            }
            adjoins[i] =
                    i > 0
                            && Math.abs(endSeconds[i] - endSeconds[i - 1] - millis[i] / 1000)
                                    < JOINED_SECONDS;
        }
        return new Intervals(millis.clone(), endSeconds.clone(), adjoins);
    }

    private static void checkFinite(String name, double[] seconds) {
        for (int i = 0; i < seconds.length; i++) {
            if (!Double.isFinite(seconds[i])) {
                throw new IllegalArgumentException(
                        name + "[" + i + "] must be finite, not " + seconds[i]);
            }
        }
    }

    static Intervals of(double[] millis, double[] endSeconds, boolean[] adjoins, int n) {
        return new Intervals(
                Arrays.copyOf(millis, n), Arrays.copyOf(endSeconds, n), Arrays.copyOf(adjoins, n));
    }

    /** {@return how many intervals there are, at least 0} */
    public int size() {
        return millis.length;
    }

    /**
     * One interval.
     *
     * @param index its index, from 0
     * @return ms, above 0
     */
    public double millis(int index) {
        return millis[index];
    }

    /**
     * When the beat that ends an interval was.
     *
     * @param index the interval's index
     * @return seconds from the start of the stream
     */
    public double endSeconds(int index) {
        return endSeconds[index];
    }

    /**
     * Whether an interval begins with the beat that ended the interval before it.
     *
     * @param index the interval's index
     * @return false for the first interval and after each break
     */
    public boolean adjoins(int index) {
        return adjoins[index];
    }

    /**
     * All intervals.
     *
     * @return a fresh array, in ms
     */
    public double[] toArray() {
        return millis.clone();
    }

    /**
     * The intervals that end within a span.
     *
     * @param fromSeconds the span's start, inclusive
     * @param toSeconds the span's end, exclusive
     * @return the part; its first interval adjoins none
     */
    public Intervals within(double fromSeconds, double toSeconds) {
        int from = lowerBound(fromSeconds);
        int to = Math.max(from, lowerBound(toSeconds));
        boolean[] joined = Arrays.copyOfRange(adjoins, from, to);
        if (joined.length > 0) {
            joined[0] = false;
        }
        return new Intervals(
                Arrays.copyOfRange(millis, from, to),
                Arrays.copyOfRange(endSeconds, from, to),
                joined);
    }

    /**
     * These intervals without missed, extra, misplaced and ectopic beats.
     *
     * <p>After Lipponen and Tarvainen 2019, doi:10.1080/03091902.2019.1640306. An extra beat is
     * taken out, its two intervals becoming one; a missed beat is put in at the middle; the
     * interval of an ectopic or misplaced beat is replaced by the line between the nearest sound
     * intervals, and times stay as they were. One pass; correct the result again if many beats were
     * wrong. Breaks are kept; each segment between breaks is corrected on its own, and segments
     * under five intervals are returned as they are. {@link HeartRateVariability#of} corrects by
     * itself.
     *
     * @return the corrected series and the corrections
     */
    public Correction corrected() {
        return IntervalCorrector.correct(this);
    }

    /**
     * The corrections.
     *
     * @param intervals the corrected series
     * @param ectopic ectopic beats whose intervals were replaced
     * @param missed beats put in
     * @param extra beats taken out
     * @param misplaced beats too early or late whose intervals were replaced
     */
    public record Correction(
            Intervals intervals, int ectopic, int missed, int extra, int misplaced) {
        /** {@return the corrected beats as a share of the intervals, in [0, 1]} */
        public double artefactShare() {
            int all = Math.max(1, intervals.size());
            return Math.min(1, (ectopic + missed + extra + misplaced) / (double) all);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Intervals that
                && Arrays.equals(millis, that.millis)
                && Arrays.equals(endSeconds, that.endSeconds)
                && Arrays.equals(adjoins, that.adjoins);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(millis) + Arrays.hashCode(endSeconds);
    }

    @Override
    public String toString() {
        return millis.length == 0
                ? "no intervals"
                : String.format(
                        Locale.ROOT,
                        "%d intervals of %.0f ms in the mean",
                        millis.length,
                        Arrays.stream(millis).average().getAsDouble());
    }

    private int lowerBound(double seconds) {
        int at = Arrays.binarySearch(endSeconds, seconds);
        return at >= 0 ? at : -at - 1;
    }

    /** Intervals from one to another, exclusive. */
    record Segment(int from, int to) {}

    /** The parts between breaks of over a length. */
    List<Segment> segments(double breakSeconds) {
        List<Segment> segments = new ArrayList<>();
        int from = 0;
        for (int i = 1; i <= millis.length; i++) {
            if (i == millis.length
                    || !(endSeconds[i] - endSeconds[i - 1] < breakSeconds + millis[i] / 1000)) {
                segments.add(new Segment(from, i));
                from = i;
            }
        }
        return segments;
    }

    /** Time from beat to beat in a part of the series, without its breaks. */
    double coveredSeconds(Segment segment) {
        return coveredSeconds(segment.from, segment.to);
    }

    /** Time from beat to beat in the whole series, without its breaks. */
    double coveredSeconds() {
        return coveredSeconds(0, millis.length);
    }

    /** Time from the first beat of a part of the series to its last. */
    double spanSeconds(Segment segment) {
        return endSeconds[segment.to - 1] - endSeconds[segment.from];
    }

    private double coveredSeconds(int from, int to) {
        double covered = 0;
        for (int i = from + 1; i < to; i++) {
            covered += adjoins[i] ? endSeconds[i] - endSeconds[i - 1] : 0;
        }
        return covered;
    }

    double[] ends() {
        return endSeconds;
    }

    double[] values() {
        return millis;
    }
}
