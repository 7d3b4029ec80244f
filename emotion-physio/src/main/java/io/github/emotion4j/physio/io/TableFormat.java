package io.github.emotion4j.physio.io;

import io.github.emotion4j.core.Recording;
import io.github.emotion4j.physio.internal.check.Rates;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What a table of signals does not state: its rate and the names of its columns. Immutable.
 *
 * <pre>{@code
 * TableFormat format = TableFormat.ofColumns("ECG (mV)", "EDA (µS)").withRate(250);
 * Recording.Part table = Recording.Part.of(Path.of("ecg-and-eda.csv")).withFormat(format);
 * BodyReader.open(table, Limits.defaults());        // its signals
 * recognizer.recognize(Recording.of(table));       // the estimates
 * }</pre>
 *
 * @param sampleRateHertz samples per second; required if the table has neither a time column nor a
 *     comment that names its rate, and never guessed
 * @param columns the columns' names in order, such as {@code "time_s", "ECG (mV)"}, for tables
 *     without a line of names; empty to take the table's own
 */
public record TableFormat(OptionalDouble sampleRateHertz, List<String> columns)
        implements Recording.Format {
    /**
     * Checks the rate and copies the list.
     *
     * @throws IllegalArgumentException if the rate is not above 0 and finite
     */
    public TableFormat {
        columns = List.copyOf(columns);
        sampleRateHertz.ifPresent(Rates::checkPositive);
    }

    /** {@return the format of a table that states its rate and its columns itself} */
    public static TableFormat selfDescribed() {
        return new TableFormat(OptionalDouble.empty(), List.of());
    }

    /**
     * The format of a table that states its columns, and not its rate.
     *
     * @param hertz samples per second, finite and above 0
     * @return the format
     * @throws IllegalArgumentException if it is not
     */
    public static TableFormat ofRate(double hertz) {
        return selfDescribed().withRate(hertz);
    }

    /**
     * The format of a table that states its times or its rate, and not its columns.
     *
     * @param names one a column, with units in brackets; names of no known signal are passed over
     * @return the format
     */
    public static TableFormat ofColumns(String... names) {
        return selfDescribed().withColumns(names);
    }

    /**
     * This format with a rate.
     *
     * @param hertz samples per second, finite and above 0
     * @return a new format
     * @throws IllegalArgumentException if it is not
     */
    public TableFormat withRate(double hertz) {
        return new TableFormat(OptionalDouble.of(hertz), columns);
    }

    /**
     * This format with names for the columns.
     *
     * @param names one a column, with units in brackets; names of no known signal are passed over
     * @return a new format
     */
    public TableFormat withColumns(String... names) {
        return new TableFormat(sampleRateHertz, List.of(names));
    }
}
