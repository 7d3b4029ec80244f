package io.github.emotion4j.physio.internal.io.table;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.emotion4j.core.BioBlock.Unit;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.internal.io.JsonText;
import io.github.emotion4j.physio.internal.io.channel.ChannelName;
import io.github.emotion4j.physio.internal.io.channel.ChannelUnit;
import io.github.emotion4j.physio.internal.io.channel.ChannelWords;
import io.github.emotion4j.physio.internal.io.channel.PossibleRate;
import io.github.emotion4j.physio.internal.io.input.Numbers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the lines before a table's rows say: rate, names and units of columns where there is no line
 * of names. Each device's way is one method of {@link #take}. Confined to one thread.
 */
final class Preamble {
    private static final String[] RATES = {
        "sampling rate",
        "sampling_rate",
        "samplingrate",
        "sample rate",
        "sample_rate",
        "samplerate",
        "sampling frequency",
        "sampling_frequency",
        "sample frequency",
    };

    private static final Pattern LEAD = Pattern.compile("\\p{L}{4,12} (I{1,3}|V[1-6])");
    private static final Pattern HERTZ = Pattern.compile("(?i)[0-9]{1,5}([.,][0-9]+)? ?(hertz|hz)");

    /** A unit of rates; that of "samples/min" is another. */
    private static final String RATE_UNIT =
            "(k?hz|k?hertz|samples?/s(?:ec(?:ond)?)?|(?:samples? )?per sec(?:ond)?|sps|1/s)";

    /** What follows the word for a rate: a unit or none, the number, and a unit or none. */
    private static final Pattern RATE =
            Pattern.compile(
                    "[\"'\\s:=,;]*+(?:of|is|was|in)?+[\"'\\s:=,;]*+[(\\[]?+"
                            + RATE_UNIT
                            + "?+[)\\]]?+[\"'\\s:=,;]*+([0-9]+(?:[.][0-9]*)?(?:e[-+]?[0-9]+)?)"
                            + "(?![0-9.]|[,'’][0-9])[\"'\\s]*+[(\\[]?+"
                            + RATE_UNIT
                            + "?+(?![\\p{L}/])[\\s\\S]*");

    /** Digits in groups by commas, which are decimal commas elsewhere. */
    private static final Pattern GROUPED = Pattern.compile(".*[0-9],[0-9]{3}(?![0-9]).*");

    /**
     * "fs=500", "recorded at 50 Hz" and ActiGraph's "date format M/d/yyyy at 30 Hz"; no filter's.
     */
    private static final Pattern SAID =
            Pattern.compile(
                    "^\\W*(?:fs|sfreq|srate) ?[:=](.*)"
                            + "|\\b(?:sampled|recorded|acquired|collected|logged|format [^ ]+)"
                            + " at ([0-9]{1,6}(?:[.][0-9]+)?) ?hz\\b");

    /** No rate stands further from its name. */
    private static final int REACH = 40;

    /** A column: its name, its unit, and what turns the sensor's counts into the unit. */
    record Label(String name, String unit, double gain, double offset) {
        Label(String name, String unit) {
            this(name, unit, 1, 0);
        }
    }

    private OptionalDouble rate = OptionalDouble.empty();
    private String unit = "";
    private String lead = "";
    private int channels;
    private boolean openBci;
    private boolean titled;
    private String lastComment = "";
    private final List<Label> labels = new ArrayList<>();
    private final List<String> plain = new ArrayList<>();

