package io.github.emotion4j.physio.internal.io.table;

import io.github.emotion4j.core.BioBlock.Kind;
import io.github.emotion4j.physio.internal.check.Rates;
import io.github.emotion4j.physio.internal.io.channel.ChannelName;
import io.github.emotion4j.physio.internal.io.channel.ChannelNaming;
import io.github.emotion4j.physio.internal.io.channel.PossibleRate;
import io.github.emotion4j.physio.internal.io.input.Numbers;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The channels of a table on the clock of its rows: those whose values cannot come at these times
 * are left out by name, and the others have their rates. Confined to one thread.
 */
final class TimedColumns {
    /** Rows of a heart rate that are a second apart are seconds. */
    private static final double LEAST_DOUBTED_SECONDS = 2;

    /** Longer than a watch waits for its next heart rate. */
    private static final double SUMMARY_SECONDS = 6 * 3600;

    private final Map<Integer, ChannelName> channels;
    private final FirstRows rows;
    private final TableClock clock;
    private final RowRate rate;
    private final ChannelNaming naming;
    private final double rateHertz;
    private final Map<Integer, Double> sparse;
    private final Map<Integer, Double> toleranceSeconds;
    private final Set<Integer> late = new HashSet<>();

    /**
     * Times columns.
     *
     * @param columns the columns by name and value
     * @param clock the times of the rows
     * @param rate the rate of the rows
     * @param naming takes what is left out
     */
    TimedColumns(TableColumns columns, TableClock clock, RowRate rate, ChannelNaming naming) {
        this.channels = columns.channels();
        this.rows = columns.rows();
        this.clock = clock;
        this.rate = rate;
        this.naming = naming;
        leaveOutEmpty();
        leaveOutRepeated();
        leaveOutUntimed();
        leaveOutSeveralIntervals();
        boolean sampled = !channels.isEmpty() && !areIntervals(channels);
        this.rateHertz = sampled ? rate.hertz() : Double.NaN;
        this.sparse = rate.sparse(channels);
        refuseMilliseconds();
        refuseFast();
        leaveOutSlow();
        leaveOutSummaries();
        this.toleranceSeconds = rate.tolerances(channels.keySet(), rateHertz, sparse);
    }

    /** The channels that are left. */
    Map<Integer, ChannelName> channels() {
        return channels;
    }

    /** Rows a second; NaN where all columns are intervals between beats. */
    double rateHertz() {
        return rateHertz;
    }

    /** Rates of columns that many rows leave empty, by column. */
    Map<Integer, Double> sparse() {
        return sparse;
    }

    /** How far from its place the time of a value may be, by column. */
    Map<Integer, Double> toleranceSeconds() {
        return toleranceSeconds;
    }

    /** Columns without a value in the first rows, which begin with their first one. */
    Set<Integer> late() {
        return late;
    }

    /** Whether all channels are intervals between beats, which need no rate. */
    static boolean areIntervals(Map<Integer, ChannelName> channels) {
        return !channels.isEmpty()
                && channels.values().stream().allMatch(c -> c.kind() == Kind.BEAT_INTERVAL);
    }

    /** Whether the times are those of the beats that end intervals. */
    boolean exactBeats() {
        for (Map.Entry<Integer, ChannelName> entry : channels.entrySet()) {
            if (entry.getValue().kind() == Kind.BEAT_INTERVAL && clock.exists()) {
                int like = 0;
                int count = 0;
                for (int i = 1; i < rows.size(); i++) {
                    double step = clock.seconds(i) - clock.seconds(i - 1);
                    double seconds = entry.getValue().value(rows.number(i, entry.getKey())) / 1000;
                    if (!Double.isNaN(step) && !Double.isNaN(seconds)) {
                        count++;
                        like += Math.abs(step - seconds) < 0.05 ? 1 : 0;
                    }
                }
                return like > 0.7 * count;
            }
        }
        return false;
    }

    /** Columns without any value, where others have some or there are no more rows. */
    private void leaveOutEmpty() {
        List<Integer> empty =
                channels.keySet().stream().filter(i -> rows.sorted(i).length == 0).toList();
        if (empty.size() == channels.size() && !rows.areAll()) {
            return; // Whoever works with the signal says that there is none.
        }
        for (int column : empty) {
            String name = "\"" + rows.name(column) + "\" ";
            if (rows.areAll()) {
                channels.remove(column);
                naming.refuse(
                        name + "holds no " + (text(column).isEmpty() ? "value" : text(column)));
            } else {
                late.add(column);
                naming.refuse(
                        name
                                + "holds no value in the first "
                                + rows.size()
                                + " rows; what comes later is read");
            }
        }
    }

