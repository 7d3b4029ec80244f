package io.github.emotion4j.physio.internal.io.wfdb;

import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.internal.io.BoundedInput;
import io.github.emotion4j.physio.internal.io.channel.ChannelName;
import io.github.emotion4j.physio.internal.io.channel.ChannelNaming;
import io.github.emotion4j.physio.internal.io.channel.ChannelUnit;
import io.github.emotion4j.physio.internal.io.channel.ChannelWords;
import io.github.emotion4j.physio.internal.io.channel.PossibleRate;
import io.github.emotion4j.physio.internal.io.input.Numbers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A WFDB header, by header(5) of the WFDB Applications Guide: a record line, then a line a signal
 * or, of a record in segments, a line a segment.
 *
 * @param name the header's path, for messages
 * @param folder its folder; files of the record lie within
 * @param frameHertz frames a second
 * @param samples frames in the record; 0 where the header does not say
 * @param signals what each frame holds, in order; empty for a record in segments
 * @param segments the segments, in order; empty for one that has signals
 * @param issues the signals that are left out
 */
public record WfdbHeader(
        String name,
        Path folder,
        double frameHertz,
        long samples,
        List<SignalLine> signals,
        List<Segment> segments,
        List<Reason> issues) {
    /** Headers of records in ten thousands of segments have a megabyte. */
    private static final long MAX_BYTES = 1 << 24;

    /** The default of the WFDB format. */
    private static final double DEFAULT_HERTZ = 250;

    /** The default of the WFDB format, units per mV. */
    private static final double DEFAULT_GAIN = 200;

    private static final Pattern RECORD_LINE =
            Pattern.compile(
                    "\\S{1,200}[ \\t]+[0-9]{1,6}([ \\t]+[0-9.eE+-]{1,30}\\S{0,60}([ \\t].*)?)?");

    private static final Pattern SIGNAL_LINE =
            Pattern.compile(
                    "\\S{1,200}[ \\t]+[0-9]{1,3}(x[0-9]{1,6})?(:[0-9]{1,9})?(\\+[0-9]{1,12})?([ \\t].*)?");

    private static final Pattern FORMAT =
            Pattern.compile(
                    "([0-9]{1,3})(?:x([0-9]{1,6}))?(?::([0-9]{1,9}))?(?:\\+([0-9]{1,12}))?");

    private static final Pattern GAIN =
            Pattern.compile("([-+0-9.eE]{1,40})?(?:\\(([-+0-9.eE]{1,40})\\))?(?:/(.*))?");

    /** A segment of a record: another record of the folder, or a gap, {@code "~"}. */
    record Segment(String record, long samples) {}

    /**
     * One signal of a record.
     *
     * @param file its file's name
     * @param format its format in the file
     * @param perFrame samples a frame
     * @param skew samples by which it is late
     * @param byteOffset where samples begin in the file
     * @param gain counts a unit
     * @param baseline the count of 0 units
     * @param initial the value before the first, of differences
     * @param channel the signal; null if it is not read
     */
    record SignalLine(
            String file,
            int format,
            int perFrame,
            int skew,
            long byteOffset,
            double gain,
            double baseline,
            int initial,
            @Nullable ChannelName channel) {}

    /** Whether a text begins as a header does. */
    public static boolean isHeader(String text) {
        List<String> lines = new ArrayList<>();
        for (String line : text.substring(0, Math.min(text.length(), 4000)).split("\\R")) {
            if (!line.isBlank() && !line.startsWith("#")) {
                lines.add(line.strip());
            }
            if (lines.size() == 2) {
                break;
            }
        }
        if (lines.isEmpty() || !RECORD_LINE.matcher(lines.get(0)).matches()) {
            return false;
        }
        boolean segments = lines.get(0).split("\\s+")[0].matches(".+/[0-9]{1,6}");
        return lines.size() > 1
                && (segments
                        ? lines.get(1).matches("\\S{1,200}[ \\t]+[0-9]{1,15}")
                        : SIGNAL_LINE.matcher(lines.get(1)).matches()
                                && lines.get(1)
                                        .split("\\s+")[0]
                                        .matches(".*\\.[A-Za-z][A-Za-z0-9_]*|~"));
    }

    /** Reads a header. */
    static WfdbHeader read(Path header, Limits limits) throws IOException {
        String name = header.toString();
        long most = Math.min(limits.maxBytes(), MAX_BYTES);
        byte[] bytes = BoundedInput.read(header, limits.toBuilder().maxBytes(most).build());
        List<String> lines = new ArrayList<>();
        for (String line : new String(bytes, StandardCharsets.ISO_8859_1).split("\\R")) {
            if (!line.isBlank() && !line.strip().startsWith("#")) {
                lines.add(line.strip());
            }
        }
        if (lines.isEmpty()) {
            throw new InputException(name, "is an empty WFDB header");
        }
        String[] record = lines.get(0).split("\\s+");
        if (record.length < 2) {
            throw new InputException(
                    name, "is no WFDB header: its first line needs a name and a number of signals");
        }
        long n = whole(name, record[1]);
        double rate = DEFAULT_HERTZ;
        if (record.length > 2) {
            rate = number(name, record[2].replaceFirst("[/(].*", ""));
        }
        if (n < 0 || n > limits.maxEntries()) {
            throw new InputException(name, "is no WFDB header: it has " + n + " signals");
        }
        if (!(rate > 0)) {
            throw new InputException(
                    name, "is no WFDB header: " + n + " signals at " + record[2] + " Hz");
        }
        PossibleRate.checked(name, rate);
        long samples = record.length > 3 ? whole(name, record[3]) : 0;
        Path parent = header.toAbsolutePath().getParent();
        Path folder = parent == null ? header.toAbsolutePath() : parent;
        if (record[0].contains("/")) {
            return new WfdbHeader(
                    name, folder, rate, samples, List.of(), segments(name, lines), List.of());
        }
        ChannelNaming naming = new ChannelNaming(name);
        List<SignalLine> signals = signals(name, lines, (int) n, naming);
        boolean found = signals.stream().anyMatch(s -> s.channel != null);
        boolean layout = signals.stream().allMatch(s -> s.file.equals("~"));
        List<Reason> issues = layout ? List.of() : naming.conclude(found);
        return new WfdbHeader(name, folder, rate, samples, signals, List.of(), issues);
    }

    private static List<Segment> segments(String name, List<String> lines) {
        List<Segment> segments = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] f = line.split("\\s+");
            if (f.length < 2) {
                throw new InputException(
                        name, "is no WFDB header: a segment needs a name and a length: " + line);
            }
            segments.add(new Segment(f[0], whole(name, f[1])));
        }
        return segments;
    }

    private static List<SignalLine> signals(
            String name, List<String> lines, int n, ChannelNaming naming) {
        if (n == 0) {
            throw new InputException(
                    name, "has 0 signals: it holds annotations; give the record they belong to");
        }
        List<String[]> split = new ArrayList<>();
        for (int i = 1; i <= n && i < lines.size(); i++) {
            split.add(lines.get(i).split("\\s+", 9));
        }
        if (split.isEmpty()) {
            throw new InputException(
                    name, "is no WFDB header: it describes none of " + n + " signals");
        }
        naming.among(split.stream().map(f -> f.length > 8 ? f[8] : "").toList());
        List<SignalLine> signals = new ArrayList<>();
        for (String[] f : split) {
            signals.add(signal(name, f, naming));
        }
        return signals;
    }

    private static SignalLine signal(String name, String[] f, ChannelNaming naming) {
        Matcher format = FORMAT.matcher(f.length > 1 ? f[1] : "");
        if (!format.matches()) {
            throw new InputException(
                    name,
                    "is no WFDB header: signal of the format \""
                            + (f.length > 1 ? f[1] : "")
                            + "\"");
        }
        Matcher size = GAIN.matcher(f.length > 2 ? f[2] : "");
        if (!size.matches()) {
            throw new InputException(
                    name,
                    "is no WFDB header: \""
                            + f[2]
                            + "\" is no gain, as 200(1024)/mV is, or opens a bracket and does not"
                            + " close it");
        }
        double gain = size.group(1) == null ? 0 : number(name, size.group(1));
        double zero = f.length > 4 ? number(name, f[4]) : 0;
        double baseline = size.group(2) == null ? zero : number(name, size.group(2));
        boolean calibrated = gain != 0 && Double.isFinite(gain);
        int perFrame = format.group(2) == null ? 1 : Integer.parseInt(format.group(2));
        if (perFrame < 1) {
            throw new InputException(name, "is no WFDB header: a signal of 0 samples a frame");
        }
        double initial = f.length > 5 ? number(name, f[5]) : 0;
        return new SignalLine(
                f[0],
                Integer.parseInt(format.group(1)),
                perFrame,
                format.group(3) == null ? 0 : Integer.parseInt(format.group(3)),
                format.group(4) == null ? 0 : Long.parseLong(format.group(4)),
                calibrated ? gain : DEFAULT_GAIN,
                baseline,
                (int) initial,
                channel(f, size.group(3), calibrated ? gain : 0, naming));
    }

    /**
     * What a signal is by its name and unit. Without a unit the format means mV; but a gain of 1
     * gives counts, and a name that is no lead is none for being in mV.
     */
    private static @Nullable ChannelName channel(
            String[] f, @Nullable String unitText, double gain, ChannelNaming naming) {
        String label = f.length > 8 ? f[8] : "";
        boolean counts = unitText == null && gain == 1;
        String unit = unitText == null ? "" : unitText.replace('_', ' ');
        if (label.isBlank() || label.matches("record \\S+, signal [0-9]+")) {
            boolean volts = ChannelUnit.isVolts(unit) || (unit.isEmpty() && !counts);
            return volts ? naming.read("ECG", unit.isEmpty() ? "mV" : unit) : null;
        }
        boolean lead = ChannelWords.isLead(ChannelWords.words(label), true);
        return lead && (unit.isEmpty() || ChannelUnit.isVolts(unit))
                ? naming.readSampled("ECG " + label, counts ? "adu" : unit.isEmpty() ? "mV" : unit)
                : naming.readSampled(label, counts ? countsOf(label) : unit);
    }

    /** A rate is a rate in counts, too; a wave in counts has no unit. */
    private static String countsOf(String label) {
        return ChannelWords.words(label).stream()
                        .anyMatch(w -> w.matches("hr|rate|temp|temperature"))
                ? ""
                : "adu";
    }

    /** A file of the record, in its folder or below. */
    Path within(String file) {
        Path path;
        try {
            path = folder.resolve(file).normalize();
        } catch (InvalidPathException e) {
            throw new InputException(name, "names a file that none can be: " + file, e);
        }
        if (!path.startsWith(folder.normalize())) {
            throw new InputException(
                    name, "names the file " + file + ", which lies outside its folder");
        }
        if (!Files.exists(path)) {
            throw new InputException(name, "names the file " + file + ", which is not beside it");
        }
        try {
            if (!path.toRealPath().startsWith(folder.toRealPath()) || !Files.isRegularFile(path)) {
                throw new InputException(
                        name,
                        "names the file " + file + ", which is no file or lies outside its folder");
            }
        } catch (IOException e) {
            throw new InputException(name, "names the file " + file + ": " + e.getMessage(), e);
        }
        return path;
    }

    private static double number(String name, String text) {
        double number = Numbers.plain(text);
        if (Double.isNaN(number)) {
            throw new InputException(name, "is no WFDB header: \"" + text + "\" is not a number");
        }
        return number;
    }

    private static long whole(String name, String text) {
        double number = number(name, text);
        if (!(number >= 0 && number <= 1e15)) {
            throw new InputException(name, "is no WFDB header: \"" + text + "\" is no count");
        }
        return (long) number;
    }
}
