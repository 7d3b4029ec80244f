package io.github.emotion4j.physio.internal.io;

import io.github.emotion4j.core.InputException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/** Numbers in text. */
final class Numbers {
    private static final Set<String> NOTHING =
            Set.of(
                    ("|nan|na|n/a|n.a.|<na>|nat|null|none|nil|missing|undefined|-|--|---|.|?|inf|-inf|+inf|infinity"
                                    + "|-infinity|#n/a|#na|#nv|#div/0!|#value!|#wert!|#num!|#zahl!|#null!|-nan"
                                    + "|-nan(ind)|nan(ind)|1.#qnan|-1.#qnan|1.#ind|-1.#ind|1.#inf|-1.#inf")
                            .split("[|]"));

    /** Powers of ten that a double holds exactly. */
    private static final double[] TENS = {
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
    };

    private Numbers() {}

    /** A number; NaN for an empty field or one of the usual words for nothing. */
    static double parse(String text, String name, long line, String what) {
        double number = plain(text);
        if (!Double.isNaN(number)) {
            return number;
        }
        String trimmed = text.strip();
        if (isNothing(trimmed)) {
            return Double.NaN;
        }
        throw new InputException(
                name,
                String.format(
                        Locale.ROOT,
                        "line %d: the %s \"%s\" is not a number; where another head, a summary or"
                                + " another block begins, write it to a file of its own",
                        line,
                        what,
                        shortened(trimmed)));
    }

    /** Whether a text is a finite number. */
    static boolean isNumber(String text) {
        return !Double.isNaN(plain(text));
    }

    /** Whether a field says that there is no value. */
    static boolean isNothing(String text) {
        return NOTHING.contains(text.toLowerCase(Locale.ROOT));
    }

    /**
     * The numbers of a field that holds one or several, as "[812, 805]"; none where it does not.
     */
    static double[] several(String field) {
        double one = plain(field);
        if (!Double.isNaN(one)) {
            return new double[] {one};
        }
        String bare = field.strip().replaceFirst("^[\\[({](.*)[\\])}]$", "$1").strip();
        double[] numbers =
                bare.isEmpty()
                        ? new double[0]
                        : Arrays.stream(bare.split("[,;| ]+"))
                                .mapToDouble(Numbers::plain)
                                .toArray();
        return Arrays.stream(numbers).anyMatch(Double::isNaN) ? new double[0] : numbers;
    }

    /** A finite number; NaN for all that is none. */
    static double plain(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && text.charAt(from) <= ' ') {
            from++;
        }
        while (to > from && text.charAt(to - 1) <= ' ') {
            to--;
        }
        // Up to 15 digits are exact in a double, and so is their quotient by a power of ten.
        boolean negative = from < to && text.charAt(from) == '-';
        int i = negative || (from < to && text.charAt(from) == '+') ? from + 1 : from;
        long digits = 0;
        int count = 0;
        int point = -1;
        for (; i < to && count <= 15; i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                digits = 10 * digits + c - '0';
                count++;
            } else if (c == '.' && point < 0) {
                point = count;
            } else if (c == 'e' || c == 'E') {
                break;
            } else {
                return Double.NaN; // Dates are many, and an exception for each is slow.
            }
        }
        if (i == to && count > 0 && count <= 15) {
            double value = point < 0 ? digits : digits / TENS[count - point];
            return negative ? -value : value;
        }
        return slow(text, from, to);
    }

    private static double slow(String text, int from, int to) {
        if (from == to) {
            return Double.NaN;
        }
        char last = text.charAt(to - 1);
        char first = text.charAt(from);
        // "1d" and "NaN" are numbers only in Java.
        if (last > '9' || (last < '0' && last != '.') || first > '9' || to - from > 400) {
            return Double.NaN;
        }
        try {
            double value = Double.parseDouble(text.substring(from, to));
            return Double.isInfinite(value) ? Double.NaN : value;
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "...";
    }
}
