package io.github.emotion4j.physio.internal.io.table;

import io.github.emotion4j.core.BioBlock.Kind;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.physio.internal.io.channel.ChannelName;
import io.github.emotion4j.physio.internal.io.input.Numbers;
import io.github.emotion4j.physio.internal.io.input.TimeText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The times of a table's rows: which column has them, together with one of dates, and in what unit
 * they are. Of several columns the one with the most even steps is taken. Immutable.
 */
final class TableClock {
    /**
     * Of two clocks the less even one may be chosen up to this factor, if only it states its unit.
     */
    private static final double UNSURE = 0.3;

    /** What is sampled several times a beat or a wave. */
    private static final Set<Kind> WAVES =
            Set.of(Kind.ECG, Kind.PPG, Kind.EMG, Kind.EEG, Kind.RESPIRATION);

    /** Days of a spreadsheet from 1954 to 2119, and faster than which seconds are not meant. */
    private static final double MIN_SHEET_DAY = 20_000;

    /** Days since the year 0, as MATLAB counts them, of 1943 to 2108. */
    private static final double MIN_MATLAB_DAY = 710_000;

    /** See {@link #MIN_MATLAB_DAY}. */
    private static final double MAX_MATLAB_DAY = 770_000;

    private static final double SECONDS_OF_DAY = 86_400;

    /** The years 2000 to 2100 in seconds since 1970: other sizes are no such times. */
    private static final double MIN_SINCE_1970 = 946_684_800;

    /** See {@link #MIN_SINCE_1970}. */
    private static final double MAX_SINCE_1970 = 4_102_444_800.0;

    /** Longer than three years is no time since the start of a recording or of its device. */
    private static final double MAX_ELAPSED_SECONDS = 1e8;

    /** See {@link #MIN_SHEET_DAY}. */
    private static final double MAX_SHEET_DAY = 80_000;

    /** See {@link #MIN_SHEET_DAY}. */
    private static final double MAX_SHEET_HERTZ = 20_000;

    private final FirstRows rows;
    private final int column;
    private final int dateColumn;
    private final double scale;
    private final TimeText.Pair pair;
    private final double[] times;

    private TableClock(FirstRows rows, int column, int dateColumn) {
        this(rows, column, dateColumn, 1);
    }

    /** One whose plain numbers are in a unit {@code times} as long as they seem to be. */
    private TableClock(FirstRows rows, int column, int dateColumn, double times) {
        this.rows = rows;
        this.column = column;
        this.dateColumn = dateColumn;
        List<String> texts = rows.rows().stream().map(this::text).toList();
        this.scale = column < 0 ? 1 : times * timeScale(texts);
        this.pair = TimeName.pair(rows.name(column), rows.unit(column));
        TimeText time = fresh();
        this.times = texts.stream().mapToDouble(time::seconds).toArray();
    }

    /** Columns named after time; where there is none, one without a name that holds dates. */
    static List<Integer> columns(FirstRows rows, Set<Integer> channels) {
        List<Integer> times = new ArrayList<>();
        for (int i = 0; i < rows.names().size(); i++) {
            if (!channels.contains(i) && TimeName.isTime(rows.name(i))) {
                times.add(i);
            }
        }
        int width = rows.width();
        for (int i = 0; i < width && times.isEmpty(); i++) {
            int column = i;
            boolean dates =
                    !channels.contains(i)
                            && rows.rows().stream()
                                    .limit(20)
                                    .allMatch(
                                            r ->
                                                    column < r.length
                                                            && !Numbers.isNumber(r[column])
                                                            && TimeText.isDateOrClock(r[column]));
            if (dates) {
                times.add(i);
            }
        }
        if (times.isEmpty() && rows.names().isEmpty() && width == 2 && channels.size() == 1) {
            times.add(channels.contains(0) ? 1 : 0);
        }
        return times;
    }

    /**
     * The clock of the most even steps.
     *
     * @param columns the columns of times
     * @param intervalsOnly whether rows are beats, whose times need not be even
     */
    static TableClock of(FirstRows rows, List<Integer> columns, boolean intervalsOnly) {
        int dates = columns.stream().filter(c -> isDateOnly(rows, c)).findFirst().orElse(-1);
        TableClock best = new TableClock(rows, -1, -1);
        double least = Double.POSITIVE_INFINITY;
        for (int column : columns) {
            if (column == dates && columns.size() > 1) {
                continue;
            }
            boolean joins = dates >= 0 && column != dates && isClockOnly(rows, column);
            TableClock clock = new TableClock(rows, column, joins ? dates : -1);
            double unevenness =
                    intervalsOnly ? (clock.steps().length > 0 ? 0 : 1) : clock.unevenness();
            unevenness += clock.hasUnit() ? 0 : UNSURE;
            if (best.column < 0 || unevenness < least - 1e-9) {
                best = clock;
                least = unevenness;
            }
        }
        return best;
    }