    /** What a column without a number holds, and what to do about it; empty if nothing. */
    private String text(int column) {
        return rows.rows().stream()
                .map(row -> column < row.length ? row[column] : "")
                .filter(field -> !Numbers.isNothing(field))
                .findFirst()
                .map(
                        field ->
                                "number, but \""
                                        + Numbers.shortened(field)
                                        + "\"; write a unit behind its name, as \"HR (bpm)\"")
                .orElse("");
    }

    /**
     * Times in ms that are called seconds: no channel could be sampled as slowly, and each could a
     * thousand times faster. Levels that are reported every quarter, half or whole minute are no
     * such thing, and a unit in brackets is believed where no wave is beside it.
     *
     * @throws InputException if the times look like it
     */
    private void refuseMilliseconds() {
        if (channels.isEmpty() || areIntervals(channels) || rate.isGiven()) {
            return;
        }
        double step = 1 / rateHertz;
        refuseStandingRates(step);
        boolean waves = channels.values().stream().anyMatch(c -> c.leastHertz() > 0);
        boolean reports = step % 60 == 0 || step == 15 || step == 30;
        boolean sure = reports || clock.hasUnitInBrackets();
        if (!clock.countsSeconds() || (sure && !waves)) {
            return;
        }
        for (Map.Entry<Integer, ChannelName> entry : channels.entrySet()) {
            Kind kind = entry.getValue().kind();
            double hertz = sparse.getOrDefault(entry.getKey(), rateHertz);
            if (kind == Kind.BEAT_INTERVAL
                    || PossibleRate.isUsual(kind, hertz)
                    || !PossibleRate.isUsual(kind, 1000 * hertz)) {
                return;
            }
        }
        throw naming.refusal(
                String.format(
                        Locale.ROOT,
                        "the times of its column \"%s\" are %.4g apart: as seconds that is too slow"
                                + " for %s, as milliseconds it is %.4g Hz; name the column"
                                + " \"time (ms)\" if they are and \"time (s)\" if not, \"HR (bpm)\""
                                + " where it is a rate, or give the rate of rows with"
                                + " TableFormat.ofRate(...)",
                        rows.name(clock.column()),
                        step,
                        channels.values().stream()
                                .map(channel -> channel.kind().label())
                                .distinct()
                                .collect(Collectors.joining(" and ")),
                        1000 * rateHertz));
    }

    /**
     * Times in hours, days or parts of a day that are taken for seconds, and seconds that are
     * called ms: no channel could be sampled as fast.
     *
     * @throws InputException if the times look like it
     */
    private void refuseFast() {
        if (channels.isEmpty() || areIntervals(channels) || rate.isGiven() || !clock.counts()) {
            return;
        }
        for (Map.Entry<Integer, ChannelName> entry : channels.entrySet()) {
            double hertz = sparse.getOrDefault(entry.getKey(), rateHertz);
            double most =
                    switch (entry.getValue().kind()) {
                        case HEART_RATE, SKIN_TEMPERATURE -> 1000;
                        case EDA -> 4000;
                        default -> PossibleRate.MAX_USUAL_HERTZ;
                    };
            if (hertz < most || (hertz == most && !clock.looksLikeSeconds())) {
                return;
            }
        }
        throw naming.refusal(
                String.format(
                        Locale.ROOT,
                        "the times of its column \"%s\" are %.4g s apart, which is too fast for %s;"
                                + " name the column after its unit, as \"time (s)\", \"time (min)\","
                                + " \"time (h)\" or \"time (days)\"",
                        rows.name(clock.column()),
                        1 / rateHertz,
                        channels.values().stream()
                                .map(c -> c.kind().label())
                                .distinct()
                                .collect(Collectors.joining(" and "))));
    }

    /**
     * Heart rates that stand still for nearly all rows, at times without a unit that rise by
     * seconds: a device repeats its last value in rows of milliseconds.
     */
    private void refuseStandingRates(double step) {
        for (Map.Entry<Integer, ChannelName> entry : channels.entrySet()) {
            int column = entry.getKey();
            long still =
                    IntStream.range(1, rows.size())
                            .filter(i -> rows.number(i, column) == rows.number(i - 1, column))
                            .count();
            boolean stands =
                    entry.getValue().kind() == Kind.HEART_RATE && 20 * still > 19L * rows.size();
            if (!stands || step < LEAST_DOUBTED_SECONDS || !clock.counts() || clock.hasUnit()) {
                return;
            }
        }
        throw naming.refusal(
                String.format(
                        Locale.ROOT,
                        "the times of its column \"%s\" are %.4g apart without a unit, and its heart"
                                + " rates stand still from row to row; name the column \"time (s)\""
                                + " or \"time (ms)\"",
                        rows.name(clock.column()),
                        step));
    }

