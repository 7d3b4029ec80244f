package io.github.emotion4j.physio.internal.io.table;

import io.github.emotion4j.core.BioBlock.Kind;
import io.github.emotion4j.core.BioBlock.Unit;
import io.github.emotion4j.physio.internal.check.ConductanceUnits;
import io.github.emotion4j.physio.internal.check.Rates;
import io.github.emotion4j.physio.internal.io.channel.ChannelName;
import io.github.emotion4j.physio.internal.io.channel.ChannelNaming;
import io.github.emotion4j.physio.internal.io.channel.ChannelUnit;
import io.github.emotion4j.physio.internal.io.channel.ChannelWords;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What each column of a table is: by its name and unit, by what the lines before the rows say, and
 * where both leave it open by the size of its values. Columns whose names and values contradict
 * each other are left out by {@link ChannelNaming}. Confined to one thread.
 */
final class TableColumns {
    /** Above what no skin conducts. */
    private static final double MAX_MICROSIEMENS = 200;

    /** No ECG without a unit spans less in mV: it may be in V, as MNE writes it. */
    private static final double MIN_MILLIVOLTS = 0.02;

    /** No heart beats faster: larger values are intervals. */
    private static final double MAX_BPM = 250;

    /** What is called a temperature and is colder or warmer is not the skin's. */
    private static final double MIN_CELSIUS = 15;

    /** See {@link #MIN_CELSIUS}. */
    private static final double MAX_CELSIUS = 45;

    /** What says that a temperature is the skin's: "skin_temp", "SKT", "Tsk", "wrist temp". */
    private static final Pattern SKIN =
            Pattern.compile("(?i)sk(in|t)|tsk|wrist|finger|hand(?!held|le)");

    /** A column of a run, as "Run 1: Time (s)". */
    private static final Pattern RUN =
            Pattern.compile("(?i)((?:run|data ?set|latest) ?[0-9]{0,3}): ?(.*)");

    private final ChannelNaming naming;
    private final Preamble preamble;
    private FirstRows rows;
    private List<Preamble.Label> labels = List.of();
    private final Map<Integer, String> only = new LinkedHashMap<>();
    private final Map<Integer, ChannelName> channels;

    TableColumns(FirstRows rows, Preamble preamble, ChannelNaming naming) {
        this.rows = rows;
        this.preamble = preamble;
        this.naming = naming;
        leaveOutLaterRuns();
        Map<Integer, ChannelName> found = find();
        this.channels =
                found.isEmpty() && naming.refused() == 0
                        ? new LinkedHashMap<>(new UnnamedIntervals(this.rows).find())
                        : found;
    }

    /** The channels by their columns. */
    Map<Integer, ChannelName> channels() {
        return channels;
    }

    /** The rows of the measure that is read, below the names by which columns were recognised. */
    FirstRows rows() {
        return rows;
    }

    /** In a table of many measures, the text by column of the one that is read. */
    Map<Integer, String> only() {
        return only;
    }

    /** Of runs beside each other, each with times of its own as Vernier writes them, the first. */
    private void leaveOutLaterRuns() {
        List<String> names = new ArrayList<>();
        String first = "";
        for (String name : rows.names()) {
            Matcher run = RUN.matcher(name);
            if (!run.matches()) {
                names.add(name);
                continue;
            }
            first = first.isEmpty() ? run.group(1) : first;
            boolean later = !first.equals(run.group(1));
            names.add(later ? "" : run.group(2));
            if (later && ChannelWords.isSignal(run.group(2))) {
                naming.refuse(
                        "\"" + name + "\" is of another run than the first; write each to a table");
            }
        }
        rows = rows.named(names, rows.units());
    }

