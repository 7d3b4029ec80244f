package io.github.emotion4j.physio.internal.io.table;

import io.github.emotion4j.physio.internal.io.input.Numbers;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The first rows of a table, as fields below the names and units of their columns. What a column is
 * and how rows are timed is asked of these values, before any row is read for good. Immutable.
 */
final class FirstRows {
    private final List<String> names;
    private final List<String> units;
    private final List<String[]> rows;
    private final boolean areAll;

    FirstRows(List<String> names, List<String> units, List<String[]> rows, boolean areAll) {
        this.names = List.copyOf(names);
        this.units = List.copyOf(units);
        this.rows = List.copyOf(rows);
        this.areAll = areAll;
    }

    /** The same rows below other names and units. */
    FirstRows named(List<String> otherNames, List<String> otherUnits) {
        return new FirstRows(otherNames, otherUnits, rows, areAll);
    }

    /** Those of the rows that are of one measure of many. */
    FirstRows of(Map<Integer, String> measure) {
        return new FirstRows(
                names, units, rows.stream().filter(r -> isOf(r, measure)).toList(), areAll);
    }

    /** Whether a row has the texts by column that mark a measure. */
    static boolean isOf(String[] row, Map<Integer, String> measure) {
        return measure.entrySet().stream()
                .allMatch(e -> e.getKey() < row.length && row[e.getKey()].equals(e.getValue()));
    }

    /** The columns' names, in order; fewer than columns where the last ones have none. */
    List<String> names() {
        return names;
    }

    /** A column's name; empty if it has none. */
    String name(int column) {
        return column >= 0 && column < names.size() ? names.get(column) : "";
    }

    /** The units from a line of them, in order of the columns. */
    List<String> units() {
        return units;
    }

    /** A column's unit from a line of units; empty if there is none. */
    String unit(int column) {
        return column >= 0 && column < units.size() ? units.get(column) : "";
    }

    /** The rows' fields. */
    List<String[]> rows() {
        return rows;
    }

    /** Whether the table has no more rows. */
    boolean areAll() {
        return areAll;
    }

    /** How many rows there are. */
    int size() {
        return rows.size();
    }

    /** How many columns are filled. */
    int width() {
        return rows.stream().limit(50).mapToInt(FirstRows::width).max().orElse(0);
    }

    /** How many fields most rows have, filled or not: some have a comment more. */
    int usualFields() {
        int[] counts = rows.stream().mapToInt(row -> row.length).sorted().toArray();
        return counts.length == 0 ? 0 : counts[counts.length / 2];
    }

    /** How many fields there are up to the last that is filled. */
    static int width(String[] fields) {
        int width = fields.length;
        while (width > 0 && fields[width - 1].isEmpty()) {
            width--;
        }
        return width;
    }

    /** How many columns have names, up to the last that has. */
    int namedWidth() {
        return width(names.toArray(String[]::new));
    }

    /** A value; NaN where there is none. */
    double number(int row, int column) {
        String[] fields = rows.get(row);
        return column < fields.length ? Numbers.plain(fields[column]) : Double.NaN;
    }

    /** A column's values in the order of size; of a field of several, each. */
    double[] sorted(int column) {
        return rows.stream()
                .filter(row -> column < row.length)
                .flatMapToDouble(row -> Arrays.stream(Numbers.several(row[column])))
                .sorted()
                .toArray();
    }

    /** The median of a column; 0 where it has no values. */
    double median(int column) {
        double[] values = sorted(column);
        return values.length == 0 ? 0 : values[values.length / 2];
    }

    /** Whether rows often have the value of the row before. */
    boolean repeats(int column) {
        long same =
                IntStream.range(1, rows.size())
                        .filter(i -> number(i, column) == number(i - 1, column))
                        .count();
        return 4 * same >= rows.size();
    }

    /** Whether a column counts the rows. */
    boolean countsRows(int column) {
        return IntStream.range(1, rows.size())
                .allMatch(i -> number(i, column) - number(i - 1, column) == 1);
    }
}