    /**
     * Intervals that rows repeat until the next beat last far longer than the rows do, and means of
     * many far less.
     */
    private void leaveOutRepeated() {
        double[] times = clock.sortedTimes();
        if (!clock.exists() || times.length == 0) {
            return;
        }
        double span = times[times.length - 1] - times[0];
        double[] rising = clock.rising();
        double step = 2 * rising.length < rows.size() ? 0 : rising[rising.length / 2];
        // A clock of minutes may stand still for a row of intervals, but not for many.
        double longest = 2 * span + 120;
        for (int column : List.copyOf(channels.keySet())) {
            ChannelName channel = channels.get(column);
            if (channel.kind() != Kind.BEAT_INTERVAL) {
                continue;
            }
            double[] intervals =
                    Arrays.stream(rows.sorted(column))
                            .map(v -> channel.value(v) / 1000)
                            .filter(v -> v <= Rates.MAX_INTERVAL_MILLIS / 1000)
                            .toArray();
            double sum = Arrays.stream(intervals).sum();
            boolean repeated = sum > longest && (span > 0 || rows.repeats(column));
            boolean means = 5 * sum < span && step * intervals.length > 5 * sum;
            if (repeated || means) {
                channels.remove(column);
                naming.refuse(
                        "\""
                                + rows.name(column)
                                + (means
                                        ? "\" has a value in many beats, as means have; give each"
                                                + " interval"
                                        : "\" repeats each interval in many rows; give one row a"
                                                + " beat"));
            }
        }
    }

    /**
     * Heart rates beside intervals that have neither times nor a rate: intervals need none. Not so
     * where rows repeat intervals, which only a clock shows to be none.
     */
    private void leaveOutUntimed() {
        List<Integer> intervals =
                channels.keySet().stream()
                        .filter(i -> channels.get(i).kind() == Kind.BEAT_INTERVAL)
                        .toList();
        List<Integer> others =
                channels.keySet().stream().filter(i -> !intervals.contains(i)).toList();
        boolean timed = rate.isKnown();
        boolean rates = others.stream().allMatch(i -> channels.get(i).kind() == Kind.HEART_RATE);
        if (timed || !rates || intervals.isEmpty() || others.isEmpty()) {
            return;
        }
        if (intervals.stream().noneMatch(rows::repeats)) {
            others.forEach(channels::remove);
            naming.refuse(
                    "\""
                            + rows.name(others.get(0))
                            + "\" has neither times nor a rate, which intervals do not need");
        }
    }

    /** Several columns of intervals: of one heart in two forms, of two, or one after the other. */
    private void leaveOutSeveralIntervals() {
        List<Integer> intervals =
                channels.keySet().stream()
                        .filter(i -> channels.get(i).kind() == Kind.BEAT_INTERVAL)
                        .toList();
        if (intervals.size() > 1) {
            intervals.forEach(channels::remove);
            naming.refuse(
                    String.format(
                            Locale.ROOT,
                            "\"%s\" and \"%s\" are both intervals between beats, of which one column"
                                    + " is read; leave one, and write intervals that came together"
                                    + " in one field, as \"812 805\"",
                            rows.name(intervals.get(0)),
                            rows.name(intervals.get(1))));
        }
    }

    /** Values of days or workouts, which are no signal. */
    private void leaveOutSummaries() {
        for (int column : List.copyOf(channels.keySet())) {
            double seconds = 1 / sparse.getOrDefault(column, rateHertz);
            boolean sampled = channels.get(column).kind() != Kind.BEAT_INTERVAL;
            if (sampled && !rate.isGiven() && clock.exists() && seconds > SUMMARY_SECONDS) {
                channels.remove(column);
                naming.refuse(
                        String.format(
                                Locale.ROOT,
                                "\"%s\" with a value in %.1f hours is a summary of days or workouts and"
                                        + " no signal; give what was measured within one",
                                rows.name(column),
                                seconds / 3600));
            }
        }
    }

    /** Numbers a second or a minute that are named like the wave they were taken from. */
    private void leaveOutSlow() {
        if (rate.isGiven()) {
            return;
        }
        List<Integer> slow =
                channels.keySet().stream()
                        .filter(i -> channels.get(i).kind() != Kind.BEAT_INTERVAL)
                        .filter(
                                i ->
                                        sparse.getOrDefault(i, rateHertz)
                                                < channels.get(i).leastHertz())
                        .toList();
        for (int column : slow) {
            ChannelName channel = channels.remove(column);
            naming.refuse(
                    String.format(
                            Locale.ROOT,
                            "\"%s\" at %.4g Hz is no wave, which needs %.0f Hz; a rate is"
                                    + " named \"HR (bpm)\" or \"Resp Rate\"",
                            column < rows.names().size()
                                    ? rows.name(column)
                                    : channel.kind().label(),
                            sparse.getOrDefault(column, rateHertz),
                            channel.leastHertz()));
        }
    }
}