    /** Takes a line that is no row, in order. */
    void take(String line) {
        String lower = line.toLowerCase(Locale.ROOT);
        boolean comment = isComment(line);
        if (rate.isEmpty()) {
            rate = rateIn(lower);
        }
        if (comment) {
            String text = line.replaceFirst("^[#%/;]+", "").strip();
            lastComment = text.isEmpty() ? lastComment : text;
            openBci |= lower.contains("openbci");
            if (lower.startsWith("%number of channels")) {
                channels = (int) Math.min(1000, Math.max(0, numberAfter(lower, "=")));
            }
            int equals = lower.contains("label") ? line.indexOf('=') : -1;
            if (equals > 0 && !text.startsWith("{")) { // BioSPPy: "# Labels:= ECG"
                named(
                        Fields.of(line.substring(equals + 1))
                                .split("", 0, line.substring(equals + 1)));
            }
            if (text.startsWith("{")) {
                openSignals(text);
            }
            return;
        }
        plain.add(line.strip());
        if (lower.startsWith("title:") && lower.contains("labels:")) {
            testBench(line);
            return;
        }
        String[] fields = Fields.of(line).split("", 0, line);
        if (fields.length == 3 && fields[1].matches("[0-9]+")) {
            // "Abtastrate,513,349 Hertz", with a decimal comma between commas
            String joined = fields[1] + "," + fields[2];
            fields = HERTZ.matcher(joined).matches() ? new String[] {fields[0], joined} : fields;
        }
        if (fields.length > 1) {
            String key = fields[0].toLowerCase(Locale.ROOT);
            if (key.startsWith("channeltitle") || key.startsWith("channel title")) { // LabChart
                labels.clear();
                named(fields);
                titled = true;
            } else if (key.startsWith("unitname") && labels.size() == fields.length) {
                for (int i = 1; i < fields.length; i++) {
                    labels.set(i, new Label(labels.get(i).name, fields[i]));
                }
            } else if (fields.length == 2 && ChannelUnit.isVolts(fields[1])) {
                unit = fields[1];
            } else if (fields.length == 2 && LEAD.matcher(fields[1]).matches()) {
                // "Ableitung,Ableitung I": a watch names the lead in its wearer's language.
                lead = "Lead " + fields[1].substring(fields[1].lastIndexOf(' ') + 1);
            } else if (fields.length == 2
                    && HERTZ.matcher(fields[1]).matches()
                    && !isGrouped(fields[1])) {
                rate = OptionalDouble.of(numberAfter(fields[1].replace(',', '.'), ""));
            }
        }
    }

    /**
     * Emotiv's TestBench: "title:S1, sampling:128, labels:COUNTER AF3 F7, chan:25, units:emotiv".
     * That unit is none.
     */
    private void testBench(String line) {
        for (String part : line.split(",")) {
            String[] pair = part.strip().split(":", 2);
            if (pair.length == 2 && pair[0].equals("sampling")) {
                double hertz = Numbers.plain(pair[1]);
                rate = hertz > 0 ? OptionalDouble.of(hertz) : rate;
            } else if (pair.length == 2 && pair[0].equals("labels")) {
                for (String name : pair[1].strip().split(" +")) {
                    boolean eeg = ChannelWords.isElectrode(ChannelWords.words(name), true);
                    labels.add(new Label(eeg ? "EEG " + name : name, "counts"));
                }
            }
        }
    }

    /** Whether names, short names and units stand in a line each, as Vernier's programs write. */
    boolean hasShortNames() {
        return plain.stream().anyMatch(line -> line.startsWith("Vernier Format"));
    }

    static boolean isComment(String line) {
        return line.startsWith("#") || line.startsWith("%") || line.startsWith("//");
    }

    OptionalDouble rate() {
        return rate;
    }

    /** Whether what was said is of one signal, as before a watch's ECG: its lead and its unit. */
    boolean isOneSignal() {
        return !unit.isEmpty() && !lead.isEmpty();
    }

    /** The names of the columns if the table has no line of names; empty if they are unknown. */
    List<Label> labels(FirstRows rows) {
        if (titled && rows.usualFields() == labels.size() - 1) {
            return labels.subList(1, labels.size()); // LabChart's text without its times
        }
        if (!labels.isEmpty()) {
            return labels;
        }
        int columns = rows.width();
        if (columns == 1 && !unit.isEmpty() && rate.isPresent()) {
            // A watch's ECG: a value a line, after lines for person, rate, lead and unit.
            boolean ecg = !lead.isEmpty() || Math.abs(rate.getAsDouble() - 512) < 10;
            return ecg ? List.of(new Label("ECG " + lead, unit)) : List.of();
        }
        if (openBci && channels == 0) {
            // An index, channels by fours, three of acceleration, and one or two times.
            channels = Math.max(0, (columns - 5) / 4 * 4);
        }
        if (openBci && channels > 0 && channels < columns) {
            List<Label> all = new ArrayList<>();
            for (int i = 0; i < columns; i++) {
                all.add(new Label(i > 0 && i <= channels ? "EXG Channel " + (i - 1) : "", "uV"));
            }
            return all;
        }
        Fields fields = Fields.of(lastComment);
        String[] names = lastComment.isEmpty() ? new String[0] : fields.split("", 0, lastComment);
        if (names.length == columns) {
            List<Label> all = new ArrayList<>();
            for (String name : names) {
                all.add(new Label(name, ""));
            }
            return all;
        }
        return List.of();
    }

