package io.github.emotion4j.physio.internal.io.table;

import io.github.emotion4j.core.BioBlock.Kind;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.internal.io.Guard;
import io.github.emotion4j.core.spi.SignalReader;
import io.github.emotion4j.physio.internal.io.channel.ChannelName;
import io.github.emotion4j.physio.internal.io.channel.Column;
import io.github.emotion4j.physio.internal.io.input.Lines;
import io.github.emotion4j.physio.internal.io.input.Numbers;
import io.github.emotion4j.physio.internal.io.input.TimeText;
import io.github.emotion4j.physio.io.TableFormat;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A table of signals, a line a sample: read row by row, so its size does not matter.
 *
 * <p>With a time column every sample finds its place by its time; without one, by its number. Rows
 * of which no column of a signal has a value, such as marks of events, are samples only where one
 * is due.
 */
public final class TableReader implements SignalReader {
    private static final Logger LOG = LoggerFactory.getLogger(TableReader.class);

    /** Rows in turn whose times show that they begin again or went back; one may be astray. */
    private static final int ROWS_THAT_SHOW = 3;

    /** A time that is further ahead of the others is astray if the next is not. */
    private static final double MIN_LEAP_SECONDS = 60;

    /** The end of summer time, and half an hour by which a clock was wrong. */
    private static final double MAX_SET_BACK_SECONDS = 5400;

    private record Place(int index, Column column, boolean sparse, boolean intervals) {
        boolean isIn(String[] row) {
            return index < row.length && !row[index].isEmpty();
        }
    }

    private final String name;
    private final Lines in;
    private final TableLayout layout;
    private final List<Reason> issues;
    private final ArrayDeque<Signal> ready = new ArrayDeque<>();
    private final List<Place> places = new ArrayList<>();
    private final Set<Integer> late;
    private final Map<Integer, double[]> together = new HashMap<>();
    private double origin = Double.NaN;
    private double latest = Double.NEGATIVE_INFINITY;
    private double waiting = Double.NaN;
    private double lastRow = Double.NaN;
    private double empty = Double.NaN;
    private int begunAgain;
    private int goneBack;
    private @Nullable String person;
    private long samples;
    private boolean ended;

    /** Opens a table; nothing if its columns are no signals that are known here. */
    public static Optional<SignalReader> open(String name, Lines in, TableFormat format)
            throws IOException {
        return open(name, in, format, List.of());
    }

    /**
     * Opens a table.
     *
     * @param before what is left out already of the document of which this is the table
     */
    public static Optional<SignalReader> open(
            String name, Lines in, TableFormat format, List<Reason> before) throws IOException {
        return TableLayout.read(name, in, format)
                .map(layout -> new TableReader(name, in, layout, before));
    }

    private TableReader(String name, Lines in, TableLayout layout, List<Reason> before) {
        this.name = name;
        this.in = in;
        this.layout = layout;
        this.issues = new ArrayList<>(before);
        this.issues.addAll(layout.issues());
        this.late = new HashSet<>(layout.late());
        layout.channels().forEach((index, channel) -> places.add(place(index, channel)));
    }

    private Place place(int index, ChannelName channel) {
        boolean sparse = layout.sparse().containsKey(index);
        double rate = layout.sparse().getOrDefault(index, layout.rateHertz());
        double tolerance = layout.toleranceSeconds().get(index);
        Column column = Column.of(channel, rate, layout.exactBeats(), tolerance, ready);
        return new Place(index, column, sparse, channel.kind() == Kind.BEAT_INTERVAL);
    }

    @Override
    public Optional<Signal> next() {
        try {
            while (ready.isEmpty() && !ended) {
                String row = row();
                if (row == null) {
                    end();
                } else if (!isEmpty(row) && !Preamble.isComment(row)) {
                    take(row);
                }
            }
        } catch (IOException e) {
            throw new InputException(name, "cannot be read on: " + e.getMessage(), e);
        }
        return Optional.ofNullable(ready.poll());
    }

    /** Whether a line holds nothing but blanks and what ends files: zeros and Ctrl-Z. */
    private static boolean isEmpty(String row) {
        return row.chars().allMatch(c -> c <= ' ' || Character.isWhitespace(c));
    }

    /** A line, or several of which a quoted field is. */
    private @Nullable String row() throws IOException {
        String line = in.next();
        if (line == null || line.indexOf('"') < 0 || !Fields.hasOpenQuote(line)) {
            return line;
        }
        List<String> lines = new ArrayList<>(List.of(line));
        while (lines.size() <= Fields.MAX_JOINED_LINES) {
            String more = in.next();
            if (more == null) {
                break;
            }
            lines.add(more);
            List<String> joined = Fields.joined(lines);
            if (joined.size() == 1) {
                return joined.get(0);
            }
        }
        throw new InputException(
                name,
                "line " + (in.number() - lines.size() + 1) + ": a quote is opened and not closed");
    }

    private void take(String text) {
        String[] row = layout.fields().split(name, in.number(), text);
        if (!layout.takes(row)) {
            return;
        }
        checkPerson(row);
        double time = time(row);
        double[] values = values(row);
        if (layout.timeColumn() >= 0 && places.stream().noneMatch(place -> place.isIn(row))) {
            settleEmpty(time - origin, Double.NaN);
            return;
        }
        samples++;
        if (Double.isNaN(origin) && !Double.isNaN(time)) {
            origin = time;
        }
        double since = time - origin;
        checkTime(since);
        settleEmpty(since, since);
        give(since, values);
    }

