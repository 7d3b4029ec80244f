package io.github.emotion4j.physio.internal.io.channel;

import io.github.emotion4j.core.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleConsumer;

/**
 * Assigns samples with time stamps to an even grid, without bridging gaps.
 *
 * <p>A sample takes the next place on the grid while its time is within the tolerance of that
 * place's; jitter and coarse clocks do no harm. If it is later, it waits for the next: when that is
 * later too, the places between are a hole; when it is not, the one time was astray, and its place
 * becomes NaN. A sample that is earlier is left out, until times have run on from an earlier one
 * for 10 s: then the clock was set back, and later samples continue after the last place, less what
 * was left out. A value that is not finite is NaN. What is wrong with times is counted. O(1)
 * memory; confined to one thread.
 */
final class TimeGrid {
    /** Clocks that stay back for this long were set back. */
    private static final double LASTING_SECONDS = 10;

    /** Takes the places of a grid, in order. */
    @FunctionalInterface
    public interface Places extends DoubleConsumer {
        /**
         * Receives places without a value; by default as that many NaN.
         *
         * @param places how many, above 0; of a long hole, many
         */
        default void skip(long places) {
            for (long i = 0; i < places; i++) {
                accept(Double.NaN);
            }
        }
    }

    private final double rate;
    private final double tolerance;
    private final Places out;
    private double origin = Double.NaN;
    private long placed;
    private double latest = Double.NEGATIVE_INFINITY;
    private boolean waits;
    private double waitingSeconds;
    private double waitingValue;
    private double earlierSince = Double.NaN;
    private double earlierLast;
    private long backwards;
    private long stepsBack;
    private long astray;
    private long untimed;
    private long gaps;

    /**
     * A grid.
     *
     * @param sampleRateHertz places per second, above 0
     * @param toleranceSeconds how far a time may be from its place's, at least half a sample
     * @param out takes the values in order, NaN where one is missing
     * @throws IllegalArgumentException if the rate is not positive or the tolerance under half a
     *     sample
     */
    public TimeGrid(double sampleRateHertz, double toleranceSeconds, Places out) {
        if (!(sampleRateHertz > 0) || !(toleranceSeconds * sampleRateHertz >= 0.5)) {
            throw new IllegalArgumentException(
                    "a grid needs a rate above 0 and a tolerance of half a sample or more, not "
                            + sampleRateHertz
                            + " Hz and "
                            + toleranceSeconds
                            + " s");
        }
        this.rate = sampleRateHertz;
        this.tolerance = toleranceSeconds;
        this.out = out;
    }

    /**
     * Takes a sample.
     *
     * @param seconds its time on any clock; NaN where it has none, and is left out
     * @param value its value, or NaN
     */
    public void accept(double seconds, double value) {
        if (!Double.isFinite(seconds)) {
            untimed++;
            return;
        }
        if (Double.isNaN(origin)) {
            origin = seconds;
        }
        if (waits) {
            waits = false;
            if (seconds >= waitingSeconds - tolerance) {
                place(waitingSeconds, waitingValue);
            } else {
                astray++;
                out.accept(Double.NaN);
                placed++;
            }
        }
        if (seconds < latest - tolerance || seconds < due() - tolerance) {
            if (!isSetBack(seconds)) {
                backwards++;
                return;
            }
            stepsBack++;
            origin = earlierSince - placed / rate;
            latest = Double.NEGATIVE_INFINITY;
        } else if (seconds > due() + tolerance) {
            waits = true;
            waitingSeconds = seconds;
            waitingValue = value;
            return;
        }
        earlierSince = Double.NaN;
        place(seconds, value);
    }

    private double due() {
        return origin + placed / rate;
    }

    /** Whether times have run on from an earlier one for long. */
    private boolean isSetBack(double seconds) {
        boolean runsOn =
                seconds >= earlierLast - tolerance
                        && seconds <= earlierLast + 1 + 2 / rate + tolerance;
        if (Double.isNaN(earlierSince) || !runsOn) {
            earlierSince = seconds;
        }
        earlierLast = seconds;
        return seconds - earlierSince > LASTING_SECONDS;
    }

    private void place(double seconds, double value) {
        latest = Math.max(latest, seconds);
        if (seconds > due() + tolerance) {
            long holes = Math.round((seconds - due()) * rate);
            gaps++;
            out.skip(holes);
            placed += holes;
        }
        out.accept(Double.isFinite(value) ? value : Double.NaN);
        placed++;
    }

    /** Places a sample that waits for the next one. The grid may continue afterwards. */
    public void finish() {
        if (waits) {
            waits = false;
            place(waitingSeconds, waitingValue);
        }
    }

    /**
     * What was wrong with the times so far.
     *
     * @return reasons with the codes {@code time-gaps}, {@code time-backwards}, {@code
     *     time-set-back}, {@code time-outlier} and {@code no-time}; empty where each sample had its
     *     place
     */
    public List<Reason> issues() {
        List<Reason> issues = new ArrayList<>();
        told(issues, "time-gaps", gaps, "hole(s) in time");
        told(
                issues,
                "time-backwards",
                backwards,
                "sample(s) left out because their time went back or has another sample");
        told(issues, "time-set-back", stepsBack, "time(s) the clock was set back for good");
        told(
                issues,
                "time-outlier",
                astray,
                "sample(s) left out because only their time was far ahead");
        told(issues, "no-time", untimed, "sample(s) left out because they have no time");
        return issues;
    }

    private static void told(List<Reason> issues, String code, long count, String what) {
        if (count > 0) {
            issues.add(new Reason(code, String.format(Locale.ROOT, "%d %s", count, what)));
        }
    }

    /**
     * Samples left out because their time went back or was taken.
     *
     * @return how many
     */
    public long backwards() {
        return backwards;
    }
}
