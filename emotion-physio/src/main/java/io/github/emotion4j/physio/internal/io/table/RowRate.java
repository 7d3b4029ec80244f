package io.github.emotion4j.physio.internal.io.table;

import io.github.emotion4j.core.BioBlock.Kind;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.physio.internal.io.channel.ChannelName;
import io.github.emotion4j.physio.internal.io.channel.PossibleRate;
import io.github.emotion4j.physio.internal.io.channel.Rhythm;
import io.github.emotion4j.physio.internal.io.input.TimeText;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * How many rows come a second: as the caller gives it, as the lines before the rows say it, or by
 * the times; and how many of a column that only some rows fill. Immutable.
 */
final class RowRate {
    /** Packets of several sensors, each in order, come late by less. */
    private static final double MOST_LATE_SECONDS = 1;

    /**
     * Of rows whose times fall by more: a clock that was set is one row, rows in no order are half.
     */
    private static final double MOST_LATE_ROWS = 0.05;

    /** A column of the rate, in Hz where it says no other unit. */
    private static final Pattern RATE_NAME =
            Pattern.compile(
                    "(?i)(sampl(e|ing)[ _-]?(rate|freq(uency)?)|fs|sfreq|srate)"
                            + "[ _]?([(\\[]?hz[)\\]]?)?");

    private final String file;
    private final FirstRows rows;
    private final TableClock clock;
    private final Set<Integer> channels;
    private final OptionalDouble given;
    private final OptionalDouble said;

    /**
     * The rate of rows.
     *
     * @param channels the columns that hold signals
     * @param given as the caller gives it
     * @param preamble what the lines before the rows say
     */
    RowRate(
            String file,
            FirstRows rows,
            TableClock clock,
            Set<Integer> channels,
            OptionalDouble given,
            Preamble preamble) {
        this.file = file;
        this.rows = rows;
        this.clock = clock;
        this.channels = channels;
        this.given = given;
        OptionalDouble stated = given.isPresent() ? given : preamble.rate();
        this.said = stated.isPresent() ? stated : inAColumn();
    }

    /** The rate that a column states in each row alike. */
    private OptionalDouble inAColumn() {
        for (int i = 0; i < rows.names().size(); i++) {
            if (RATE_NAME.matcher(rows.name(i)).matches()) {
                double[] values = rows.sorted(i);
                boolean alike =
                        values.length == rows.size() && values[0] == values[values.length - 1];
                if (alike && values[0] > 0) {
                    return OptionalDouble.of(values[0]);
                }
            }
        }
        return OptionalDouble.empty();
    }

    /** Whether someone gave a rate: who does knows what the columns are. */
    boolean isGiven() {
        return given.isPresent();
    }

    /** Whether a rate can be known. */
    boolean isKnown() {
        return said.isPresent() || clock.rising().length > 0;
    }

    /**
     * Rows a second.
     *
     * @throws InputException if there is no rate, or an impossible one
     */
    double hertz() {
        if (!clock.exists() && said.isEmpty()) {
            throw new InputException(
                    file,
                    "the table has no time column and names no rate; add a column \"time (s)\", or, in"
                            + " a program, give the rate by Recording.Part.of(path)"
                            + ".withFormat(TableFormat.ofRate(hertz))");
        }
        double rate = said.isPresent() ? said.getAsDouble() : timedRate();
        if (said.isPresent() && given.isEmpty() && clock.exists()) {
            double timed = clock.rising().length > 0 ? timedRate() : rate;
            boolean other = Math.abs(timed - rate) >= 0.1 * rate;
            rate = other ? timed : rate;
        }
        if (Double.isNaN(rate)) {
            throw new InputException(
                    file,
                    "too many rows have the same time, so that no rate can be computed; give them"
                            + " finer times, or, in a program, the rate with"
                            + " TableFormat.ofRate(...)");
        }
        return PossibleRate.checked(file, rate);
    }