    /** When a row is; NaN where neither its time nor the rate says so. */
    private double time(String[] row) {
        if (layout.timeColumn() < 0) {
            return samples / layout.rateHertz();
        }
        double time = layout.seconds(row);
        if (Double.isNaN(time)) {
            String text = layout.timeText(row);
            if (text.matches("[0-9]+:[0-9]+")) {
                throw TimeText.unread(name, text);
            }
            // An empty field leaves its row out; one that is no time is an error, as in values.
            Numbers.parse(text, name, in.number(), "time");
        }
        return time;
    }

    /**
     * The value at each place, NaN if none; several intervals in one field go to {@link #together}.
     */
    private double[] values(String[] row) {
        together.clear();
        double[] values = new double[places.size()];
        for (int i = 0; i < values.length; i++) {
            Place place = places.get(i);
            values[i] = Double.NaN;
            if (!place.isIn(row)) {
                continue;
            }
            String field = row[place.index];
            double[] several = place.intervals ? Numbers.several(field) : new double[0];
            if (several.length > 0) {
                together.put(i, several);
            } else {
                values[i] = Numbers.parse(field, name, in.number(), "value");
            }
        }
        return values;
    }

    /** Gives a row to its columns; one that has not begun or is sparse misses no value. */
    private void give(double since, double[] values) {
        together.forEach((i, several) -> places.get(i).column.accept(since, several));
        for (int i = 0; i < values.length; i++) {
            Place place = places.get(i);
            if (together.containsKey(i)) {
                continue;
            }
            boolean there = !Double.isNaN(values[i]);
            if (there) {
                late.remove(place.index);
            }
            boolean begun = !late.contains(place.index);
            if (begun && (!place.sparse || there)) {
                place.column.accept(since, values[i]);
            }
        }
    }

    /**
     * A row without a value that was read before: it is a sample whose values are missing where the
     * next row is too late to follow the one before it; else it is a mark between samples.
     *
     * @param next the time of the next row
     * @param filled the same where that row has a value; NaN where it is as empty
     */
    private void settleEmpty(double next, double filled) {
        if (Double.isNaN(next)) {
            return;
        }
        double rate = layout.rateHertz();
        if (empty > lastRow && empty < next && (next - lastRow) * rate >= 1.5) {
            for (Place place : places) {
                if (!place.sparse && !late.contains(place.index)) {
                    place.column.accept(empty, Double.NaN);
                }
            }
            lastRow = empty;
        }
        lastRow = Double.isNaN(filled) ? lastRow : filled;
        empty = Double.isNaN(filled) ? next : Double.NaN;
    }

    private void checkPerson(String[] row) {
        String is = layout.person(row);
        if (!is.isEmpty() && person != null && !person.equals(is)) {
            throw TableLayout.severalPersons(name, in.number(), person, is);
        }
        person = is.isEmpty() ? person : is;
    }

    /**
     * A clock that is set goes back by up to an hour, and to another time than the one the table
     * began with: other rows are of another person, trial or block, or not in order.
     */
    private void checkTime(double since) {
        double ahead = waiting;
        waiting = Double.NaN;
        double near =
                Double.isNaN(layout.rateHertz())
                        ? MIN_LEAP_SECONDS / 10
                        : ROWS_THAT_SHOW / layout.rateHertz();
        if (Double.isNaN(since)) {
            return;
        }
        if (since > latest + Math.max(MIN_LEAP_SECONDS, 2 * near) && !(since >= ahead)) {
            waiting = since; // It may be astray.
            return;
        }
        boolean again = since >= 0 && since <= near && since < latest - Math.max(1, 2 * near);
        boolean far = since < latest - MAX_SET_BACK_SECONDS;
        begunAgain = again ? begunAgain + 1 : 0;
        goneBack = far ? goneBack + 1 : 0;
        if (begunAgain == ROWS_THAT_SHOW) {
            throw RowRate.beginAgain(
                    name, "begin again near line " + (in.number() - ROWS_THAT_SHOW + 1));
        }
        if (goneBack == ROWS_THAT_SHOW) {
            throw new InputException(
                    name,
                    String.format(
                            Locale.ROOT,
                            "the times of its rows go back by %.1f h near line %d; sort the rows by"
                                    + " time, write the next date behind midnight, or write those before and after to a table of their"
                                    + " own",
                            (latest - since) / 3600,
                            in.number() - ROWS_THAT_SHOW + 1));
        }
        if (!again && !far) {
            latest = since < latest - near ? since : Math.max(latest, since);
        }
    }

    private void end() {
        ended = true;
        for (Place place : places) {
            place.column.finish();
            if (place.column.leavesOutMost() && place.intervals) {
                throw new InputException(
                        name,
                        "most of its intervals between beats are under 200 ms or over 10 s; name"
                                + " their column after its unit, as \"RR (ms)\" or \"RR (s)\", and"
                                + " write thousands without separators");
            }
            if (place.column.leavesOutMost()) {
                throw RowRate.beginAgain(name, "go back in most rows");
            }
        }
        places.stream()
                .flatMap(place -> place.column.issues().stream())
                .distinct()
                .forEach(this::tell);
    }

    /** A hole is seen among the blocks; what was left out is not. */
    private void tell(Reason issue) {
        LOG.warn("{}: {}", name, issue.message());
        if (!issue.code().equals("time-gaps")) {
            issues.add(issue);
        }
    }

    @Override
    public List<Reason> issues() {
        return List.copyOf(issues);
    }

    @Override
    public void close() {
        Guard.close(name, in);
    }
}