    private Map<Integer, ChannelName> find() {
        Map<Integer, ChannelName> channels = named();
        if (channels.isEmpty()) {
            channels.putAll(oneOfManyMeasures());
        }
        labels = channels.isEmpty() ? preamble.labels(rows) : List.of();
        if (!labels.isEmpty()) {
            FirstRows before = rows;
            rows =
                    rows.named(
                            labels.stream().map(Preamble.Label::name).toList(),
                            labels.stream().map(Preamble.Label::unit).toList());
            channels = named();
            rows = channels.isEmpty() ? before : rows;
        }
        weighed(channels);
        return channels;
    }

    /** Acceleration without a unit: only the size of gravity can show it. */
    private void weighed(Map<Integer, ChannelName> channels) {
        List<Integer> axes =
                channels.keySet().stream()
                        .filter(i -> channels.get(i).kind() == Kind.ACCELERATION)
                        .filter(i -> rows.unit(i).isEmpty())
                        .filter(
                                i ->
                                        i < rows.names().size()
                                                && !rows.name(i).matches(".*[(\\[{].*"))
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
                                                .mapToDouble(i -> rows.number(row, i))
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
        naming.among(rows.names());
        String[] names = rows.names().toArray(String[]::new);
        Map<Integer, ChannelName> channels = new LinkedHashMap<>();
        Map<String, String> renamed = DeviceColumns.of(names);
        List<Preamble.Label> said = preamble.of(names);
        for (int i = 0; i < names.length; i++) {
            String unit = rows.unit(i);
            Preamble.Label label = said.get(i);
            String name = renamed.getOrDefault(names[i], label.name());
            if (name.equals("[HRData]") && rows.median(i) > MAX_BPM) {
                name = "RR (ms)"; // Polar's HRM files hold rates or intervals under one name.
            }
            ChannelName channel =
                    TimeName.isTime(names[i])
                            ? null
                            : naming.read(name, unit.isEmpty() ? label.unit() : unit);
            if (channel != null && i < labels.size()) {
                channel = Preamble.scaled(channel, labels.get(i));
            }
            if (channel != null && channel.kind() == Kind.BEAT_INTERVAL) {
                channel = measured(channel, i);
                channel = channel != null && hasSigns(channel, i) ? null : channel;
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
     * A channel without a unit whose values are possible in the usual one; those of an ECG or EMG
     * may be counts. Null if no heart beats and no skin conducts like this.
     */
    private @Nullable ChannelName possible(
            ChannelName channel, int column, String name, String unit) {
        double[] values = rows.sorted(column);
        boolean wave = channel.leastHertz() > 0 || channel.kind() == Kind.ACCELERATION;
        if (wave && areMarks(values)) {
            naming.refuse(
                    "\""
                            + name
                            + "\" holds 0 and 1 alone, as marks and answers do and no wave does");
            return null;
        }
        if (values.length == 0) {
            return channel;
        }
        boolean never =
                channel.isTooLarge(values[values.length / 20])
                        || (channel.kind() == Kind.SKIN_TEMPERATURE
                                && !SKIN.matcher(name).find()
                                && !isOfABody(channel, values));
        if (!never && ChannelName.saysUnit(channel.kind(), name, unit)) {
            return channel;
        }
        double median = channel.scaled(values[values.length / 2]);
        boolean fast = channel.kind() == Kind.HEART_RATE && median > MAX_BPM;
        if (never || fast || (channel.kind() == Kind.EDA && median > MAX_MICROSIEMENS)) {
            naming.refuse(
                    String.format(
                            Locale.ROOT,
                            "\"%s\" of about %s is no %s",
                            name,
                            rounded(values[values.length / 2]),
                            never || fast
                                    ? channel.kind().label()
                                            + " in "
                                            + ChannelUnit.wanted(channel.kind())
                                            + "; name the column after what it is and its unit"
                                    : "skin conductance in µS; "
                                            + ConductanceUnits.advice(
                                                    values[values.length / 2],
                                                    Arrays.stream(values)
                                                            .allMatch(v -> v == Math.rint(v)))));
            return null;
        }
        double low = values[values.length / 100];
        double high = values[values.length - 1 - values.length / 100];
        boolean large = Math.max(Math.abs(low), Math.abs(high)) > ChannelName.MAX_MILLIVOLTS;
        boolean small =
                channel.kind() == Kind.ECG
                        && channel.unit() == Unit.MILLIVOLT
                        && values[0] < values[values.length - 1]
                        && values[values.length - 1] - values[0] < MIN_MILLIVOLTS;
        return small ? channel.in(Unit.ARBITRARY, 1) : channel.sized(name, unit, large);
    }

    /** Whether a tenth of the values can be the skin's: a watch that is not worn writes others. */
    private static boolean isOfABody(ChannelName channel, double[] values) {
        double[] celsius =
                Arrays.stream(values).map(channel::value).filter(v -> !Double.isNaN(v)).toArray();
        long possible =
                Arrays.stream(celsius).filter(v -> v >= MIN_CELSIUS && v <= MAX_CELSIUS).count();
        return 10 * possible >= celsius.length;
    }

    /** A value in a message, without digits that nobody asks for. */
    private static String rounded(double value) {
        return Double.isFinite(value)
                ? new BigDecimal(value)
                        .round(new MathContext(5))
                        .stripTrailingZeros()
                        .toPlainString()
                : String.valueOf(value);
    }

    private static boolean areMarks(double[] sorted) {
        return sorted.length > 1
                && sorted[0] == 0
                && sorted[sorted.length - 1] == 1
                && Arrays.stream(sorted).allMatch(v -> v == 0 || v == 1);
    }

    /** A column "value" of rows whose type or unit says that they are heart rate. */
    private Map<Integer, ChannelName> oneOfManyMeasures() {
        List<String> lower = rows.names().stream().map(n -> n.toLowerCase(Locale.ROOT)).toList();
        int value = lower.indexOf("value");
        int unit = lower.indexOf("unit");
        int type = lower.indexOf("type");
        if (value < 0 || (unit < 0 && type < 0)) {
            return Map.of();
        }
        for (String[] row : rows.rows()) {
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
                rows = rows.of(only);
                return Map.of(value, channel.at(""));
            }
        }
        return Map.of();
    }

    /** Whether intervals have a minus, by which a recorder tells each from the one before. */
    private boolean hasSigns(ChannelName channel, int column) {
        double[] values = rows.sorted(column);
        long signed =
                Arrays.stream(values)
                        .map(channel::value)
                        .filter(
                                v ->
                                        v <= -Rates.MIN_INTERVAL_MILLIS
                                                && v >= -Rates.MAX_INTERVAL_MILLIS)
                        .count();
        boolean marked = 10 * signed > values.length;
        if (marked) {
            naming.refuse(
                    String.format(
                            Locale.ROOT,
                            "\"%s\" has a minus before %d of its first %d intervals; write them"
                                    + " without it, a row a beat",
                            rows.name(column),
                            signed,
                            values.length));
        }
        return marked;
    }

    /** Intervals whose unit only their size shows; null if the values are no intervals. */
    private @Nullable ChannelName measured(ChannelName channel, int column) {
        if (channel.unit() != Unit.ARBITRARY) {
            return channel;
        }
        if (rows.sorted(column).length == 0) {
            naming.refuse("\"" + rows.name(column) + "\" holds no value in the first rows");
            return null;
        }
        double median = rows.median(column);
        if (median >= 250 && median <= 5000) {
            return channel.in(Unit.MILLISECOND, 1);
        }
        if (median >= 0.25 && median <= 3.5) {
            return channel.in(Unit.MILLISECOND, 1000);
        }
        naming.refuse(
                String.format(
                        Locale.ROOT,
                        "\"%s\" of about %s is no interval between beats in ms or s; name the"
                                + " column \"RR (ms)\" if it is",
                        rows.name(column),
                        rounded(median)));
        return null;
    }
}
