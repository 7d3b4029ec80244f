package io.github.emotion4j.physio.internal.io.empatica;

import io.github.emotion4j.core.BioBlock;
import io.github.emotion4j.core.BioBlock.Kind;
import io.github.emotion4j.core.BioBlock.Unit;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.spi.SignalReader;
import io.github.emotion4j.physio.internal.io.channel.ChannelName;
import io.github.emotion4j.physio.internal.io.channel.ChannelNaming;
import io.github.emotion4j.physio.internal.io.channel.Column;
import io.github.emotion4j.physio.internal.io.channel.MergingReader;
import io.github.emotion4j.physio.internal.io.channel.PossibleRate;
import io.github.emotion4j.physio.internal.io.channel.Source;
import io.github.emotion4j.physio.internal.io.input.Content;
import io.github.emotion4j.physio.internal.io.input.Lines;
import io.github.emotion4j.physio.internal.io.input.Numbers;
import io.github.emotion4j.physio.internal.io.input.TimeText;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The files of an Empatica E4 session: each has a line with the start, a line with the rate, then a
 * value a line; {@code IBI.csv} has the start, then times and intervals. All are put on the clock
 * that begins with the first. A file that is empty or damaged is left out by name.
 */
public final class EmpaticaFiles {
    /** Files of one session start within minutes; those of two are hours apart. */
    private static final double MAX_APART_SECONDS = 6 * 3600.0;

    /** A start before 1970 is no start. */
    private static final double MIN_UNIX = 0;

    /** The year 2096; larger numbers are no seconds since 1970. */
    private static final double MAX_UNIX = 4e9;

    /** Above all values of all sensors; the start of a session is a larger number. */
    private static final double MAX_VALUE = 1e9;

    private record Sensor(Kind kind, Unit unit, double scale, List<String> sites) {
        /** The columns of its file. */
        int columns() {
            return kind == Kind.BEAT_INTERVAL ? 2 : sites.size();
        }

        ChannelName channel() {
            return new ChannelName(kind, "", unit, scale, 0, false);
        }
    }

    private static final Map<String, Sensor> SENSORS =
            Map.of(
                    "bvp", new Sensor(Kind.PPG, Unit.ARBITRARY, 1, List.of("")),
                    "eda", new Sensor(Kind.EDA, Unit.MICROSIEMENS, 1, List.of("")),
                    "temp", new Sensor(Kind.SKIN_TEMPERATURE, Unit.CELSIUS, 1, List.of("")),
                    "hr", new Sensor(Kind.HEART_RATE, Unit.BEATS_PER_MINUTE, 1, List.of("")),
                    // 64 counts a g, by Empatica's info.txt.
                    "acc",
                            new Sensor(
                                    Kind.ACCELERATION,
                                    Unit.STANDARD_GRAVITY,
                                    1 / 64.0,
                                    List.of("x", "y", "z")),
                    "ibi", new Sensor(Kind.BEAT_INTERVAL, Unit.MILLISECOND, 1000, List.of("")));

    /** The order in which blocks of one time are given. */
    private static final List<String> ORDER = List.of("bvp", "eda", "temp", "hr", "acc", "ibi");

    private EmpaticaFiles() {}

    /** Whether a file has a name of a session's and is no table, which begins with names. */
    public static boolean isOfSession(Content content) throws IOException {
        return content.fileName().matches("(bvp|eda|temp|hr|acc|ibi)\\.csv") && !isTable(content);
    }

    private static boolean isTable(Content content) throws IOException {
        try (InputStream in = content.open()) {
            byte[] head = in.readNBytes(16);
            String start = new String(head, Lines.charset(head)).replace("\uFEFF", "");
            return start.matches("(?s)[\"'#]?\\p{L}.*");
        }
    }

    /** Whether a text begins as a file of an E4 does: a start, then a rate or intervals. */
    public static boolean isEmpatica(String head) {
        String[] lines = head.split("\\R", 4);
        if (lines.length < 3) {
            return false;
        }
        String[] first = lines[0].split(",");
        String[] second = lines[1].split(",");
        double unix = Numbers.plain(first[0]);
        boolean starts = unix > 1e9 && unix < 2.5e9;
        boolean intervals = first.length == 2 && first[1].strip().equals("IBI");
        double rate = Numbers.plain(second[0]);
        boolean sampled =
                first.length == second.length
                        && (first.length == 1 || first.length == 3)
                        && Arrays.stream(first).allMatch(f -> Numbers.plain(f) == unix)
                        && Arrays.stream(second).allMatch(f -> Numbers.plain(f) == rate)
                        && rate >= 1
                        && rate <= 1000
                        && lines[2].split(",").length == first.length;
        return starts && (intervals || sampled);
    }

