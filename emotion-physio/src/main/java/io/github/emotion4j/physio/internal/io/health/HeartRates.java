package io.github.emotion4j.physio.internal.io.health;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The heart rates of a health document as the rows of a table of times and rates. */
abstract class HeartRates extends RowStream {
    private boolean begun;

    @Override
    final @Nullable String nextRow() throws IOException {
        if (!begun) {
            begun = true;
            return "time,HR (bpm)";
        }
        return nextRate();
    }

    /** The next {@link #row}; null after the last. */
    abstract @Nullable String nextRate() throws IOException;

    /** A row, whose fields cannot be taken for more. */
    static String row(String time, String rate) {
        return field(time) + "," + field(rate);
    }

    private static String field(String text) {
        return text.replaceAll("[,\"\\s]+", " ");
    }
}
