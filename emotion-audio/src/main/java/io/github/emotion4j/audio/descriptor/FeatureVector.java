package io.github.emotion4j.audio.descriptor;

import io.github.emotion4j.core.internal.format.CsvTable;
import java.util.List;

/**
 * Named values of one segment of speech.
 *
 * @param set name and version of the set, such as {@code "eGeMAPS-like/1"}
 * @param names names in order
 * @param units unit of each value, empty for a deviation over its mean
 * @param values the values; NaN where not defined
 */
public record FeatureVector(
        String set, List<String> names, List<String> units, List<Double> values) {

    /** Copies the lists and checks that they have one length. */
    public FeatureVector {
        names = List.copyOf(names);
        units = List.copyOf(units);
        values = List.copyOf(values);
        if (names.size() != units.size() || names.size() != values.size()) {
            throw new IllegalArgumentException(
                    "Names, units and values differ in length: "
                            + names.size()
                            + ", "
                            + units.size()
                            + ", "
                            + values.size());
        }
    }

    /**
     * A value by name.
     *
     * @param name one of {@link #names()}
     * @return its value
     * @throws IllegalArgumentException if the set has no such name
     */
    public double value(String name) {
        int i = names.indexOf(name);
        if (i < 0) {
            throw new IllegalArgumentException(
                    "Set "
                            + set
                            + " has no value named "
                            + name
                            + "; see names(), which are openSMILE's without _sma3 and _sma3nz");
        }
        return values.get(i);
    }

    /**
     * Writes a CSV line of names, {@code name} first.
     *
     * @param out where to write
     */
    public void writeHeader(Appendable out) {
        CsvTable table = new CsvTable(out).cell("name");
        names.forEach(table::cell);
        table.end();
    }

    /**
     * Writes a CSV line of values; a value that is not defined is left empty.
     *
     * @param name what the first column says, such as a file name
     * @param out where to write
     */
    public void writeRow(String name, Appendable out) {
        CsvTable table = new CsvTable(out).cell(name);
        values.forEach(table::cell);
        table.end();
    }
}