    /**
     * Opens one file by its first lines: intervals state what they are, other files by their name.
     */
    public static SignalReader open(Content content, String head) throws IOException {
        boolean beats = head.lines().findFirst().orElse("").contains("IBI");
        return open(content.name(), Map.of(beats ? "ibi" : sensorOf(content), content));
    }

    /** Opens the files of one session. */
    public static SignalReader open(String name, List<Content> files) throws IOException {
        Map<String, Content> bySensor = new HashMap<>();
        for (Content content : files) {
            bySensor.put(sensorOf(content), content);
        }
        return open(name, bySensor);
    }

    private static SignalReader open(String name, Map<String, Content> files) throws IOException {
        ChannelNaming naming = new ChannelNaming(name);
        List<File> opened = new ArrayList<>();
        boolean done = false;
        try {
            for (String sensor : ORDER) {
                Content content = files.get(sensor);
                File file = content == null ? null : file(content, naming, sensor);
                if (file != null) {
                    opened.add(file);
                }
            }
            List<Reason> issues = naming.conclude(!opened.isEmpty());
            if (opened.isEmpty()) {
                throw new InputException(
                        name,
                        "looks like a file of an Empatica E4, whose name states what it holds; keep"
                                + " names such as EDA.csv, or give the folder of the session");
            }
            SignalReader reader = merged(name, opened, issues);
            done = true;
            return reader;
        } finally {
            if (!done) {
                for (File file : opened) {
                    file.lines.close();
                }
            }
        }
    }

    /** What a file holds by its name: also of {@code P01_EDA.csv}. */
    private static String sensorOf(Content content) {
        String fileName = content.fileName();
        String found = "";
        for (String sensor : ORDER) {
            if (fileName.matches("(.*[^a-z])?" + sensor + "([^a-z].*)?")) {
                found = sensor;
            }
        }
        return found;
    }

    private static SignalReader merged(String name, List<File> files, List<Reason> issues) {
        double first = files.stream().mapToDouble(File::startUnix).min().orElse(0);
        double last = files.stream().mapToDouble(File::startUnix).max().orElse(0);
        requireOneSession(name, "files", last - first);
        List<Source> sources = new ArrayList<>();
        for (File file : files) {
            sources.add(
                    file.rate > 0
                            ? new Samples(file, file.startUnix - first)
                            : new Beats(file, file.startUnix - first));
        }
        return new MergingReader(name, sources, issues);
    }

    /** Refuses what begins too far apart for one session. */
    static void requireOneSession(String name, String parts, double apartSeconds) {
        if (apartSeconds > MAX_APART_SECONDS) {
            throw new InputException(
                    name,
                    String.format(
                            Locale.ROOT,
                            "its %s begin %.1f h apart, so they are of several sessions; keep"
                                    + " those of one",
                            parts,
                            apartSeconds / 3600));
        }
    }

    private record File(String name, Lines lines, Sensor sensor, double startUnix, double rate) {}

    /** Reads a file's first lines; null, with a reason noted, if it holds nothing. */
    private static @Nullable File file(Content content, ChannelNaming naming, String sensorName)
            throws IOException {
        Sensor sensor = SENSORS.get(sensorName);
        String label = content.shownName();
        InputStream in = new BufferedInputStream(content.open(), 1 << 16);
        in.mark(1 << 12);
        byte[] head = in.readNBytes(1 << 10);
        in.reset();
        Lines lines = new Lines(content.name(), in, Lines.charset(head), content.limits());
        String start = lines.next();
        boolean beats = sensor.kind == Kind.BEAT_INTERVAL;
        String rateLine = beats ? "" : lines.next();
        String first = lines.next();
        String problem = first == null || first.isBlank() ? "" : misfit(sensor, first);
        double unix = Double.NaN;
        double rate = 0;
        if (start == null || rateLine == null || first == null) {
            problem = "holds no value";
        } else if (problem.isEmpty()) {
            lines.putBack(List.of(first));
            unix = new TimeText(1, TimeText.Pair.UNSTATED).seconds(start.split(",")[0].strip());
            rate = beats ? 0 : Numbers.plain(rateLine.split(",")[0]);
            if (!(unix >= MIN_UNIX && unix <= MAX_UNIX)) {
                problem = "starts at \"" + Numbers.shortened(start) + "\", which is no UNIX time";
            } else if (!beats && !PossibleRate.is(rate)) {
                problem = "has the rate \"" + Numbers.shortened(String.valueOf(rateLine)) + "\" Hz";
            }
        }
        if (!problem.isEmpty()) {
            lines.close();
            naming.refuse(label + " " + problem);
            return null;
        }
        return new File(content.name(), lines, sensor, unix, rate);
    }