    /** Whether the unit of the times is known, by a word, a date or their size since 1970. */
    boolean hasUnit() {
        double first = Arrays.stream(times).filter(t -> !Double.isNaN(t)).findFirst().orElse(0);
        return statesUnit()
                || (Double.isNaN(firstNumber()) ? first > MAX_ELAPSED_SECONDS : isSince1970(first));
    }

    /** Whether a line of units or brackets behind the name state the unit of the times. */
    boolean hasUnitInBrackets() {
        String name = rows.name(column);
        return statesUnit() && (!rows.unit(column).isEmpty() || name.matches(".*[(\\[{].*"));
    }

    private boolean statesUnit() {
        return TimeName.unitSeconds(rows.name(column), rows.unit(column)) != 0;
    }

    private static boolean isSince1970(double seconds) {
        return seconds >= MIN_SINCE_1970 && seconds <= MAX_SINCE_1970;
    }

    /** The first number that is not 0; NaN where times are texts. */
    private double firstNumber() {
        return IntStream.range(0, rows.size())
                .mapToDouble(i -> rows.number(i, column))
                .filter(n -> !Double.isNaN(n) && n != 0)
                .findFirst()
                .orElse(Double.NaN);
    }

    /** Whether numbers that are seconds since 1970 by their size are said to be ms, µs or ns. */
    boolean looksLikeSeconds() {
        return exists() && scale < 1 && statesUnit() && isSince1970(firstNumber());
    }

    /**
     * This clock, whose numbers can be times.
     *
     * @throws InputException if they are too large for their unit, or for any if none is stated
     */
    TableClock checked(String file) {
        double number = exists() ? firstNumber() : Double.NaN;
        boolean stated = exists() && statesUnit();
        if (counts() && !stated && areDigitsOfAClock()) {
            throw new InputException(
                    file,
                    String.format(
                            Locale.ROOT,
                            "the times of its column \"%s\", such as %s, leap at each full minute like"
                                    + " the digits of a clock; write them as 10:00:59",
                            rows.name(column),
                            text(rows.rows().get(0))));
        }
        String unknown = TimeName.unknownUnit(rows.name(column), rows.unit(column));
        if (counts()
                && !unknown.isEmpty()
                && scale != SECONDS_OF_DAY
                && !isSince1970(number * scale)) {
            throw new InputException(
                    file,
                    String.format(
                            Locale.ROOT,
                            "the unit \"%s\" of its column of times \"%s\" is not known; write s, ms,"
                                    + " us, ns, min, h or days, or a number before one of them",
                            unknown,
                            rows.name(column)));
        }
        double most = stated ? MAX_SINCE_1970 : MAX_ELAPSED_SECONDS;
        boolean days = scale == SECONDS_OF_DAY; // of a spreadsheet, or stated
        if (days || Double.isNaN(number) || number * scale <= most || isSince1970(number * scale)) {
            return this;
        }
        throw new InputException(
                file,
                String.format(
                        Locale.ROOT,
                        "the times of its column \"%s\", such as %s, are %s; name the column after"
                                + " its unit, as \"time (ms)\" or \"time (ns)\", or write dates as"
                                + " 2024-03-05T10:00:00.250",
                        rows.name(column),
                        String.format(
                                Locale.ROOT, number == Math.rint(number) ? "%.0f" : "%s", number),
                        stated
                                ? "beyond the year 2100 in the unit that it states"
                                : "no seconds, ms, µs or ns since 1970 of a year from 2000 to 2100"));
    }

    /** Whether a column holds times or their dates. */
    boolean has(int other) {
        return other == column || other == dateColumn || TimeName.isTime(rows.name(other));
    }

    /** The column of times; -1 if there is none. */
    int column() {
        return column;
    }

    /** The column of dates that belongs to one of clock times; -1 if there is none. */
    int dateColumn() {
        return dateColumn;
    }

    /** Whether there are times. */
    boolean exists() {
        return column >= 0;
    }

    /** From second to second, minute to minute, hour to hour and day to day, as in 10:00:59. */
    private static final Set<Double> STEPS_OF_DIGITS = Set.of(0.0, 1.0, 41.0, 4041.0, -235_959.0);

    /** Whether numbers are like 100058, 100059, 100100. */
    private boolean areDigitsOfAClock() {
        boolean digits =
                Arrays.stream(times)
                        .allMatch(t -> t == Math.rint(t) && t < 240_000 && t % 100 < 60);
        return digits
                && Arrays.stream(steps()).anyMatch(d -> d > 1 || d < 0)
                && Arrays.stream(steps()).allMatch(STEPS_OF_DIGITS::contains);
    }

    /** Whether times are numbers. */
    boolean counts() {
        return exists() && !Double.isNaN(firstNumber());
    }

    /** Whether times are numbers that are taken for seconds, and not since 1970. */
    boolean countsSeconds() {
        return column >= 0
                && scale == 1
                && dateColumn < 0
                && Arrays.stream(times).noneMatch(t -> t > 1e8)
                && !Double.isNaN(rows.number(0, column));
    }

    /** The time of a row in seconds; NaN where it has none. */
    double seconds(int row) {
        return times[row];
    }