    /**
     * Rates of columns that many rows leave empty, since rows of several sensors are merged: over
     * half of the rows, if evenly or if those have other numbers; or fewer, if evenly and those are
     * of another channel. Values that are lost as evenly have nothing in their place.
     */
    Map<Integer, Double> sparse(Map<Integer, ChannelName> channels) {
        Map<Integer, Double> sparse = new LinkedHashMap<>();
        for (Map.Entry<Integer, ChannelName> entry : channels.entrySet()) {
            int column = entry.getKey();
            int[] filled = rows(i -> clock.exists() && !Double.isNaN(rows.number(i, column)));
            int empty = rows.size() - filled.length;
            boolean even = isEven(filled);
            boolean between =
                    even
                            && (3 * empty >= rows.size()
                                    ? isBeside(column, channels::containsKey)
                                    : 10 * empty > rows.size() && isBeside(column, i -> false));
            boolean few = 2 * filled.length < rows.size() && (even || isBeside(column, i -> true));
            if (filled.length >= 3
                    && (few || between)
                    && entry.getValue().kind() != Kind.BEAT_INTERVAL) {
                double[] steps =
                        IntStream.range(1, filled.length)
                                .mapToDouble(
                                        i ->
                                                clock.seconds(filled[i])
                                                        - clock.seconds(filled[i - 1]))
                                .filter(d -> d > 0)
                                .sorted()
                                .toArray();
                if (steps.length > 0) {
                    double rate = between ? Rhythm.meanHertz(steps) : 1 / steps[steps.length / 2];
                    sparse.put(column, PossibleRate.checked(file, rate));
                }
            }
        }
        return sparse;
    }

    /**
     * Whether other columns have numbers in most rows in which this one has none.
     *
     * @param column this one
     * @param alsoBeside which of the others may have numbers in the other rows, too
     */
    private boolean isBeside(int column, IntPredicate alsoBeside) {
        int[] empty = rows(i -> Double.isNaN(rows.number(i, column)));
        int[] filled = rows(i -> !Double.isNaN(rows.number(i, column)));
        int[] others =
                IntStream.range(0, rows.width())
                        .filter(other -> other != column && !clock.has(other))
                        .filter(
                                other ->
                                        alsoBeside.test(other)
                                                || 2 * numbers(filled, other) < filled.length)
                        .toArray();
        return 2 * numbers(empty, others) > empty.length;
    }

    private int[] rows(IntPredicate isCounted) {
        return IntStream.range(0, rows.size()).filter(isCounted).toArray();
    }

    /** In how many of some rows one of the columns has a number. */
    private long numbers(int[] of, int... columns) {
        return Arrays.stream(of)
                .filter(i -> Arrays.stream(columns).anyMatch(c -> !Double.isNaN(rows.number(i, c))))
                .count();
    }

    /** Whether rows are as even as a grid that is jittered by less than three rows. */
    private static boolean isEven(int[] filled) {
        int last = filled.length - 1;
        return last > 0
                && IntStream.range(0, filled.length)
                        .allMatch(
                                i -> {
                                    double due =
                                            filled[0]
                                                    + (double) i
                                                            / last
                                                            * (filled[last] - filled[0]);
                                    return Math.abs(filled[i] - due) < 3;
                                });
    }

    /** The times of the rows that are samples; of all rows where none is one. */
    private double[] times() {
        double[] filled = times(i -> channels.stream().anyMatch(column -> isFilled(i, column)));
        return filled.length > 1 ? filled : times(i -> true);
    }

    private double[] times(IntPredicate isCounted) {
        return IntStream.range(0, rows.size())
                .filter(isCounted)
                .mapToDouble(clock::seconds)
                .filter(t -> !Double.isNaN(t))
                .toArray();
    }

    private boolean isFilled(int row, int column) {
        String[] fields = rows.rows().get(row);
        return column < fields.length && !fields[column].isEmpty();
    }

