package io.github.emotion4j.physio.internal.io.table;

import io.github.emotion4j.core.InputException;
import io.github.emotion4j.physio.internal.io.input.Numbers;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Splits rows into fields. Rows with quotes are read by commons-csv after RFC 4180; those without,
 * nearly all of a recording, by hand in a fifth of the time.
 *
 * @param separator tab, semicolon, comma, bar, or a blank, which stands for any run of blanks
 * @param decimalComma whether numbers have a comma in place of a point
 */
record Fields(char separator, boolean decimalComma) {
    /** A quoted field may hold line breaks, a free text some; more is a stray quote. */
    static final int MAX_JOINED_LINES = 20;

    private static final char[] SEPARATORS = {'\t', ';', ',', '|'};

    /** Numbers of a row between blanks, which may have decimal commas: "0,25 5,03". */
    private static final Pattern BLANKS = Pattern.compile("[-+]?[0-9]+(,[0-9]+)?");

    private static final Pattern DECIMAL_COMMA =
            Pattern.compile("\"?[-+]?[0-9]+,[0-9]+([eE][-+]?[0-9]+)?\"?");

    private static final Pattern DECIMAL_POINT =
            Pattern.compile("\"?[-+]?[0-9]+[.][0-9]+([eE][-+]?[0-9]+)?\"?");

    /** "812,805" is rather two intervals than one with three decimals. */
    private static final Pattern SEVERAL = Pattern.compile("\"?[1-9][0-9]{2,3},[1-9][0-9]{2,3}\"?");

    /** The separator of the fields of a row: the one that occurs, in the order of certainty. */
    static Fields of(String row) {
        String bare = row.indexOf('"') < 0 ? row : row.replaceAll("\"[^\"]*\"", "\"\"");
        for (char s : SEPARATORS) {
            if (bare.indexOf(s) >= 0) {
                return s == ',' && isBlankDecimal(row)
                        ? new Fields(' ', true)
                        : new Fields(s, hasDecimalComma(row, s, true));
            }
        }
        for (char s : SEPARATORS) {
            if (row.indexOf(s) >= 0) { // The whole row is quoted.
                return new Fields(s, s != ',' && hasDecimalComma(row, s, true));
            }
        }
        return new Fields(' ', false);
    }

    /** Whether a row of commas is one of numbers between blanks. */
    private static boolean isBlankDecimal(String row) {
        String[] parts = byBlanks(row);
        return parts.length > 1
                && Arrays.stream(parts).allMatch(part -> BLANKS.matcher(part).matches())
                && Arrays.stream(parts).anyMatch(part -> DECIMAL_COMMA.matcher(part).matches());
    }

    /**
     * These fields, or those with decimal commas where no row has decimal points and one has
     * commas: the first of a German table may be "0;5;70".
     *
     * @param rows the rows, as lines
     */
    Fields among(List<String> rows) {
        if (decimalComma || rows.stream().noneMatch(row -> row.indexOf(',') >= 0)) {
            return this;
        }
        boolean commas = false;
        for (String row : rows) {
            if (separator != ',' || row.indexOf('"') >= 0) {
                if (parts(row, separator).stream().anyMatch(DECIMAL_POINT.asMatchPredicate())) {
                    return this;
                }
                commas |= hasDecimalComma(row, separator, false);
            }
        }
        return commas ? new Fields(separator, true) : this;
    }

    private static boolean hasDecimalComma(String row, char separator, boolean orSeveral) {
        if (row.indexOf(',') < 0 || (separator == ',' && row.indexOf('"') < 0)) {
            return false;
        }
        for (String field : parts(row, separator)) {
            boolean several = (separator == ',' || !orSeveral) && SEVERAL.matcher(field).matches();
            if (DECIMAL_COMMA.matcher(field).matches() && !several) {
                return true;
            }
        }
        return false;
    }

    /** How many fields a row has, whatever its quotes are. */
    int count(String row) {
        return parts(row, separator).size();
    }

    /** Fields with their quotes, in which the separator may stand. */
    private static List<String> parts(String row, char separator) {
        if (separator == ' ') {
            return List.of(byBlanks(row));
        }
        List<String> parts = new ArrayList<>();
        boolean open = false;
        int from = 0;
        for (int i = 0; i < row.length(); i++) {
            open ^= row.charAt(i) == '"';
            if (!open && row.charAt(i) == separator) {
                parts.add(stripped(row.substring(from, i)));
                from = i + 1;
            }
        }
        parts.add(stripped(row.substring(from)));
        return parts;
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
            fields[i] = pointed(stripped(fields[i]));
        }
        return fields;
    }

    /** Without blanks around it, also those that break no line, as pages of the web have them. */
    private static String stripped(String field) {
        String text = field.strip();
        int last = text.length() - 1;
        return last < 0 || (!isUnbroken(text.charAt(0)) && !isUnbroken(text.charAt(last)))
                ? text
                : text.replaceAll("^[\\s\u00a0\u202f]+|[\\s\u00a0\u202f]+$", "");
    }

    private static boolean isUnbroken(char c) {
        return c == '\u00a0' || c == '\u202f';
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
                    name,
                    "was read as a table of body signals, but the quotes of line "
                            + line
                            + " do not match: "
                            + Numbers.shortened(row),
                    e);
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