    /**
     * What columns are: those of AcqKnowledge's text, "CH1" and so on, in the order of the names
     * and units that stand before, "2 channels" and then two lines each; others are what they say.
     */
    List<Label> of(String[] names) {
        int at = 0;
        while (at < plain.size() && !plain.get(at).matches("[0-9]{1,3} channels?")) {
            at++;
        }
        int left = at < plain.size() ? digits(plain.get(at)) : 0;
        at++;
        List<Label> labels = new ArrayList<>();
        for (String name : names) {
            boolean numbered = name.matches("(?i)ch ?[0-9]{1,3}");
            if (numbered && left > 0 && at + 1 < plain.size()) {
                labels.add(new Label(plain.get(at), plain.get(at + 1)));
                at += 2;
                left--;
            } else {
                labels.add(new Label(name, ""));
            }
        }
        return labels;
    }

    /** Whether a row counts the samples of AcqKnowledge's channels, as one before the rows does. */
    boolean isCounts(String[] row) {
        List<String> filled = Arrays.stream(row).filter(f -> !f.isEmpty()).distinct().toList();
        return plain.stream().anyMatch(line -> line.matches("[0-9]{1,3} channels?"))
                && filled.size() == 1
                && filled.get(0).matches("[0-9]{2,15}");
    }

    private static int digits(String text) {
        return Integer.parseInt(text.replaceAll("[^0-9]", ""));
    }

    private void named(String[] names) {
        for (String name : names) {
            labels.add(new Label(name, ""));
        }
    }

    /**
     * A rate in a line of small letters: "sampling rate (Hz):= 1000", "2 msec/sample", "interval=
     * 0.001 s".
     */
    private static OptionalDouble rateIn(String lower) {
        for (String word : RATES) {
            int at = lower.indexOf(word);
            if (at >= 0) {
                return hertz(lower.substring(at + word.length()));
            }
        }
        Matcher said = SAID.matcher(lower);
        if (said.find()) {
            return hertz(said.group(1) == null ? said.group(2) : said.group(1));
        }
        int perSample = lower.indexOf("sec/sample");
        if (perSample > 0 && perSample < REACH) {
            double seconds = numberAfter(lower, "");
            String unit = lower.substring(Math.max(0, perSample - 1), perSample);
            double scale = unit.equals("m") ? 1000 : unit.equals("u") ? 1e6 : 1;
            return seconds > 0 ? OptionalDouble.of(scale / seconds) : OptionalDouble.empty();
        }
        if (lower.startsWith("interval=") || lower.startsWith("interval:")) {
            double seconds = numberAfter(lower, "interval");
            double scale = lower.strip().endsWith("ms") ? 1000 : 1;
            return seconds > 0 ? OptionalDouble.of(scale / seconds) : OptionalDouble.empty();
        }
        int samples = lower.indexOf("samples/sec");
        if (samples > 0 && samples < REACH) {
            double hertz = numberAfter(lower, "");
            return hertz > 0 ? OptionalDouble.of(hertz) : OptionalDouble.empty();
        }
        return OptionalDouble.empty();
    }

    /** The rate that a text begins with; empty where it is not a number and at most its unit. */
    private static OptionalDouble hertz(String text) {
        Matcher rate = RATE.matcher(text.substring(0, Math.min(2 * REACH, text.length())));
        if (!rate.matches()) {
            return OptionalDouble.empty();
        }
        String unit = rate.group(3) == null ? rate.group(1) : rate.group(3);
        double hertz =
                Numbers.plain(rate.group(2)) * (unit != null && unit.startsWith("k") ? 1000 : 1);
        return hertz > 0 ? OptionalDouble.of(hertz) : OptionalDouble.empty();
    }

    /** Whether "1,000 Hertz" may be a thousand; 512,414 cannot be one. */
    private static boolean isGrouped(String text) {
        return GROUPED.matcher(text).matches()
                && numberAfter(text.replace(",", ""), "") <= PossibleRate.MAX_USUAL_HERTZ;
    }