    /** What is wrong with the number of a row's columns; empty if nothing is. */
    private static String misfit(Sensor sensor, String row) {
        int columns = row.split(",", -1).length;
        return columns == sensor.columns()
                ? ""
                : String.format(
                        Locale.ROOT,
                        "has the row \"%s\", of %d column(s) in place of %d; write decimals with"
                                + " points, and nothing beside the values",
                        Numbers.shortened(row),
                        columns,
                        sensor.columns());
    }

    /** The fields of a row, which are as many as there are columns. */
    private static String[] fields(File file, String row) {
        String problem = misfit(file.sensor, row);
        if (!problem.isEmpty()) {
            throw new InputException(file.name, "line " + file.lines.number() + ": " + problem);
        }
        return row.split(",", -1);
    }

    /** The columns of a file with a rate; several are given one after the other. */
    private static final class Samples implements Source {
        private final File file;
        private final double startSeconds;
        private final ArrayDeque<BioBlock> ready = new ArrayDeque<>();
        private long samples;
        private long missing;

        Samples(File file, double startSeconds) {
            this.file = file;
            this.startSeconds = startSeconds;
        }

        @Override
        public @Nullable BioBlock next() throws IOException {
            if (ready.isEmpty()) {
                readBlock();
            }
            return ready.poll();
        }

        private void readBlock() throws IOException {
            List<String> sites = file.sensor.sites;
            ChannelName channel = file.sensor.channel();
            int most = Column.blockSamples(file.rate);
            double[][] values = new double[sites.size()][most];
            int n = 0;
            while (n < most) {
                String text = file.lines.next();
                if (text == null) {
                    break;
                }
                if (text.isBlank()) {
                    missing++; // Or the end of the file, which is no sample.
                    continue;
                }
                if (missing > 0) {
                    file.lines.putBack(List.of(text));
                    int gap = (int) Math.min(missing, most - n);
                    for (double[] column : values) {
                        Arrays.fill(column, n, n + gap, Double.NaN);
                    }
                    missing -= gap;
                    n += gap;
                    continue;
                }
                String[] fields = fields(file, text);
                for (int c = 0; c < sites.size(); c++) {
                    values[c][n] = channel.value(value(fields[c]));
                }
                n++;
            }
            if (n == 0) {
                return;
            }
            long start =
                    Math.round(startSeconds * 1e9) + TimeInterval.nanosOfSample(samples, file.rate);
            samples += n;
            for (int c = 0; c < sites.size(); c++) {
                ready.add(
                        new BioBlock(
                                        start,
                                        file.sensor.kind,
                                        file.sensor.unit,
                                        file.rate,
                                        n == most ? values[c] : Arrays.copyOf(values[c], n))
                                .at(sites.get(c)));
            }
        }

        private double value(String field) {
            double value = Numbers.parse(field, file.name, file.lines.number(), "value");
            if (value > MAX_VALUE) {
                throw new InputException(
                        file.name,
                        "line "
                                + file.lines.number()
                                + ": \""
                                + Numbers.shortened(field)
                                + "\" is the start of another session; write each session to"
                                + " a file of its own");
            }
            return value;
        }

        @Override
        public void close() throws IOException {
            file.lines.close();
        }
    }

    /** Times of beats, and the intervals that end at them. */
    private static final class Beats implements Source {
        private final File file;
        private final Column column;
        private final double startSeconds;
        private final ArrayDeque<Signal> ready = new ArrayDeque<>();

        Beats(File file, double startSeconds) {
            this.file = file;
            this.startSeconds = startSeconds;
            this.column = Column.of(file.sensor.channel(), 1, true, ready);
        }

        @Override
        public @Nullable BioBlock next() throws IOException {
            while (ready.isEmpty()) {
                String text = file.lines.next();
                if (text == null) {
                    return null;
                }
                if (!text.isBlank()) {
                    String[] fields = fields(file, text);
                    long line = file.lines.number();
                    double time = Numbers.parse(fields[0], file.name, line, "time");
                    column.accept(
                            startSeconds + time,
                            Numbers.parse(fields[1], file.name, line, "interval"));
                }
            }
            return (BioBlock) ready.poll();
        }

        @Override
        public void close() throws IOException {
            file.lines.close();
        }
    }
}
