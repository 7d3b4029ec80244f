package io.github.emotion4j.core.internal.format;

import io.github.emotion4j.core.EmotionException;
import io.github.emotion4j.core.internal.io.Guard;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;

/**
 * Writes a table of comma-separated values (RFC 4180), lines ended by LF. Numbers keep every bit;
 * an undefined value is an empty cell. One thread.
 */
public final class CsvTable {
    private final Appendable out;
    private boolean begun;

    /** Writes to {@code out}, whose failures leave as {@link EmotionException}. */
    public CsvTable(Appendable out) {
        this.out = out;
    }

    /** Writes a cell, quoted where its text asks for it. */
    public CsvTable cell(String text) {
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return write(plain ? text : '"' + text.replace("\"", "\"\"") + '"');
    }

    /** Writes a number, or an empty cell for NaN. */
    public CsvTable cell(double value) {
        return write(Double.isNaN(value) ? "" : Double.toString(value));
    }

    /** Writes a number, or an empty cell for NaN. */
    public CsvTable cell(float value) {
        return write(Float.isNaN(value) ? "" : Float.toString(value));
    }

    /** Writes a whole number. */
    public CsvTable cell(long value) {
        return write(Long.toString(value));
    }

    /** Writes a time in seconds, exact to the nanosecond. */
    public CsvTable seconds(long nanos) {
        return write(BigDecimal.valueOf(nanos, 9).stripTrailingZeros().toPlainString());
    }

    /** Writes the names of a record's components, a cell each. */
    public CsvTable names(Class<? extends Record> type) {
        for (RecordComponent component : type.getRecordComponents()) {
            cell(component.getName());
        }
        return this;
    }

    /** Writes the components of a record of numbers, a cell each. */
    public CsvTable numbers(Record values) {
        for (RecordComponent component : values.getClass().getRecordComponents()) {
            try {
                Number value = (Number) component.getAccessor().invoke(values);
                if (value instanceof Integer || value instanceof Long) {
                    cell(value.longValue());
                } else {
                    cell(value.doubleValue());
                }
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(values + " is no public record of numbers", e);
            }
        }
        return this;
    }

    /** Leaves as many cells empty as a record has components. */
    public CsvTable empty(Class<? extends Record> type) {
        for (int i = 0; i < type.getRecordComponents().length; i++) {
            cell("");
        }
        return this;
    }

    /** Ends the line. */
    public CsvTable end() {
        begun = false;
        return append("\n");
    }

    private CsvTable write(String cell) {
        if (begun) {
            append(",");
        }
        begun = true;
        return append(cell);
    }

    private CsvTable append(String text) {
        try {
            out.append(text);
            return this;
        } catch (IOException e) {
            throw new EmotionException(
                    "The table cannot be written: " + Guard.reasonNotWritten(e), e);
        }
    }
}
