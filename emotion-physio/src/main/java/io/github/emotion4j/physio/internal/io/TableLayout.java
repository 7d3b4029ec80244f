package io.github.emotion4j.physio.internal.io;

import io.github.emotion4j.core.BioBlock.Kind;
import io.github.emotion4j.core.BioBlock.Unit;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.physio.io.TableFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The layout that the first lines of a table show: how fields are separated, which column is which,
 * which is the time, and at what rate rows come. Found in this order: where the rows begin; the
 * line of names before them, and one of units between; the names of channels; the column of times,
 * the one whose steps are the most even.
 *
 * @param fields how rows are split
 * @param timeColumn the column of times; -1 if there is none
 * @param dateColumn the column of dates that belongs to one of clock times; -1 if there is none
 * @param time how times are read
 * @param channels the columns that are signals
 * @param rateHertz rows a second; NaN where all columns are intervals between beats
 * @param sparse rates of columns that many rows leave empty, by column
 * @param clockSeconds how far apart times are that several rows in turn have in common; 0 where
 *     each row has its own
 * @param exactBeats whether the times are those of the beats that end intervals
 * @param only in a table of many measures, the text that rows of the one that is read have by
 *     column
 */
record TableLayout(
        Fields fields,
        int timeColumn,
        int dateColumn,
        TimeText time,
        Map<Integer, ChannelName> channels,
        double rateHertz,
        Map<Integer, Double> sparse,
        double clockSeconds,
        boolean exactBeats,
        Map<Integer, String> only) {
    /** Enough lines to see how a table is laid out. */
    private static final int PROBE_LINES = 1000;

    /** Packets of several sensors, each in order, come late by less. */
    private static final double MOST_LATE_SECONDS = 1;

    /**
     * Of rows whose times fall by more: a clock that was set is one row, rows in no order are half.
     */
    private static final double MOST_LATE_ROWS = 0.05;

    /** Bounds the memory for these lines. */
    private static final int PROBE_CHARACTERS = 1 << 22;

    /** Lines before the numbers; a file with more of them is taken for no table. Set by hand. */
    private static final int MAX_PREAMBLE = 200;

    /** Of a sampled wave a step is under a tenth of what sixteen differ by, of beats about half. */
    private static final double MIN_STEP_SHARE = 0.12;

    /**
     * Of two clocks the less even one may be chosen up to this factor, if only it states its unit.
     */
    private static final double UNSURE = 0.3;

    /** A date that cannot be read weighs more than any span of a recording. */
    private static final double MISSING_SECONDS = 1e12;

    /** A line drawn between the head and the rows. */
    private static final Pattern RULE = Pattern.compile("[-=_*~ ]{3,}");

    /** A unit of times that says nothing of seconds. */
    private static final Pattern NO_SECONDS =
            Pattern.compile("(?i).*[(\\[{ ](samples?|frames?|ticks?|counts?|index)\\s*[)\\]}]?");

    /** A part of a second as the unit of times: "time [s/256]". */
    private static final Pattern PART = Pattern.compile("(?i).*\\b(m?s|sec) ?/ ?([0-9]{1,7})\\b.*");

    /** Samples of an ECG in which there is a beat, and too many for beats to be early in each. */
    private static final int SPIKED_ROWS = 200;

    /** Numbers in one line that may be one column instead of one row. */
    private static final int MIN_LINE = 16;

    /** Above what no skin conducts, in µS, and no heart beats a minute. */
    private static final double MAX_MICROSIEMENS = 200;

    /** No ECG without a unit spans as many mV or lies as far from 0: it is in counts. */
    private static final double MAX_MILLIVOLTS = 100;

    /** Lines that look like rows before they are taken for rows: "1 msec/sample" is one line. */
    private static final int MIN_ROWS = 2;

    /** Slower than one value in a day, or faster than any sensor of the body: no rate. */
    static final double MIN_HERTZ = 1e-5;

    /** No signal of the body is sampled faster. */
    static final double MAX_HERTZ = 1e6;

    /** Words that mark a column of times, and units that do so on their own. */
    private static final Set<String> TIME_WORDS =
            Set.of(
                    "time",
                    "timestamp",
                    "timestamps",
                    "datetime",
                    "date",
                    "unix",
                    "elapsed",
                    "clock",
                    "localtime",
                    "startdate",
                    "timer",
                    "epoch",
                    "zeit",
                    "zeitstempel",
                    "datum",
                    "uhrzeit",
                    "tiempo",
                    "fecha",
                    "tempo",
                    "heure",
                    "horodatage");

    private static final Set<String> TIME_UNITS =
            Set.of(
                    "t",
                    "s",
                    "ms",
                    "min",
                    "sec",
                    "secs",
                    "second",
                    "seconds",
                    "minutes",
                    "msec",
                    "millis",
                    "millisec",
                    "milliseconds");

    /** What is sampled several times a beat or a wave. */
    private static final Set<Kind> WAVES =
            Set.of(Kind.ECG, Kind.PPG, Kind.EMG, Kind.EEG, Kind.RESPIRATION);

    /** No heart beats faster: larger values are intervals. */
    private static final double MAX_BPM = 250;

    /** Days of a spreadsheet from 1954 to 2119, and faster than which seconds are not meant. */
    private static final double MIN_SHEET_DAY = 20_000;

    /** See {@link #MIN_SHEET_DAY}. */
    private static final double MAX_SHEET_DAY = 80_000;

    /** See {@link #MIN_SHEET_DAY}. */
    private static final double MAX_SHEET_HERTZ = 20_000;

    private static final Set<String> NO_TIMES = Set.of("zone", "hr", "rate", "rr", "birth");

    /**
     * Reads a table's first lines and puts the rows back; nothing if it is no table of the body.
     */
    static Optional<TableLayout> read(String file, Lines in, TableFormat format)
            throws IOException {
        List<String> head = new ArrayList<>();
        int characters = 0;
        for (String line = in.next(); line != null; line = in.next()) {
            head.add(line);
            characters += line.length();
            if (head.size() == PROBE_LINES || characters > PROBE_CHARACTERS) {
                break;
            }
        }
        return new Probe(file, upright(file, Fields.joined(head)), format).layout(in);
    }

    /** The lines, or one of many numbers as a line for each: intervals written after each other. */
    private static List<String> upright(String file, List<String> lines) {
        List<String> filled = lines.stream().filter(line -> !line.isBlank()).toList();
        if (filled.size() != 1 || lines.size() > 2) {
            return lines;
        }
        String[] fields = Fields.of(filled.get(0)).split(file, 1, filled.get(0));
        List<String> numbers = Arrays.stream(fields).filter(f -> !f.isEmpty()).toList();
        return numbers.size() >= MIN_LINE && numbers.stream().allMatch(Probe::isNumber)
                ? numbers
                : lines;
    }

    /** The first lines while they are looked at. */
    private static final class Probe {
        private final String file;
        private final List<String> head;
        private final TableFormat format;
        private final Preamble preamble = new Preamble();
        private final Naming naming;
        private Fields fields = new Fields(',', false);
        private int firstRow = -1;
        private String[] names = {};
        private String[] units = {};
        private List<Preamble.Label> labels = List.of();
        private List<String[]> rows = List.of();
        private final Map<Integer, String> only = new LinkedHashMap<>();

        Probe(String file, List<String> head, TableFormat format) {
            this.file = file;
            this.head = head;
            this.format = format;
            this.naming = new Naming(file);
        }

        Optional<TableLayout> layout(Lines in) {
            findRows();
            if (firstRow < 0) {
                return Optional.empty();
            }
            rows = split();
            Map<Integer, ChannelName> channels = channels();
            if (channels.isEmpty() && naming.refused() == 0) {
                channels = plainIntervals();
            }
            List<Integer> times = timeColumns(channels.keySet());
            if (channels.isEmpty() && naming.refused() == 0) {
                refuseNumbers(times);
                return Optional.empty();
            }
            Clock clock = sized(clock(times, areIntervals(channels)), channels);
            leaveOutRepeated(channels, clock);
            leaveOutUntimed(channels, clock);
            boolean exact = exactBeats(channels, clock);
            boolean sampled = !channels.isEmpty() && !areIntervals(channels);
            double rate = sampled ? rate(clock) : Double.NaN;
            Map<Integer, Double> sparse = sparse(channels, clock);
            leaveOutSlow(channels, rate, sparse);
            naming.conclude(!channels.isEmpty());
            in.putBack(head.subList(firstRow, head.size()));
            return Optional.of(
                    new TableLayout(
                            fields,
                            clock.column,
                            clock.dateColumn,
                            clock.fresh(),
                            channels,
                            rate,
                            sparse,
                            clock.resolution(),
                            exact,
                            only));
        }

        /** Where rows begin, and what the line before them names. */
        private void findRows() {
            @Nullable String separator = null;
            List<Integer> header = new ArrayList<>();
            for (int i = 0; i < Math.min(head.size(), MAX_PREAMBLE) && firstRow < 0; i++) {
                String line = head.get(i);
                String bare = line.strip().replace("\"", "");
                if (line.isBlank() || RULE.matcher(bare).matches()) {
                    continue;
                }
                if (bare.startsWith("sep=") || (i == 0 && line.strip().matches("\"?sep=.?\"?"))) {
                    separator =
                            line.replace("\"", "").strip().length() > 4 ? bare.substring(4) : "\t";
                    continue;
                }
                if (Preamble.isComment(line)) {
                    preamble.take(line);
                    continue;
                }
                Fields guess =
                        separator == null || Fields.of(line).separator() == separator.charAt(0)
                                ? Fields.of(line)
                                : new Fields(separator.charAt(0), false);
                if (beginsRows(i, guess)) {
                    fields = guess;
                    firstRow = i;
                } else {
                    header.add(i);
                    preamble.take(line);
                }
            }
            if (firstRow < 0 && header.size() > 1) {
                // Rows of words and numbers, as in exports of many measures; the names show it.
                int line = header.get(0);
                Fields guess = Fields.of(head.get(line));
                String[] first = guess.split(file, line + 1, head.get(line));
                if (first.length > 2 && Arrays.stream(first).anyMatch(Probe::isTimeName)) {
                    fields = guess;
                    firstRow = header.get(1);
                    names = first;
                    return;
                }
            }
            if (firstRow >= 0 && areSingleNumbers()) {
                fields = new Fields(';', true);
            }
            if (firstRow >= 0 && !header.isEmpty()) {
                takeNames(header);
                if (preamble.isCounts(fields.split(file, firstRow + 1, head.get(firstRow)))) {
                    firstRow++;
                }
            }
            if (!format.columns().isEmpty()) {
                names = format.columns().toArray(String[]::new);
                units = new String[0];
            }
        }

        /**
         * Whether rows such as "0,812" are one number with a decimal comma: those of a watch's ECG,
         * whose head names one signal, and intervals between beats in seconds.
         */
        private boolean areSingleNumbers() {
            String form = preamble.isOneSignal() ? "[-+]?[0-9]+(,[0-9]+)?" : "[0-3],[0-9]{2,6}";
            return fields.separator() == ','
                    && head.stream()
                            .skip(firstRow)
                            .filter(line -> !line.isBlank())
                            .allMatch(line -> line.strip().replace("\"", "").matches(form));
        }

        private void takeNames(List<Integer> header) {
            int width = width(fields.split(file, firstRow + 1, head.get(firstRow)));
            String[] last = headerFields(header.get(header.size() - 1));
            String[] before =
                    header.size() > 1 ? headerFields(header.get(header.size() - 2)) : new String[0];
            boolean isUnits =
                    before.length > 1
                            && width(before) >= width(last)
                            && areUnits(last)
                            && !areUnits(before);
            if (isUnits && header.size() > 2 && Arrays.stream(before).allMatch(Probe::isMode)) {
                before = headerFields(header.get(header.size() - 3)); // Shimmer's older programs
            }
            names = isUnits ? before : last;
            for (int i = 0; i < names.length; i++) {
                // Samsung's names are those of a program: com.samsung.health.heart_rate.start_time.
                names[i] = names[i].replaceFirst("^com\\.samsung\\.[a-z_.]*\\.", "");
            }
            units = isUnits ? last : new String[0];
            // A sentence, a title, or the last of lines of a key and a value.
            int columns = fields.split(file, firstRow + 1, head.get(firstRow)).length;
            if (width(names) > columns + 1 || 3 * width(names) <= width) {
                names = new String[0];
            }
            boolean other =
                    (width(names) == 1) != (width == 1) && Math.min(width(names), width) == 1;
            if (other && !isNamedSparse(width)) {
                names = new String[0];
            } else if (width(names) + 1 == width && isRowNamed(names)) {
                names = shifted(names);
                units = units.length == 0 ? units : shifted(units);
            }
        }

        private static boolean isMode(String field) {
            return field.isEmpty() || field.matches("(?i)(un)?cal(ibrated)?|raw");
        }

        /** Whether a line is one of units: most are known here, and none names a signal. */
        private static boolean areUnits(String[] line) {
            List<String> filled = Arrays.stream(line).filter(u -> !u.isEmpty()).toList();
            long units = filled.stream().filter(ChannelName::isUnit).count();
            return 2 * units >= filled.size()
                    && filled.stream()
                            .allMatch(u -> ChannelName.isUnit(u) || !ChannelName.isSignal(u));
        }

        /** Whether the first row has only its first field filled of as many as there are names. */
        private boolean isNamedSparse(int width) {
            String[] row = fields.split(file, firstRow + 1, head.get(firstRow));
            return width == 1 && row.length > 1;
        }

        /** R's tables of row names have one name fewer than columns. */
        private boolean isRowNamed(String[] header) {
            String first = fields.split(file, firstRow + 1, head.get(firstRow))[0];
            boolean counts = first.equals("1") || first.equals("0") || !isNumber(first);
            return counts && !header[header.length - 1].isEmpty();
        }

        private static String[] shifted(String[] header) {
            String[] shifted = new String[header.length + 1];
            shifted[0] = "";
            System.arraycopy(header, 0, shifted, 1, header.length);
            return shifted;
        }

        private String[] headerFields(int line) {
            // A line of names may hold blanks and commas within names; the rows' separator counts.
            String text = head.get(line);
            if (fields.split(file, firstRow + 1, head.get(firstRow)).length == 1) {
                return new String[] {text.replace("\"", "").strip()};
            }
            boolean has = fields.separator() == ' ' || text.indexOf(fields.separator()) >= 0;
            Fields by = has ? new Fields(fields.separator(), false) : Fields.of(text);
            String[] row = fields.split(file, firstRow + 1, head.get(firstRow));
            String[] apart = text.strip().split("\\s{2,}");
            if (by.separator() == ' ' && apart.length == row.length) {
                return apart; // "Elapsed time   MLII   V5"
            }
            // "ECG (mV)" is one name between blanks, too.
            String joined = by.separator() == ' ' ? text.replaceAll("[ \t]+(?=[(\\[])", "") : text;
            return by.split(file, line + 1, joined);
        }

        private static int width(String[] fields) {
            int width = fields.length;
            while (width > 0 && fields[width - 1].isEmpty()) {
                width--;
            }
            return width;
        }

        private static boolean isNumber(String field) {
            return !Double.isNaN(Numbers.plain(field));
        }

        /** Whether a line and the next ones are rows of one form. */
        private boolean beginsRows(int line, Fields by) {
            int rows = 0;
            for (int i = line; i < head.size() && rows < MIN_ROWS; i++) {
                String text = head.get(i);
                if (!text.isBlank() && !Preamble.isComment(text)) {
                    boolean same =
                            rows == 0 || by.separator() == ' ' || text.indexOf(by.separator()) >= 0;
                    if (!same || !isRow(by.split(file, i + 1, text), by.separator() == ' ')) {
                        return false;
                    }
                    rows++;
                }
            }
            return rows > 0;
        }

        /**
         * A row holds numbers or times first of all, and words in at most half of its fields, or a
         * quarter where blanks separate them as they do in sentences.
         */
        private static boolean isRow(String[] fields, boolean byBlanks) {
            int filled = 0;
            int numbers = 0;
            for (String field : fields) {
                if (field.isEmpty() || Numbers.isNothing(field)) {
                    continue;
                }
                filled++;
                numbers += isNumber(field) || TimeText.isDateOrClock(field) ? 1 : 0;
            }
            boolean firstIsValue =
                    fields.length > 0
                            && (fields[0].isEmpty()
                                    || Numbers.isNothing(fields[0])
                                    || isNumber(fields[0])
                                    || TimeText.isDateOrClock(fields[0])
                                    || numbers > filled / 2);
            boolean enough = byBlanks ? 4 * numbers >= 3 * filled : 2 * numbers >= filled;
            return filled > 0 && numbers > 0 && enough && firstIsValue;
        }

        private List<String[]> split() {
            List<String[]> split = new ArrayList<>();
            for (int i = firstRow; i < head.size(); i++) {
                String line = head.get(i);
                if (!line.isBlank() && !Preamble.isComment(line)) {
                    split.add(fields.split(file, i + 1, line));
                }
            }
            return split;
        }

        private Map<Integer, ChannelName> channels() {
            Map<Integer, ChannelName> channels = named();
            if (channels.isEmpty()) {
                channels.putAll(oneOfManyMeasures());
            }
            int width = rows.stream().limit(50).mapToInt(Probe::width).max().orElse(0);
            labels = channels.isEmpty() ? preamble.labels(width) : List.of();
            if (!labels.isEmpty()) {
                String[] before = names;
                names = labels.stream().map(Preamble.Label::name).toArray(String[]::new);
                units = labels.stream().map(Preamble.Label::unit).toArray(String[]::new);
                channels = named();
                names = channels.isEmpty() ? before : names;
            }
            weighed(channels);
            return channels;
        }

        /** Acceleration without a unit: only the size of gravity can show it. */
        private void weighed(Map<Integer, ChannelName> channels) {
            List<Integer> axes =
                    channels.keySet().stream()
                            .filter(i -> channels.get(i).kind() == Kind.ACCELERATION)
                            .filter(i -> i >= units.length || units[i].isEmpty())
                            .filter(i -> i < names.length && !names[i].matches(".*[(\\[{].*"))
                            .filter(i -> channels.get(i).scale() == 1)
                            .toList();
            if (axes.size() < 3) {
                return;
            }
            double[] sizes =
                    IntStream.range(0, rows.size())
                            .mapToDouble(
                                    row ->
                                            axes.stream()
                                                    .limit(3)
                                                    .mapToDouble(i -> number(row, i))
                                                    .map(v -> v * v)
                                                    .sum())
                            .filter(Double::isFinite)
                            .map(Math::sqrt)
                            .sorted()
                            .toArray();
            double size = sizes.length == 0 ? 1 : sizes[sizes.length / 2];
            if (size < 4) {
                return;
            }
            boolean metres = size > 7 && size < 13;
            boolean thousandths = size > 700 && size < 1300;
            for (int i : axes) {
                ChannelName axis = channels.get(i);
                channels.put(
                        i,
                        metres
                                ? axis.in(axis.unit(), 1 / 9.80665)
                                : thousandths
                                        ? axis.in(axis.unit(), 1e-3)
                                        : axis.in(Unit.ARBITRARY, 1));
            }
        }

        private Map<Integer, ChannelName> named() {
            naming.among(Arrays.asList(names));
            Map<Integer, ChannelName> channels = new LinkedHashMap<>();
            Map<String, String> renamed = DeviceColumns.of(names);
            List<Preamble.Label> said = preamble.of(names);
            for (int i = 0; i < names.length; i++) {
                String unit = i < units.length ? units[i] : "";
                Preamble.Label label = said.get(i);
                String name = renamed.getOrDefault(names[i], label.name());
                if (name.equals("[HRData]") && median(i) > MAX_BPM) {
                    name = "RR (ms)"; // Polar's HRM files hold rates or intervals under one name.
                }
                ChannelName channel =
                        isTimeName(names[i])
                                ? null
                                : naming.read(name, unit.isEmpty() ? label.unit() : unit);
                if (channel != null && i < labels.size()) {
                    channel = Preamble.scaled(channel, labels.get(i));
                }
                if (channel != null && channel.kind() == Kind.BEAT_INTERVAL) {
                    channel = measured(channel, i);
                }
                if (channel != null) {
                    channel = possible(channel, i, name, unit.isEmpty() ? label.unit() : unit);
                }
                if (channel != null) {
                    channels.put(i, channel);
                }
            }
            return channels;
        }

        /**
         * A channel without a unit whose values are possible in the usual one; those of an ECG or
         * EMG may be counts. Null if no heart beats and no skin conducts like this.
         */
        private @Nullable ChannelName possible(
                ChannelName channel, int column, String name, String unit) {
            double[] values = column(column);
            if (values.length == 0 || ChannelName.saysUnit(channel.kind(), name, unit)) {
                return channel;
            }
            double median = channel.value(values[values.length / 2]);
            boolean fast = channel.kind() == Kind.HEART_RATE && median > MAX_BPM;
            if (fast || (channel.kind() == Kind.EDA && median > MAX_MICROSIEMENS)) {
                naming.refuse(
                        String.format(
                                "\"%s\" of about %s is no %s; name the column after what it is and"
                                        + " its unit",
                                name,
                                values[values.length / 2],
                                fast ? "heart rate in beats a minute" : "skin conductance in µS"));
                return null;
            }
            double low = values[values.length / 20];
            double high = values[values.length - 1 - values.length / 20];
            boolean counts =
                    (channel.kind() == Kind.ECG || channel.kind() == Kind.EMG)
                            && channel.unit() == Unit.MILLIVOLT
                            && Math.max(Math.abs(low), Math.abs(high)) > MAX_MILLIVOLTS;
            return counts ? channel.in(Unit.ARBITRARY, 1) : channel;
        }

        private static boolean areIntervals(Map<Integer, ChannelName> channels) {
            return !channels.isEmpty()
                    && channels.values().stream().allMatch(c -> c.kind() == Kind.BEAT_INTERVAL);
        }

        /**
         * Heart rates beside intervals that have neither times nor a rate: intervals need none. Not
         * so where rows repeat intervals, which only a clock shows to be none.
         */
        private void leaveOutUntimed(Map<Integer, ChannelName> channels, Clock clock) {
            List<Integer> intervals =
                    channels.keySet().stream()
                            .filter(i -> channels.get(i).kind() == Kind.BEAT_INTERVAL)
                            .toList();
            List<Integer> others =
                    channels.keySet().stream().filter(i -> !intervals.contains(i)).toList();
            boolean timed =
                    format.sampleRateHertz().isPresent()
                            || preamble.rate().isPresent()
                            || Arrays.stream(clock.steps()).anyMatch(d -> d > 0);
            boolean rates =
                    others.stream().allMatch(i -> channels.get(i).kind() == Kind.HEART_RATE);
            if (timed || !rates || intervals.size() != 1 || others.isEmpty()) {
                return;
            }
            if (!repeats(intervals.get(0))) {
                others.forEach(channels::remove);
                naming.refuse(
                        "\""
                                + names[others.get(0)]
                                + "\" has neither times nor a rate; only the intervals are read");
            }
        }

        /** Whether rows often have the value of the row before. */
        private boolean repeats(int column) {
            long same =
                    IntStream.range(1, rows.size())
                            .filter(i -> number(i, column) == number(i - 1, column))
                            .count();
            return 4 * same >= rows.size();
        }

        /** Numbers a second or a minute that are named like the wave they were taken from. */
        private void leaveOutSlow(
                Map<Integer, ChannelName> channels, double rate, Map<Integer, Double> sparse) {
            if (format.sampleRateHertz().isPresent()) {
                return; // Who gives a rate knows what the columns are.
            }
            List<Integer> slow =
                    channels.keySet().stream()
                            .filter(i -> channels.get(i).kind() != Kind.BEAT_INTERVAL)
                            .filter(
                                    i ->
                                            sparse.getOrDefault(i, rate)
                                                    < channels.get(i).leastHertz())
                            .toList();
            if (slow.size() == channels.size()) {
                return; // The clock may be wrong: whoever works with the signal says that.
            }
            for (int column : slow) {
                ChannelName channel = channels.remove(column);
                naming.refuse(
                        String.format(
                                Locale.ROOT,
                                "\"%s\" at %.4g Hz is no wave, which needs %.0f Hz; a rate is"
                                        + " named \"HR (bpm)\" or \"Resp Rate\"",
                                column < names.length ? names[column] : channel.kind(),
                                sparse.getOrDefault(column, rate),
                                channel.leastHertz()));
            }
        }

        /** Intervals that rows repeat until the next beat last far longer than the rows do. */
        private void leaveOutRepeated(Map<Integer, ChannelName> channels, Clock clock) {
            double[] times =
                    Arrays.stream(clock.times).filter(t -> !Double.isNaN(t)).sorted().toArray();
            if (clock.column < 0 || times.length == 0) {
                return;
            }
            // A clock of minutes may stand still for a row of intervals, but not for many.
            double longest = 2 * (times[times.length - 1] - times[0]) + 120;
            for (int column : List.copyOf(channels.keySet())) {
                ChannelName channel = channels.get(column);
                if (channel.kind() == Kind.BEAT_INTERVAL
                        && Arrays.stream(column(column)).map(channel::value).sum() / 1000 > longest
                        && (times[times.length - 1] > times[0] || repeats(column))) {
                    channels.remove(column);
                    naming.refuse(
                            "\""
                                    + names[column]
                                    + "\" repeats each interval in many rows; give one row a beat");
                }
            }
        }

        /** A column "value" of rows whose type or unit says that they are heart rate. */
        private Map<Integer, ChannelName> oneOfManyMeasures() {
            List<String> lower = Arrays.stream(names).map(n -> n.toLowerCase(Locale.ROOT)).toList();
            int value = lower.indexOf("value");
            int unit = lower.indexOf("unit");
            int type = lower.indexOf("type");
            if (value < 0 || (unit < 0 && type < 0)) {
                return Map.of();
            }
            for (String[] row : rows) {
                String unitText = unit >= 0 && unit < row.length ? row[unit] : "";
                String typeText = type >= 0 && type < row.length ? row[type] : "HR";
                boolean perMinute = typeText.equals("HR") && !unitText.equals("count/min");
                ChannelName channel = perMinute ? null : naming.read(typeText, unitText);
                if (channel != null && channel.kind() == Kind.HEART_RATE) {
                    if (unit >= 0) {
                        only.put(unit, unitText);
                    }
                    if (type >= 0) {
                        only.put(type, typeText);
                    }
                    rows = rows.stream().filter(r -> isOf(r, only)).toList();
                    return Map.of(value, channel.at(""));
                }
            }
            return Map.of();
        }

        /** Intervals whose unit only their size shows; null if the values are no intervals. */
        private @Nullable ChannelName measured(ChannelName channel, int column) {
            if (channel.unit() != Unit.ARBITRARY) {
                return channel;
            }
            double[] values = column(column);
            if (values.length == 0) {
                return null;
            }
            double median = median(column);
            if (median >= 250 && median <= 5000) {
                return channel.in(Unit.MILLISECOND, 1);
            }
            if (median >= 0.25 && median <= 3.5) {
                return channel.in(Unit.MILLISECOND, 1000);
            }
            naming.refuse(
                    String.format(
                            "\"%s\" of about %s is no interval between beats in ms or s; name the"
                                    + " column \"RR (ms)\" if it is",
                            names[column], median));
            return null;
        }

        private double median(int column) {
            double[] values = column(column);
            return values.length == 0 ? 0 : values[values.length / 2];
        }

        /** A column's values in the order of size. */
        private double[] column(int column) {
            return rows.stream()
                    .filter(row -> column < row.length)
                    .flatMapToDouble(row -> Arrays.stream(Numbers.several(row[column])))
                    .sorted()
                    .toArray();
        }

        /**
         * Numbers without names: one a line of the size of intervals between beats, or two of which
         * one runs on by the other.
         */
        private Map<Integer, ChannelName> plainIntervals() {
            int width = rows.stream().limit(50).mapToInt(Probe::width).max().orElse(0);
            boolean named = width(names) > 1 || (width(names) == 1 && !isPlainTitle(names[0]));
            boolean line = rows.size() > PROBE_LINES; // As long as that, a wave rather than beats.
            if (named || width < 1 || width > 2 || rows.size() < 8 || line) {
                return Map.of();
            }
            for (int column = 0; column < width; column++) {
                double[] sorted = column(column);
                if (sorted.length < 0.9 * rows.size()) {
                    return Map.of();
                }
                double low = sorted[sorted.length / 20];
                double median = sorted[sorted.length / 2];
                double high = sorted[sorted.length - 1 - sorted.length / 20];
                boolean millis = low >= 250 && high <= 4000 && median >= 300;
                boolean seconds = low >= 0.25 && high <= 4 && median >= 0.3 && median <= 2.5;
                boolean spread = low > 0.3 * median && high < 2.5 * median;
                if ((millis || seconds) && spread) {
                    ChannelName channel =
                            new ChannelName(
                                    Kind.BEAT_INTERVAL,
                                    "",
                                    Unit.MILLISECOND,
                                    millis ? 1 : 1000,
                                    0,
                                    false);
                    boolean sure =
                            (width == 2 && !countsRows(1 - column))
                                    ? runsBy(1 - column, column, millis ? 1000 : 1)
                                    : varies(column, !millis);
                    if (sure) {
                        return Map.of(column, channel);
                    }
                }
            }
            return Map.of();
        }

        private static boolean isPlainTitle(String name) {
            return isNumber(name) || name.length() > 40;
        }

        /** Whether the steps of one column are the values of another. */
        private boolean runsBy(int times, int values, double perSecond) {
            int like = 0;
            for (int i = 1; i < rows.size(); i++) {
                double step = number(i, times) - number(i - 1, times);
                double here = number(i, values);
                double before = number(i - 1, values);
                boolean same =
                        near(step * perSecond, here, perSecond)
                                || near(step * perSecond, before, perSecond)
                                || near(step, here, perSecond)
                                || near(step, before, perSecond);
                like += same ? 1 : 0;
            }
            return like > 0.7 * (rows.size() - 1);
        }

        private boolean countsRows(int column) {
            return IntStream.range(1, rows.size())
                    .allMatch(i -> number(i, column) - number(i - 1, column) == 1);
        }

        private static boolean near(double a, double b, double perSecond) {
            return Math.abs(a - b) < 0.05 * perSecond;
        }

        /**
         * Whether values change from row to row as beats do: those of a sampled wave hardly do
         * beside what they do in sixteen rows, and those of a slow signal hardly do at all.
         */
        private boolean varies(int column, boolean inSeconds) {
            double steps = 0;
            double spread = 0;
            double[] changes = new double[rows.size() - 1];
            for (int i = 1; i < rows.size(); i++) {
                double step = Math.abs(number(i, column) - number(i - 1, column));
                changes[i - 1] = step / number(i - 1, column);
                if (i >= 16) {
                    steps += step;
                    double apart = 0;
                    for (int k = 1; k <= 16; k++) {
                        apart += Math.abs(number(i, column) - number(i - k, column)) / 16;
                    }
                    spread += apart;
                }
            }
            Arrays.sort(changes);
            return !isSpiked(column)
                    && (rows.size() < 32 || steps >= MIN_STEP_SHARE * spread)
                    && (!inSeconds || changes[changes.length / 2] > 0.002);
        }

        /**
         * Whether values hardly change but for spikes that take several rows to rise and fall, over
         * and over, as the samples of an ECG do. An early beat is a step down and one up.
         */
        private boolean isSpiked(int column) {
            int parts = 0;
            int spiked = 0;
            for (int from = 1; from + SPIKED_ROWS <= rows.size(); from += SPIKED_ROWS) {
                double[] steps = new double[SPIKED_ROWS];
                for (int i = 0; i < steps.length; i++) {
                    double before = number(from + i - 1, column);
                    steps[i] = (number(from + i, column) - before) / before;
                }
                double[] sizes = Arrays.stream(steps).map(Math::abs).sorted().toArray();
                double usual = sizes[sizes.length / 2];
                double large = 6 * Math.max(usual, 0.001);
                int many = 0;
                int onwards = 0;
                for (int i = 1; i < steps.length; i++) {
                    boolean isLarge = Math.abs(steps[i]) > large;
                    many += isLarge ? 1 : 0;
                    onwards += isLarge && steps[i] * steps[i - 1] > large * large / 4 ? 1 : 0;
                }
                parts++;
                spiked += usual < 0.01 && many >= 4 && 5 * onwards >= 2 * many ? 1 : 0;
            }
            return parts > 0 && 2 * spiked > parts;
        }

        private double number(int row, int column) {
            String[] fields = rows.get(row);
            return column < fields.length ? Numbers.plain(fields[column]) : Double.NaN;
        }

        /** Columns named after time; where there is none, one without a name that holds dates. */
        private List<Integer> timeColumns(Set<Integer> channels) {
            List<Integer> times = new ArrayList<>();
            for (int i = 0; i < names.length; i++) {
                if (!channels.contains(i) && isTimeName(names[i])) {
                    times.add(i);
                }
            }
            int width = rows.stream().limit(50).mapToInt(Probe::width).max().orElse(0);
            for (int i = 0; i < width && times.isEmpty(); i++) {
                int column = i;
                boolean dates =
                        !channels.contains(i)
                                && rows.stream()
                                        .limit(20)
                                        .allMatch(
                                                r ->
                                                        column < r.length
                                                                && !isNumber(r[column])
                                                                && TimeText.isDateOrClock(
                                                                        r[column]));
                if (dates) {
                    times.add(i);
                }
            }
            if (times.isEmpty() && names.length == 0 && width == 2 && channels.size() == 1) {
                times.add(channels.contains(0) ? 1 : 0);
            }
            return times;
        }

        private static boolean isTimeName(String name) {
            List<String> words = ChannelName.words(name.replaceFirst("[(\\[{].*", ""));
            if (NO_SECONDS.matcher(name).matches()) {
                return false;
            }
            boolean unit = TIME_UNITS.contains(String.join("", words));
            return unit
                    || (words.stream().anyMatch(Probe::isTimeWord)
                            && words.stream().noneMatch(NO_TIMES::contains));
        }

        /** "daqtime" and "systime" are times, "risetime" is a measure of a response. */
        private static boolean isTimeWord(String word) {
            return TIME_WORDS.contains(word)
                    || (word.endsWith("time") && !word.matches("(rise|recovery|half|life)time"));
        }

        /** What is said where numbers have no names, or none that is known. */
        private void refuseNumbers(List<Integer> times) {
            if (width(names) > 0 && !times.isEmpty()) {
                throw new InputException(
                        file,
                        "none of its columns "
                                + Numbers.shortened(Arrays.toString(names))
                                + " is named after a signal, such as \"ECG (mV)\" or \"EDA (µS)\";"
                                + " name them with TableFormat.withColumns(...)");
            }
            boolean numbers =
                    rows.stream()
                            .limit(20)
                            .allMatch(
                                    r ->
                                            Arrays.stream(r)
                                                    .allMatch(
                                                            f ->
                                                                    f.isEmpty()
                                                                            || isNumber(f)
                                                                            || TimeText
                                                                                    .isDateOrClock(
                                                                                            f)));
            if (width(names) == 0 && numbers && rows.size() > 1) {
                throw new InputException(
                        file,
                        "holds numbers without names; say what they are with"
                                + " TableFormat.withColumns(\"ECG (mV)\", ...) and withRate(...)");
            }
        }

        /** A column of times and how it is read. */
        private final class Clock {
            final int column;
            final int dateColumn;
            private final double scale;
            private final boolean dayFirst;
            final double[] times;

            Clock(int column, int dateColumn) {
                this(column, dateColumn, 1);
            }

            /** One whose plain numbers are in a unit {@code times} as long as they seem to be. */
            Clock(int column, int dateColumn, double times) {
                this.column = column;
                this.dateColumn = dateColumn;
                List<String> texts =
                        rows.stream().map(r -> timeText(r, column, dateColumn)).toList();
                this.scale = column < 0 ? 1 : times * timeScale(column, texts);
                double[] monthFirst = read(texts, false);
                double[] dayFirst = read(texts, true);
                // Where both can be read, the one in which the rows lie closer is meant.
                double month = spread(monthFirst);
                double day = spread(dayFirst);
                this.dayFirst = day == month ? TimeText.isDayFirst(texts) : day < month;
                this.times = this.dayFirst ? dayFirst : monthFirst;
            }

            private double[] read(List<String> texts, boolean dayFirst) {
                TimeText time = new TimeText(scale, dayFirst);
                return texts.stream().mapToDouble(time::seconds).toArray();
            }

            private double spread(double[] seconds) {
                double low = Arrays.stream(seconds).filter(t -> !Double.isNaN(t)).min().orElse(0);
                double high = Arrays.stream(seconds).filter(t -> !Double.isNaN(t)).max().orElse(0);
                double missing = Arrays.stream(seconds).filter(Double::isNaN).count();
                return high - low + missing * MISSING_SECONDS;
            }

            /**
             * Whether the unit of the times is known, by a word, a date or their size since 1970.
             */
            private boolean hasUnit(int column) {
                String name = column < names.length ? names[column] : "";
                String unit = column < units.length ? units[column] : "";
                double first =
                        Arrays.stream(times).filter(t -> !Double.isNaN(t)).findFirst().orElse(0);
                return scaleOf(ChannelName.words(unit)) != 0
                        || scaleOf(ChannelName.words(name)) != 0
                        || first > 1e8;
            }

            TimeText fresh() {
                return new TimeText(scale, dayFirst);
            }

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

            /**
             * How far apart times are that several rows in turn have in common, as of a clock of
             * whole seconds or of packets; 0 where each row has its own.
             */
            double resolution() {
                double[] steps = steps();
                double[] rising = Arrays.stream(steps).filter(d -> d > 0).sorted().toArray();
                long still = Arrays.stream(steps).filter(d -> d == 0).count();
                return rising.length == 0 || 2 * still < steps.length
                        ? 0
                        : rising[rising.length / 2];
            }

            /** How uneven the steps are; infinite where times do not rise. */
            double unevenness() {
                double[] rising = Arrays.stream(steps()).filter(d -> d > 0).sorted().toArray();
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
        }

        private Clock clock(List<Integer> columns, boolean intervalsOnly) {
            int dates = columns.stream().filter(this::isDateOnly).findFirst().orElse(-1);
            Clock best = new Clock(-1, -1);
            double least = Double.POSITIVE_INFINITY;
            for (int column : columns) {
                if (column == dates && columns.size() > 1) {
                    continue;
                }
                boolean joins = dates >= 0 && column != dates && isClockOnly(column);
                Clock clock = new Clock(column, joins ? dates : -1);
                double unevenness =
                        intervalsOnly ? (clock.steps().length > 0 ? 0 : 1) : clock.unevenness();
                unevenness += clock.hasUnit(column) ? 0 : UNSURE;
                if (best.column < 0 || unevenness < least - 1e-9) {
                    best = clock;
                    least = unevenness;
                }
            }
            return best;
        }

        /**
         * The clock in the unit that its rows need if none is stated: no wave comes once a second,
         * intervals between beats last as long as their times are apart, and 45,000 that hardly
         * rise are the days of a spreadsheet.
         */
        private Clock sized(Clock clock, Map<Integer, ChannelName> channels) {
            double[] rising = Arrays.stream(clock.steps()).filter(d -> d > 0).sorted().toArray();
            if (clock.column < 0 || rising.length == 0) {
                return clock;
            }
            double step = rising[rising.length / 2];
            double first = number(0, clock.column);
            if (first > MIN_SHEET_DAY && first < MAX_SHEET_DAY && step < 1 / MAX_SHEET_HERTZ) {
                return new Clock(clock.column, clock.dateColumn, 86_400);
            }
            boolean numbers = !Double.isNaN(first);
            if (!numbers || clock.hasUnit(clock.column)) {
                return clock;
            }
            for (double unit : new double[] {1e-3, 1e-6}) {
                for (Map.Entry<Integer, ChannelName> entry : channels.entrySet()) {
                    Kind kind = entry.getValue().kind();
                    boolean meant;
                    if (kind == Kind.BEAT_INTERVAL) {
                        double seconds = entry.getValue().value(median(entry.getKey())) / 1000;
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
                        return new Clock(clock.column, clock.dateColumn, unit);
                    }
                }
            }
            return clock;
        }

        private boolean isDateOnly(int column) {
            return !rows.isEmpty()
                    && column < rows.get(0).length
                    && rows.get(0)[column].matches("\\d{1,4}[-/.]\\d{1,2}[-/.]\\d{1,4}");
        }

        private boolean isClockOnly(int column) {
            return !rows.isEmpty()
                    && column < rows.get(0).length
                    && rows.get(0)[column].matches("\\d{1,2}:\\d{2}.*");
        }

        private double timeScale(int column, List<String> texts) {
            String name = column < names.length ? names[column] : "";
            String unit = column < units.length ? units[column] : "";
            Matcher part = PART.matcher(unit.isEmpty() ? name : unit);
            double parts = part.matches() ? Math.max(1, Numbers.plain(part.group(2))) : 1;
            double scale = scaleOf(ChannelName.words(unit)) / parts;
            scale = scale == 0 ? scaleOf(ChannelName.words(name)) / parts : scale;
            if (scale != 0) {
                return scale;
            }
            // Since 1970 there have been over 1e11 ms, and there will not be 1e11 s for long.
            for (String text : texts) {
                double size = Math.abs(Numbers.plain(text));
                if (!Double.isNaN(size) && size > 0) {
                    return size >= 1e17 ? 1e-9 : size >= 1e14 ? 1e-6 : size >= 1e11 ? 1e-3 : 1;
                }
            }
            return 1;
        }

        private static double scaleOf(List<String> words) {
            for (String word : words) {
                switch (word) {
                    case "ms", "msec", "milli", "millis", "millisec", "milliseconds", "timer" -> {
                        return 1e-3;
                    }
                    case "us", "µs", "μs", "usec", "micros", "microseconds" -> {
                        return 1e-6;
                    }
                    case "ns", "nsec", "nanos", "nanoseconds" -> {
                        return 1e-9;
                    }
                    case "min", "minutes" -> {
                        return 60;
                    }
                    case "s", "sec", "secs", "seconds" -> {
                        return 1;
                    }
                    default -> {}
                }
            }
            return 0;
        }

        private double rate(Clock clock) {
            OptionalDouble given = format.sampleRateHertz();
            OptionalDouble said = given.isPresent() ? given : preamble.rate();
            if (clock.column < 0 && said.isEmpty()) {
                throw new InputException(
                        file,
                        "the table has no time column and names no rate; give it with"
                                + " TableFormat.withRate(...): BodyFiles.open(path, format), or"
                                + " Recording.of(path, format)");
            }
            double rate = said.isPresent() ? said.getAsDouble() : timedRate(clock);
            if (said.isPresent() && given.isEmpty() && clock.column >= 0) {
                double[] steps = clock.steps();
                double timed = Arrays.stream(steps).anyMatch(d -> d > 0) ? timedRate(clock) : rate;
                boolean other = Math.abs(timed - rate) >= 0.1 * rate;
                rate = other ? timed : rate;
            }
            if (Double.isNaN(rate)) {
                throw new InputException(
                        file,
                        "too many rows have the same time, so that no rate can be computed; give it"
                                + " with TableFormat.withRate(...)");
            }
            return checkedRate(file, rate);
        }

        /**
         * Rates of columns that many rows leave empty: over half of them, or every second or third,
         * where rows of several sensors are merged. Lost values are not as even as that.
         */
        private Map<Integer, Double> sparse(Map<Integer, ChannelName> channels, Clock clock) {
            Map<Integer, Double> sparse = new LinkedHashMap<>();
            for (Map.Entry<Integer, ChannelName> entry : channels.entrySet()) {
                int column = entry.getKey();
                int[] filled =
                        IntStream.range(0, clock.column < 0 ? 0 : rows.size())
                                .filter(i -> !Double.isNaN(number(i, column)))
                                .toArray();
                int empty = rows.size() - filled.length;
                boolean between = 10 * empty > rows.size() && isEven(filled);
                boolean few = filled.length >= 3 && (2 * filled.length < rows.size() || between);
                if (few && entry.getValue().kind() != Kind.BEAT_INTERVAL) {
                    double[] steps =
                            IntStream.range(1, filled.length)
                                    .mapToDouble(
                                            i ->
                                                    clock.times[filled[i]]
                                                            - clock.times[filled[i - 1]])
                                    .filter(d -> d > 0)
                                    .sorted()
                                    .toArray();
                    if (steps.length > 0) {
                        double rate = between ? meanRate(steps) : 1 / steps[steps.length / 2];
                        sparse.put(column, checkedRate(file, rate));
                    }
                }
            }
            return sparse;
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

        private double timedRate(Clock clock) {
            double[] steps = clock.steps();
            double[] rising = Arrays.stream(steps).filter(d -> d > 0).sorted().toArray();
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
            if (rising.length == 0) {
                throw new InputException(
                        file,
                        "the time column does not rise, so that no rate can be computed from it");
            }
            return clock.resolution() > 0 ? packetRate(clock, rising) : meanRate(steps);
        }

        /**
         * The rate of rows of which several in turn have the same time: the rows of whole packets
         * by the time until the next. The first and the last may be cut. NaN for under two.
         */
        private static double packetRate(Clock clock, double[] rising) {
            double usual = rising[rising.length / 2];
            double seconds = 0;
            int count = 0;
            int packets = 0;
            int begin = -1;
            for (int i = 1; i < clock.times.length; i++) {
                double step = clock.times[i] - clock.times[i - 1];
                if (step > 0) {
                    double length = begin < 0 ? 0 : clock.times[i] - clock.times[begin];
                    if (length > 0 && length <= 10 * usual) {
                        seconds += length;
                        count += i - begin;
                        packets++;
                    }
                    begin = i;
                }
            }
            return packets < 2 ? Double.NaN : nominal(count / seconds);
        }

        private static double meanRate(double[] steps) {
            double[] rising = Arrays.stream(steps).filter(d -> d > 0).sorted().toArray();
            // Long steps are gaps or stray times, not sampling: leave them out of the mean.
            double usual = rising[rising.length / 2];
            double[] within = Arrays.stream(steps).filter(d -> d >= 0 && d <= 10 * usual).toArray();
            return nominal(within.length / Arrays.stream(within).sum());
        }

        /** A whole rate is nearly always meant where the measured one is that close to it. */
        private static double nominal(double measured) {
            double whole = Math.rint(measured);
            return whole > 0 && Math.abs(measured - whole) < 1e-3 * whole ? whole : measured;
        }

        private boolean exactBeats(Map<Integer, ChannelName> channels, Clock clock) {
            for (Map.Entry<Integer, ChannelName> entry : channels.entrySet()) {
                if (entry.getValue().kind() == Kind.BEAT_INTERVAL && clock.column >= 0) {
                    int like = 0;
                    int count = 0;
                    for (int i = 1; i < rows.size(); i++) {
                        double step = clock.times[i] - clock.times[i - 1];
                        double seconds = entry.getValue().value(number(i, entry.getKey())) / 1000;
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
    }

    /** A rate that can be worked with. */
    static double checkedRate(String file, double hertz) {
        if (!(hertz >= MIN_HERTZ && hertz <= MAX_HERTZ)) {
            throw new InputException(
                    file,
                    "has a rate of "
                            + hertz
                            + " Hz; "
                            + MIN_HERTZ
                            + " to "
                            + MAX_HERTZ
                            + " Hz are read");
        }
        return hertz;
    }

    /** A row's time in seconds on the table's clock; NaN if it has none. */
    double seconds(String[] row) {
        return time.seconds(timeText(row));
    }

    /** A row's time as it is in the table; empty if the row is too short. */
    String timeText(String[] row) {
        return timeText(row, timeColumn, dateColumn);
    }

    private static String timeText(String[] row, int timeColumn, int dateColumn) {
        if (timeColumn < 0 || timeColumn >= row.length) {
            return "";
        }
        boolean dated = dateColumn >= 0 && dateColumn < row.length;
        return dated ? row[dateColumn] + " " + row[timeColumn] : row[timeColumn];
    }

    /** Whether a row is of the measure that is read. */
    boolean takes(String[] row) {
        return only.isEmpty() || isOf(row, only);
    }

    private static boolean isOf(String[] row, Map<Integer, String> only) {
        return only.entrySet().stream()
                .allMatch(e -> e.getKey() < row.length && row[e.getKey()].equals(e.getValue()));
    }
}