    /**
     * How far from its place the time of a value may be, for each of the columns.
     *
     * @param columns the columns
     * @param hertz the rate of rows
     * @param sparse the rates of columns that have their own
     */
    Map<Integer, Double> tolerances(
            Set<Integer> columns, double hertz, Map<Integer, Double> sparse) {
        Map<Integer, Double> tolerances = new LinkedHashMap<>();
        double[] all = clock.exists() ? times() : new double[0];
        for (int column : columns) {
            double rate = sparse.getOrDefault(column, hertz);
            double[] times =
                    sparse.containsKey(column)
                            ? times(i -> !Double.isNaN(rows.number(i, column)))
                            : all;
            // A packet more or less is no hole, as a sample or two are none of a fine clock.
            double seconds =
                    clock.resolution() > 0
                            ? Math.max(Rhythm.toleranceSeconds(rate), 1.5 * clock.resolution())
                            : Rhythm.toleranceSeconds(times, rate);
            tolerances.put(column, seconds);
        }
        return tolerances;
    }

    private double timedRate() {
        if (clock.sortedTimes().length == 0) {
            throw TimeText.unread(file, clock.text(rows.rows().get(0)));
        }
        double[] steps = clock.steps();
        double[] rising = clock.rising();
        long falling = Arrays.stream(steps).filter(d -> d < 0).count();
        long far = Arrays.stream(steps).filter(d -> d < -MOST_LATE_SECONDS).count();
        if (falling > 0.9 * steps.length || far > MOST_LATE_ROWS * steps.length) {
            throw new InputException(
                    file,
                    String.format(
                            Locale.ROOT,
                            "the times of %d of its first %d rows run backwards; sort the rows"
                                    + " by time",
                            falling,
                            steps.length + 1));
        }
        if (!channels.isEmpty() && channels.stream().allMatch(this::comesAgain)) {
            throw beginAgain(file, "begin again and again");
        }
        if (rising.length == 0) {
            throw new InputException(
                    file, "the time column does not rise, so that no rate can be computed from it");
        }
        if (clock.resolution() > 0) {
            return packetRate(rising);
        }
        double[] times = times();
        double even = Rhythm.evenHertz(times);
        if (Double.isNaN(even) && 2 * times.length < rows.size()) {
            even = Rhythm.evenHertz(times(i -> true)); // Most values are lost, and no row.
        }
        return Double.isNaN(even) ? Rhythm.meanHertz(steps) : even;
    }

    /** What is said of rows whose times cover a time twice. */
    static InputException beginAgain(String file, String where) {
        return new InputException(
                file,
                "the times of its rows "
                        + where
                        + "; join seconds and their parts to one column, and write the rows of each"
                        + " person, trial or device to a table of its own");
    }

    /**
     * Whether most values of a column are at times that it passed before: a clock that was set
     * leaves the time passed. Packets of several sensors pass each other's times, not their own.
     */
    private boolean comesAgain(int column) {
        double[] times =
                IntStream.range(0, rows.size())
                        .filter(i -> !Double.isNaN(rows.number(i, column)))
                        .mapToDouble(clock::seconds)
                        .toArray();
        double latest = Double.NEGATIVE_INFINITY;
        long again = 0;
        for (int i = 0; i + 1 < times.length; i++) {
            again += times[i] < latest && times[i] >= times[0] ? 1 : 0;
            // One that no other follows is astray.
            latest = times[i + 1] >= times[i] ? Math.max(latest, times[i]) : latest;
        }
        return 2 * again > times.length;
    }

    /**
     * The rate of rows of which several in turn have the same time: the rows of whole packets by
     * the time until the next. The first and the last may be cut. NaN for under two.
     */
    private double packetRate(double[] rising) {
        double usual = rising[rising.length / 2];
        double seconds = 0;
        int count = 0;
        int packets = 0;
        int begin = -1;
        for (int i = 1; i < rows.size(); i++) {
            double step = clock.seconds(i) - clock.seconds(i - 1);
            if (step > 0) {
                double length = begin < 0 ? 0 : clock.seconds(i) - clock.seconds(begin);
                if (length > 0 && length <= 10 * usual) {
                    seconds += length;
                    count += i - begin;
                    packets++;
                }
                begin = i;
            }
        }
        return packets < 2 ? Double.NaN : Rhythm.nominal(count / seconds);
    }
}