    /** The first number after a text, near it; 0 if there is none. */
    private static double numberAfter(String line, String text) {
        int from = text.isEmpty() ? 0 : line.indexOf(text) + text.length();
        int end = Math.min(line.length(), from + REACH);
        while (from < end && !Character.isDigit(line.charAt(from))) {
            from++;
        }
        int to = from;
        while (to < end && (Character.isDigit(line.charAt(to)) || line.charAt(to) == '.')) {
            to++;
        }
        if (line.startsWith("0,", from)) { // Of a thousand the first digit is no 0.
            return numberAfter(line.substring(from).replaceFirst(",", "."), "");
        }
        if (to + 1 < line.length()
                && (line.charAt(to) == ',' || line.charAt(to) == '\'')
                && Character.isDigit(line.charAt(to + 1))) {
            return 0; // 1,000 or a decimal comma
        }
        double number = Numbers.plain(line.substring(from, to));
        return number > 0 ? number : 0;
    }

    /**
     * OpenSignals: a JSON object of the devices with their columns, of which the last are sensors.
     * The counts of biosignalsplux and BITalino are turned into units by the sensors' data sheets.
     */
    private void openSignals(String text) {
        try {
            JsonText.read("The head of OpenSignals", text, Limits.defaults(), this::devices);
        } catch (InputException e) {
            labels.clear(); // Some other comment that begins with a brace.
        }
    }

    private boolean devices(JsonObject root) {
        for (JsonElement device : root.asMap().values()) {
            JsonObject d = device.getAsJsonObject();
            JsonArray columns = d.getAsJsonArray("column");
            JsonArray sensors = d.getAsJsonArray("sensor");
            if (columns == null || sensors == null) {
                return false;
            }
            if (d.has("sampling rate")) {
                rate = OptionalDouble.of(d.get("sampling rate").getAsDouble());
            }
            boolean converted =
                    d.has("convertedValues") && d.get("convertedValues").getAsInt() == 1;
            JsonArray bits = d.getAsJsonArray("resolution");
            String maker = d.has("device") ? d.get("device").getAsString() : "";
            int first = columns.size() - sensors.size();
            for (int i = 0; i < columns.size(); i++) {
                int s = i - first;
                if (s < 0) {
                    labels.add(new Label("", ""));
                    continue;
                }
                // BITalino states the bits of all columns, biosignalsplux the bits of sensors.
                int at = bits == null ? -1 : bits.size() - sensors.size() + s;
                int resolution = at >= 0 && at < bits.size() ? bits.get(at).getAsInt() : 16;
                labels.add(sensor(sensors.get(s).getAsString(), maker, resolution, converted));
            }
        }
        return true;
    }

    private static Label sensor(String sensor, String maker, int bits, boolean converted) {
        String name = sensor.toUpperCase(Locale.ROOT).replaceFirst("BIT(REV)?$", "");
        if (converted) {
            return new Label(name, "");
        }
        boolean bitalino = maker.toLowerCase(Locale.ROOT).contains("bitalino");
        double supply = bitalino ? 3.3 : 3;
        double full = Math.pow(2, Math.max(1, Math.min(32, bits)));
        return switch (name) {
            case "EDA" -> // 0.132 V/µS of BITalino's sensor, 0.12 V/µS of biosignalsplux's
                    new Label(name, "uS", supply / full / (bitalino ? 0.132 : 0.12), 0);
            case "ECG" -> // amplified 1100 and 1000 times
                    new Label(
                            name,
                            "V",
                            supply / full / (bitalino ? 1100 : 1000),
                            -supply / 2 / (bitalino ? 1100 : 1000));
            case "EMG" -> // amplified 1009 and 1000 times
                    new Label(
                            name,
                            "V",
                            supply / full / (bitalino ? 1009 : 1000),
                            -supply / 2 / (bitalino ? 1009 : 1000));
            default -> new Label(name, "counts");
        };
    }

    /** What the counts of a labelled column are in its unit. */
    static ChannelName scaled(ChannelName channel, Label label) {
        boolean none = label.gain == 1 && label.offset == 0;
        return none || channel.unit() == Unit.ARBITRARY
                ? channel
                : new ChannelName(
                        channel.kind(),
                        channel.site(),
                        channel.unit(),
                        channel.scale() * label.gain,
                        channel.offset() + channel.scale() * label.offset,
                        channel.inverse());
    }
}
