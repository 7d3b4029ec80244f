package io.github.emotion4j.physio.internal.io.table;

import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.physio.internal.io.channel.ChannelName;
import io.github.emotion4j.physio.internal.io.channel.ChannelNaming;
import io.github.emotion4j.physio.internal.io.channel.ChannelWords;
import io.github.emotion4j.physio.internal.io.input.Lines;
import io.github.emotion4j.physio.internal.io.input.Numbers;
import io.github.emotion4j.physio.internal.io.input.TimeText;
import io.github.emotion4j.physio.io.TableFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The layout that the first lines of a table show: how fields are separated, which column is which,
 * which is the time, and at what rate rows come. Found in this order: where the rows begin and what
 * stands before them ({@link TableHead}); what the columns are ({@link TableColumns}); their times
 * ({@link TableClock}) and their rate ({@link RowRate}); which columns these times contradict
 * ({@link TimedColumns}).
 *
 * @param fields how rows are split
 * @param timeColumn the column of times; -1 if there is none
 * @param dateColumn the column of dates that belongs to one of clock times; -1 if there is none
 * @param time how times are read
 * @param channels the columns that are signals
 * @param rateHertz rows a second; NaN where all columns are intervals between beats
 * @param sparse rates of columns that many rows leave empty, by column
 * @param late columns without a value in the first rows, which begin with their first one
 * @param toleranceSeconds how far from its place the time of a value may be, by column
 * @param exactBeats whether the times are those of the beats that end intervals
 * @param only in a table of many measures, the text that rows of the one that is read have by
 *     column
 * @param personColumn the column that names the person or device that a row is of; -1 if there is
 *     none
 * @param issues the columns that are left out
 */
