package io.github.emotion4j.physio.internal.io;

import java.io.IOException;
import java.util.Locale;
import java.util.Set;

/** Numbers in text. */
final class Numbers {
    private static final Set<String> NOTHING =
            Set.of("", "nan", "na", "null", "none", "-", "inf", "-inf");

    private Numbers() {}

    /** A number; NaN for an empty field or one of the usual words for nothing. */
    static double parse(String text, String name, long line, String what) throws IOException {
        String trimmed = text.strip();
        if (NOTHING.contains(trimmed.toLowerCase(Locale.ROOT))) {
            return Double.NaN;
        }
        try {
            return Double.parseDouble(trimmed);
        } catch (NumberFormatException e) {
            throw new IOException(
                    name
                            + ", line "
                            + line
                            + ": the "
                            + what
                            + " \""
                            + shortened(trimmed)
                            + "\" is not a number",
                    e);
        }
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "...";
    }
}
