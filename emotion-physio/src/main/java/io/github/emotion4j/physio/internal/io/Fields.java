package io.github.emotion4j.physio.internal.io;

import io.github.emotion4j.core.InputException;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Splits rows into fields. Rows with quotes are read by commons-csv after RFC 4180; those without,
 * nearly all of a recording, by hand in a fifth of the time.
 *
 * @param separator tab, semicolon, comma, or a blank, which stands for any run of blanks
 * @param decimalComma whether numbers have a comma in place of a point
 */
record Fields(char separator, boolean decimalComma) {
    /** A quoted field may hold line breaks, a free text some; more is a stray quote. */
    static final int MAX_JOINED_LINES = 20;

    private static final char[] SEPARATORS = {'\t', ';', ','};

    /** The separator of the fields of a row: the one that occurs, in the order of certainty. */
    static Fields of(String row) {
        for (char s : SEPARATORS) {
            if (row.indexOf(s) >= 0) {
                return new Fields(s, s != ',' && hasDecimalComma(row, s));
            }
        }
        return new Fields(' ', false);
    }

    private static boolean hasDecimalComma(String row, char separator) {
        for (int i = row.indexOf(','); i >= 0; i = row.indexOf(',', i + 1)) {
            boolean between =
                    i > 0
                            && i + 1 < row.length()
                            && Character.isDigit(row.charAt(i - 1))
                            && Character.isDigit(row.charAt(i + 1));
            int from = row.lastIndexOf(separator, i) + 1;
            int to = row.indexOf(separator, i);
            String field = row.substring(from, to < 0 ? row.length() : to).strip();
            if (between && field.matches("\"?[-+]?[0-9]+,[0-9]+([eE][-+]?[0-9]+)?\"?")) {
                return true;
            }
        }
        return false;
    }

    /** Lines with those joined that a quoted field runs over; a stray quote joins none. */
    static List<String> joined(List<String> lines) {
        List<String> joined = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            StringBuilder row = new StringBuilder(lines.get(i));
            int to = i;
            while (hasOpenQuote(row) && to + 1 < lines.size() && to - i < MAX_JOINED_LINES) {
                row.append('\n').append(lines.get(++to));
            }
            if (hasOpenQuote(row)) {
                joined.add(lines.get(i));
            } else {
                joined.add(row.toString());
                i = to;
            }
        }
        return joined;
    }

    /** Whether a quote is opened and not closed. */
    static boolean hasOpenQuote(CharSequence row) {
        boolean open = false;
        for (int i = 0; i < row.length(); i++) {
            open ^= row.charAt(i) == '"';
        }
        return open;
    }

    /** A row's fields, without quotes and blanks around them. */
    String[] split(String name, long line, String row) {
        if (row.indexOf('"') >= 0) {
            return quoted(name, line, row);
        }
        String[] fields = separator == ' ' ? byBlanks(row) : bySeparator(row);
        for (int i = 0; i < fields.length; i++) {
            fields[i] = pointed(fields[i].strip());
        }
        return fields;
    }

    private String[] bySeparator(String row) {
        int count = 1;
        for (int i = row.indexOf(separator); i >= 0; i = row.indexOf(separator, i + 1)) {
            count++;
        }
        String[] fields = new String[count];
        int from = 0;
        for (int i = 0; i < count; i++) {
            int to = row.indexOf(separator, from);
            fields[i] = row.substring(from, to < 0 ? row.length() : to);
            from = to + 1;
        }
        return fields;
    }

    private static String[] byBlanks(String row) {
        List<String> fields = new ArrayList<>();
        int i = 0;
        while (i < row.length()) {
            while (i < row.length() && row.charAt(i) <= ' ') {
                i++;
            }
            int from = i;
            while (i < row.length() && row.charAt(i) > ' ') {
                i++;
            }
            if (i > from) {
                fields.add(row.substring(from, i));
            }
        }
        return fields.toArray(String[]::new);
    }

    private String[] quoted(String name, long line, String row) {
        CSVFormat format =
                CSVFormat.RFC4180
                        .builder()
                        .setDelimiter(separator)
                        .setIgnoreSurroundingSpaces(true)
                        .get();
        String text = separator == ' ' ? row.strip().replaceAll("\\s+", " ") : row;
        try (CSVParser parser = CSVParser.parse(new StringReader(text), format)) {
            for (CSVRecord fields : parser) {
                String[] values = fields.values();
                for (int i = 0; i < values.length; i++) {
                    values[i] = pointed(values[i].strip());
                }
                return values;
            }
            return new String[0];
        } catch (IOException | UncheckedIOException e) {
            throw new InputException(
                    name, "line " + line + ": quotes do not match: " + Numbers.shortened(row), e);
        }
    }

    private String pointed(String text) {
        boolean quoted = text.length() > 1 && text.charAt(0) == '\'' && text.endsWith("'");
        String field = quoted ? text.substring(1, text.length() - 1) : text; // PhysioNet's exports
        if (text.length() > 1 && !quoted && text.charAt(0) == '\'' && text.charAt(1) <= '9') {
            field = text.substring(1); // A spreadsheet's mark of a text: "'0:01.5".
        }
        return decimalComma && field.indexOf(',') >= 0 ? field.replace(',', '.') : field;
    }
}