record TableLayout(
        Fields fields,
        int timeColumn,
        int dateColumn,
        TimeText time,
        Map<Integer, ChannelName> channels,
        double rateHertz,
        Map<Integer, Double> sparse,
        Set<Integer> late,
        Map<Integer, Double> toleranceSeconds,
        boolean exactBeats,
        Map<Integer, String> only,
        int personColumn,
        List<Reason> issues) {
    /** Words that name a column of persons, and those beside them. */
    private static final Set<String> PERSON_WORDS =
            Set.of(
                    "subject",
                    "subj",
                    "sub",
                    "participant",
                    "person",
                    "patient",
                    "proband",
                    "vp",
                    "userid",
                    "athlete");

    private static final Set<String> NUMBER_WORDS =
            Set.of("id", "no", "nr", "number", "code", "name", "identifier");

    /** Words of a column whose numbers may be devices: "Serial No" may count the rows, too. */
    private static final Set<String> DEVICE_WORDS =
            Set.of("device", "deviceid", "source", "serial", "user", "uid");

    /** More texts than these in the first rows are those of a counter, and of no devices. */
    private static final int MAX_DEVICES = 8;

    /** Columns that are a clock together; no heart rate is named "hr" beside the others. */
    private static final List<Set<String>> CLOCK_PARTS =
            List.of(
                    Set.of("h", "hh", "hr", "hour", "hours"),
                    Set.of("min", "minute", "minutes", "mm"),
                    Set.of("s", "ss", "sec", "second", "seconds"));

    /** Enough lines to see how a table is laid out. */
    private static final int PROBE_LINES = 1000;

    /** Bounds the memory for these lines. */
    private static final int PROBE_CHARACTERS = 1 << 22;

    /**
     * Reads a table's first lines and puts the rows back; nothing if it is no table of the body.
     */
    static Optional<TableLayout> read(String file, Lines in, TableFormat format)
            throws IOException {
        List<String> lines = new ArrayList<>();
        int characters = 0;
        boolean isWhole = true;
        for (String line = in.next(); line != null; line = in.next()) {
            lines.add(line);
            characters += line.length();
            if (lines.size() == PROBE_LINES || characters > PROBE_CHARACTERS) {
                isWhole = false;
                break;
            }
        }
        TableHead head = new TableHead(file, lines, isWhole, format, in.maxEntries());
        if (!head.hasRows()) {
            return Optional.empty();
        }
        ChannelNaming naming = new ChannelNaming(file);
        TableColumns columns = new TableColumns(head.rows(), head.preamble(), naming);
        FirstRows rows = columns.rows();
        Map<Integer, ChannelName> channels = columns.channels();
        List<Integer> times = TableClock.columns(rows, channels.keySet());
        if (channels.isEmpty() && naming.refused() == 0) {
            refuseNumbers(file, rows, times);
            return Optional.empty();
        }
        new ThousandsSeparators(file, head.writtenRows(), head.fields()).refuse(channels, times);
        TableClock clock =
                TableClock.of(rows, times, TimedColumns.areIntervals(channels))
                        .sizedFor(channels)
                        .checked(file);
        refuseClockParts(file, rows, clock);
        RowRate rate =
                new RowRate(
                        file,
                        rows,
                        clock,
                        channels.keySet(),
                        format.sampleRateHertz(),
                        head.preamble());
        TimedColumns timed = new TimedColumns(columns, clock, rate, naming);
        List<Reason> issues = naming.conclude(!timed.channels().isEmpty());
        in.putBack(head.rowLines());
        return Optional.of(
                new TableLayout(
                        head.fields(),
                        clock.column(),
                        clock.dateColumn(),
                        clock.fresh(),
                        timed.channels(),
                        timed.rateHertz(),
                        timed.sparse(),
                        timed.late(),
                        timed.toleranceSeconds(),
                        timed.exactBeats(),
                        columns.only(),
                        personColumn(rows, clock),
                        issues));
    }

    private static int personColumn(FirstRows rows, TableClock clock) {
        for (int i = 0; i < rows.names().size(); i++) {
            if (isNamed(rows.name(i), PERSON_WORDS)) {
                return i;
            }
        }
        return IntStream.range(0, rows.width())
                .filter(i -> !clock.has(i) && tellsRowsOfATimeApart(rows, i, clock))
                .findFirst()
                .orElse(-1);
    }

    private static boolean isNamed(String name, Set<String> wanted) {
        List<String> words = ChannelWords.words(name);
        return words.stream().anyMatch(wanted::contains)
                && words.stream().allMatch(w -> wanted.contains(w) || NUMBER_WORDS.contains(w));
    }

    /**
     * Whether rows often share their time and a column then has each of a few texts once, as of
     * devices: a clock of whole seconds is shared by the rows of one.
     */
    private static boolean tellsRowsOfATimeApart(FirstRows rows, int column, TableClock clock) {
        boolean mayBeNumbers = isNamed(rows.name(column), DEVICE_WORDS);
        Set<String> all = new HashSet<>();
        Set<String> ofThisTime = new HashSet<>();
        int apart = 0;
        int again = 0;
        for (int i = 0; i < rows.size(); i++) {
            String text = text(rows.rows().get(i), column);
            all.add(text);
            if (text.isEmpty()
                    || all.size() > MAX_DEVICES
                    || (!mayBeNumbers && Numbers.isNumber(text))) {
                return false;
            }
            boolean together = i > 0 && clock.seconds(i) == clock.seconds(i - 1);
            if (!together) {
                ofThisTime.clear();
            }
            boolean first = ofThisTime.add(text);
            apart += together && first ? 1 : 0;
            again += first ? 0 : 1;
        }
        return 3 * apart > rows.size() && 10 * again < apart;
    }

    private static String text(String[] row, int column) {
        return column < row.length ? row[column] : "";
    }

    /** Whom a row is of; empty if it does not say it. */
    String person(String[] row) {
        return personColumn >= 0 ? text(row, personColumn) : "";
    }

    /** What is said where rows are of two persons. */
    static InputException severalPersons(String file, long line, String first, String second) {
        return new InputException(
                file,
                String.format(
                        Locale.ROOT,
                        "line %d is of \"%s\", and the rows before are of \"%s\"; write the rows of"
                                + " each person or device to a table of its own",
                        line,
                        Numbers.shortened(second),
                        Numbers.shortened(first)));
    }

    private static void refuseClockParts(String file, FirstRows rows, TableClock clock) {
        List<String> lower = rows.names().stream().map(n -> n.toLowerCase(Locale.ROOT)).toList();
        int column = clock.column();
        boolean whole =
                column >= 0
                        && column < lower.size()
                        && CLOCK_PARTS.stream().noneMatch(p -> p.contains(lower.get(column)));
        if (!whole
                && CLOCK_PARTS.stream().allMatch(part -> lower.stream().anyMatch(part::contains))) {
            throw new InputException(
                    file,
                    "has hours, minutes and seconds in a column each; write them as one, as"
                            + " 2024-03-05T10:00:00.250 or as \"time (s)\"");
        }
    }

    /** What is said where numbers have no names, or none that is known. */
    private static void refuseNumbers(String file, FirstRows rows, List<Integer> times) {
        refuseLong(file, rows);
        if (rows.namedWidth() > 0 && !times.isEmpty()) {
            throw new InputException(
                    file,
                    "none of its columns "
                            + Numbers.shortened(rows.names().toString())
                            + " is named after a signal; write such names as \"ECG (mV)\" or \"EDA (µS)\""
                            + " there, or, in a program, give them with"
                            + " TableFormat.ofColumns(...)");
        }
        boolean numbers = rows.rows().stream().limit(20).allMatch(TableLayout::isOfNumbers);
        boolean title = rows.width() == 1 && rows.namedWidth() == 1 && rows.size() >= 8;
        if (title && Numbers.hasThousands(rows.name(0))) {
            throw new InputException(file, Numbers.thousands(rows.name(0)));
        }
        if (title && numbers) {
            throw new InputException(
                    file,
                    "its numbers are named \""
                            + Numbers.shortened(rows.name(0))
                            + "\", which is no signal that is known; write a name such as \"RR (ms)\""
                            + " or \"ECG (mV)\" there");
        }
        if (rows.namedWidth() == 0 && numbers && rows.size() > 1) {
            throw new InputException(
                    file,
                    "holds numbers without names; write names such as \"RR (ms)\" or \"time (s),ECG"
                            + " (mV)\" into its first line, or, in a program, say what they are with"
                            + " TableFormat.ofColumns(\"ECG (mV)\", ...).withRate(...)");
        }
    }

    /** Whether a row holds numbers and times, with at most one word behind two of them. */
    private static boolean isOfNumbers(String[] row) {
        long filled = Arrays.stream(row).filter(f -> !f.isEmpty()).count();
        long numbers =
                Arrays.stream(row)
                        .filter(f -> Numbers.isNumber(f) || TimeText.isDateOrClock(f))
                        .count();
        return numbers == filled
                || (numbers + 1 == filled && numbers > 1 && Numbers.isNumber(row[0]));
    }

    /** A table of a value a row, which names what it is of. */
    private static void refuseLong(String file, FirstRows rows) {
        for (int i = 0; i < rows.width(); i++) {
            int column = i;
            List<String> words =
                    rows.rows().stream().map(row -> text(row, column)).distinct().toList();
            boolean all = words.stream().noneMatch(w -> w.isEmpty() || Numbers.isNumber(w));
            if (all
                    && 2 * words.size() <= rows.size()
                    && words.stream().anyMatch(ChannelWords::isSignal)) {
                throw new InputException(
                        file,
                        "names in its column "
                                + (column + 1)
                                + " what each row is of "
                                + Numbers.shortened(words.toString())
                                + "; write a column for each signal, as \"time_s,ECG (mV),EDA"
                                + " (µS)\"");
            }
        }
    }

    /** A row's time in seconds on the table's clock; NaN if it has none. */
    double seconds(String[] row) {
        return time.seconds(timeText(row));
    }

    /** A row's time as it is in the table; empty if the row is too short. */
    String timeText(String[] row) {
        return TableClock.text(row, timeColumn, dateColumn);
    }

    /** Whether a row is of the measure that is read. */
    boolean takes(String[] row) {
        return only.isEmpty() || FirstRows.isOf(row, only);
    }
}