    /** The times that there are, in the order of size. */
    double[] sortedTimes() {
        return Arrays.stream(times).filter(t -> !Double.isNaN(t)).sorted().toArray();
    }

    /** How times are read, from the first row on. */
    TimeText fresh() {
        return new TimeText(scale, pair);
    }

    /** From each time to the next one that there is. */
    double[] steps() {
        List<Double> steps = new ArrayList<>();
        double last = Double.NaN;
        for (double t : times) {
            if (Double.isNaN(t)) {
                continue;
            }
            if (!Double.isNaN(last)) {
                steps.add(t - last);
            }
            last = t;
        }
        return steps.stream().mapToDouble(d -> d).toArray();
    }

    /** The steps that rise, in the order of size. */
    double[] rising() {
        return Arrays.stream(steps()).filter(d -> d > 0).sorted().toArray();
    }

    /**
     * How far apart times are that several rows in turn have in common, as of a clock of whole
     * seconds or of packets; 0 where each row has its own.
     */
    double resolution() {
        double[] steps = steps();
        double[] rising = rising();
        long still = Arrays.stream(steps).filter(d -> d == 0).count();
        return rising.length == 0 || 2 * still < steps.length ? 0 : rising[rising.length / 2];
    }

    /** How uneven the steps are; infinite where times do not rise. */
    double unevenness() {
        double[] rising = rising();
        if (rising.length < times.length / 20 || rising.length == 0) {
            return Double.POSITIVE_INFINITY;
        }
        double median = rising[rising.length / 2];
        double away = 0;
        for (double d : rising) {
            away += Math.min(1, Math.abs(d / median - 1));
        }
        double still = steps().length - rising.length;
        return (away + still) / steps().length;
    }

    /**
     * This clock in the unit that its rows need if none is stated: no wave comes once a second,
     * intervals between beats last as long as their times are apart, and 45,000 that hardly rise
     * are the days of a spreadsheet.
     */
    TableClock sizedFor(Map<Integer, ChannelName> channels) {
        double[] rising = rising();
        if (column < 0 || rising.length == 0) {
            return this;
        }
        double step = rising[rising.length / 2];
        double first = rows.number(0, column);
        boolean days =
                (first > MIN_SHEET_DAY && first < MAX_SHEET_DAY)
                        || (first > MIN_MATLAB_DAY && first < MAX_MATLAB_DAY);
        if (days && step < 1 / MAX_SHEET_HERTZ) {
            return new TableClock(rows, column, dateColumn, SECONDS_OF_DAY);
        }
        boolean numbers = !Double.isNaN(first);
        if (!numbers || hasUnit()) {
            return this;
        }
        for (double unit : new double[] {1e-3, 1e-6}) {
            for (Map.Entry<Integer, ChannelName> entry : channels.entrySet()) {
                Kind kind = entry.getValue().kind();
                boolean meant;
                if (kind == Kind.BEAT_INTERVAL) {
                    double seconds = entry.getValue().value(rows.median(entry.getKey())) / 1000;
                    meant = Math.abs(step * unit / seconds - 1) < 0.2;
                } else {
                    // Conductance is also reported every minute, but not every few seconds.
                    boolean fast =
                            WAVES.contains(kind)
                                    ? step > 0.2
                                    : kind == Kind.EDA && step > 1.5 && step < 55;
                    double hertz = 1 / (step * unit);
                    meant = fast && hertz >= 5 && hertz <= MAX_SHEET_HERTZ;
                }
                if (meant) {
                    return new TableClock(rows, column, dateColumn, unit);
                }
            }
        }
        return this;
    }

    private static boolean isDateOnly(FirstRows rows, int column) {
        return rows.size() > 0
                && column < rows.rows().get(0).length
                && rows.rows().get(0)[column].matches("\\d{1,4}[-/.]\\d{1,2}[-/.]\\d{1,4}");
    }

    private static boolean isClockOnly(FirstRows rows, int column) {
        return rows.size() > 0
                && column < rows.rows().get(0).length
                && rows.rows().get(0)[column].matches("\\d{1,2}:\\d{2}.*");
    }

    private double timeScale(List<String> texts) {
        double scale = TimeName.unitSeconds(rows.name(column), rows.unit(column));
        if (scale != 0) {
            return scale;
        }
        double first =
                texts.stream()
                        .mapToDouble(Numbers::plain)
                        .filter(n -> !Double.isNaN(n) && n != 0)
                        .findFirst()
                        .orElse(0);
        for (double unit : new double[] {1e-3, 1e-6, 1e-9}) {
            if (isSince1970(first * unit)) {
                return unit;
            }
        }
        return 1;
    }

    /** A row's time as it is in the table. */
    String text(String[] row) {
        return text(row, column, dateColumn);
    }

    /** A row's time as it is in the table; empty if the row is too short. */
    static String text(String[] row, int timeColumn, int dateColumn) {
        if (timeColumn < 0 || timeColumn >= row.length) {
            return "";
        }
        boolean dated = dateColumn >= 0 && dateColumn < row.length;
        return dated ? row[dateColumn] + " " + row[timeColumn] : row[timeColumn];
    }
}
