package io.github.emotion4j.physio.internal.io;

import io.github.emotion4j.physio.io.TableFormat;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The first lines of a table: its columns, their units, its time column and rate. */
record Header(
        String separator,
        int timeColumn,
        double timeScale,
        OptionalDouble rate,
        Map<Integer, ChannelName> channels,
        List<String> probed,
        int lines) {
    private static final Pattern RATE =
            Pattern.compile("(?i)sampling ?rate[^0-9]*([0-9]+(?:\\.[0-9]+)?)");
    private static final Pattern LABELS = Pattern.compile("(?i)labels?\\s*:?=\\s*(.+)");
    private static final int MAX_COMMENT_LINES = 100;
    private static final double UNNAMED = 0;

    /** Reads the header; nothing if no column is of a known signal. */
    static Optional<Header> read(String file, BufferedReader in, TableFormat format)
            throws IOException {
        OptionalDouble rate = format.sampleRateHertz();
        String labels = "";
        int lines = 0;
        String line = in.readLine();
        while (line != null && line.startsWith("#") && lines < MAX_COMMENT_LINES) {
            Matcher r = RATE.matcher(line);
            if (rate.isEmpty() && r.find()) {
                rate = OptionalDouble.of(Double.parseDouble(r.group(1)));
            }
            Matcher l = LABELS.matcher(line);
            if (l.find()) {
                labels = l.group(1);
            }
            lines++;
            line = in.readLine();
        }
        if (line == null) {
            return Optional.empty();
        }
        String separator = separator(line);
        List<String> probed = new ArrayList<>();
        String names = line;
        if (startsWithNumber(line, separator)) {
            // No line of names: those of the comment, or those given, hold.
            probed.add(line);
            names = labels;
        } else {
            lines++;
        }
        if (!format.columns().isEmpty()) {
            names = String.join(separator, format.columns());
        }
        return of(file, names, separator, rate, probed, lines);
    }

    private static Optional<Header> of(
            String file,
            String names,
            String separator,
            OptionalDouble rate,
            List<String> probed,
            int lines) {
        Map<Integer, ChannelName> channels = new LinkedHashMap<>();
        int time = -1;
        double scale = UNNAMED;
        Set<String> earlier = new HashSet<>();
        String[] fields = names.split(Pattern.quote(separator), -1);
        for (int i = 0; i < fields.length; i++) {
            String field = unquoted(fields[i]);
            String lower = field.toLowerCase(Locale.ROOT);
            if (time < 0 && isTime(lower)) {
                time = i;
                scale = timeScale(lower);
                continue;
            }
            int at = i;
            ChannelName.of(file, field).ifPresent(c -> channels.put(at, c.besides(earlier)));
        }
        return channels.isEmpty()
                ? Optional.empty()
                : Optional.of(new Header(separator, time, scale, rate, channels, probed, lines));
    }

    private static boolean isTime(String name) {
        return name.startsWith("time")
                || name.startsWith("datetime")
                || name.startsWith("timer")
                || name.equals("t")
                || name.startsWith("seconds")
                || name.startsWith("unix");
    }

    private static double timeScale(String name) {
        if (name.startsWith("timer") || name.matches(".*(\\bms\\b|_ms|millis).*")) {
            return 1e-3;
        }
        if (name.matches(".*(\\bus\\b|_us|µs|micros).*")) {
            return 1e-6;
        }
        if (name.matches(".*(\\bns\\b|_ns|nanos).*")) {
            return 1e-9;
        }
        return name.matches(".*(\\b(s|sec|seconds)\\b|_s\\b|_sec|seconds).*") ? 1 : UNNAMED;
    }

    /**
     * This header with the unit of its times, if only their size tells it: since 1970 there have
     * been over 1e11 ms, and there will not have been 1e11 s for long.
     */
    Header withTimesLike(Iterable<String> rows) {
        if (timeColumn < 0 || timeScale != UNNAMED) {
            return this;
        }
        double found = 1;
        for (String row : rows) {
            String[] fields = split(row);
            double number = timeColumn < fields.length ? number(fields[timeColumn]) : Double.NaN;
            if (Double.isFinite(number)) {
                double size = Math.abs(number);
                found = size >= 1e17 ? 1e-9 : size >= 1e14 ? 1e-6 : size >= 1e11 ? 1e-3 : 1;
                break;
            }
        }
        return new Header(separator, timeColumn, found, rate, channels, probed, lines);
    }

    private static double number(String field) {
        try {
            return Double.parseDouble(unquoted(field));
        } catch (NumberFormatException notANumber) {
            return Double.NaN;
        }
    }

    private static String separator(String line) {
        for (String s : new String[] {"\t", ";", ","}) {
            if (line.contains(s)) {
                return s;
            }
        }
        return ",";
    }

    private static boolean startsWithNumber(String line, String separator) {
        String first = line.split(Pattern.quote(separator), -1)[0].strip();
        return first.matches("[-+]?[0-9.].*");
    }

    private static String unquoted(String field) {
        String text = field.strip();
        return text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")
                ? text.substring(1, text.length() - 1)
                : text;
    }

    /** A line's fields. */
    String[] split(String line) {
        int count = 1;
        char s = separator.charAt(0);
        for (int i = 0; i < line.length(); i++) {
            count += line.charAt(i) == s ? 1 : 0;
        }
        String[] fields = new String[count];
        int from = 0;
        for (int i = 0; i < count; i++) {
            int to = line.indexOf(s, from);
            fields[i] = line.substring(from, to < 0 ? line.length() : to);
            from = to + 1;
        }
        return fields;
    }

    /** A row's time in seconds, from a number or a date; NaN if it is neither. */
    double time(String row) {
        return time(split(row));
    }

    /** A row's time in seconds, from a number or a date; NaN if it is neither. */
    double time(String[] fields) {
        return timeOf(timeText(fields));
    }

    /** A row's time as it stands in the table; empty if the row is too short. */
    String timeText(String[] fields) {
        return timeColumn < fields.length ? unquoted(fields[timeColumn]) : "";
    }

    private double timeOf(String field) {
        String text = unquoted(field);
        try {
            return Double.parseDouble(text) * timeScale;
        } catch (NumberFormatException notANumber) {
            return date(text);
        }
    }

    private static double date(String text) {
        try {
            TemporalAccessor at =
                    DateTimeFormatter.ISO_DATE_TIME.parseBest(
                            text.replace(' ', 'T'), OffsetDateTime::from, LocalDateTime::from);
            Instant instant =
                    at instanceof OffsetDateTime moment
                            ? moment.toInstant()
                            : LocalDateTime.from(at).toInstant(ZoneOffset.UTC);
            return instant.getEpochSecond() + instant.getNano() / 1e9;
        } catch (DateTimeException notADate) {
            return Double.NaN;
        }
    }
}
