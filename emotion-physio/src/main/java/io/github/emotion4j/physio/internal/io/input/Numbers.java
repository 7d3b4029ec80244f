package io.github.emotion4j.physio.internal.io.input;

import io.github.emotion4j.core.InputException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Numbers in text. */
public final class Numbers {
    private static final Set<String> NOTHING =
            Set.of(
                    ("|nan|na|n/a|n.a.|<na>|nat|null|none|nil|missing|undefined|-|--|---|.|?|inf|-inf|+inf|infinity"
                                    + "|-infinity|#n/a|#na|#nv|#div/0!|#value!|#wert!|#num!|#zahl!|#null!|-nan"
                                    + "|-nan(ind)|nan(ind)|1.#qnan|-1.#qnan|1.#ind|-1.#ind|1.#inf|-1.#inf|unknown|find_failed|fit_failed")
                            .split("[|]"));

    /**
     * Groups of three digits, in India of two, by commas, points or blanks, with or without
     * decimals; of points alone two groups, since one may be decimals.
     */
    private static final Pattern THOUSANDS =
            Pattern.compile(
                    "[-+]?[1-9][0-9]{0,2}((,[0-9]{2,3}){0,9},[0-9]{3}([.][0-9]*)?"
                            + "|([.][0-9]{3}){1,9}([,.][0-9]+)|([ ][0-9]{3}){1,9}([.,][0-9]*)?)");

    /** Groups by marks that separate no decimals: apostrophes and narrow or unbroken blanks. */
    private static final Pattern GROUPS =
            Pattern.compile(
                    "[-+]?[1-9][0-9]{0,2}(['’\\u00a0\\u202f\\u2009\\u2007][0-9]{3}){1,5}([.][0-9]{0,15})?");

    /** An exponent as Fortran writes it. */
    private static final Pattern FORTRAN =
            Pattern.compile("[-+]?[0-9]*[.][0-9]*[dD][-+]?[0-9]{1,3}");

    /** Powers of ten that a double holds exactly. */
    private static final double[] TENS = {
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
    };

    private Numbers() {}

    /** A number; NaN for an empty field or one of the usual words for nothing. */
    public static double parse(String text, String name, long line, String what) {
        double number = plain(text);
        if (!Double.isNaN(number)) {
            return number;
        }
        String trimmed = text.strip();
        if (isNothing(trimmed)) {
            return Double.NaN;
        }
        if (hasThousands(trimmed)) {
            throw new InputException(
                    name,
                    String.format(
                            Locale.ROOT, "line %d: the %s %s", line, what, thousands(trimmed)));
        }
        throw new InputException(
                name,
                String.format(
                        Locale.ROOT,
                        "line %d: the %s \"%s\" is not a number; leave the field empty where there"
                                + " is no value, and where another head, a summary or another block"
                                + " begins, write it to a file of its own",
                        line,
                        what,
                        shortened(trimmed)));
    }

    /** Whether a text is a number with separators of thousands that is not read. */
    public static boolean hasThousands(String text) {
        return text.length() > 4 && THOUSANDS.matcher(text).matches();
    }

    /** What is said of such a number. */
    public static String thousands(String text) {
        return "\"" + shortened(text) + "\" has separators of thousands; write 1000 for 1,000";
    }

    /** Whether a text is a finite number. */
    public static boolean isNumber(String text) {
        return !Double.isNaN(plain(text));
    }

    /** Whether a field says that there is no value. */
    public static boolean isNothing(String text) {
        return NOTHING.contains(text.toLowerCase(Locale.ROOT));
    }

    /**
     * The numbers of a field that holds one or several, as "[812, 805]"; none where it does not.
     */
    public static double[] several(String field) {
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
        boolean thousand = numbers.length > 1 && numbers[0] < 100 && hasThousands(bare);
        return thousand || Arrays.stream(numbers).anyMatch(Double::isNaN) ? new double[0] : numbers;
    }

    /** A finite number; NaN for all that is none. */
    public static double plain(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && text.charAt(from) <= ' ') {
            from++;
        }
        while (to > from && text.charAt(to - 1) <= ' ') {
            to--;
        }
        // Up to 15 digits are exact in a double, and so is their quotient by a power of ten.
        boolean negative = from < to && (text.charAt(from) == '-' || text.charAt(from) == '\u2212');
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
                // Dates are many, and an exception for each is slow.
                return c == 'd' || c == 'D' || c == '\'' || c > '\u007f'
                        ? unusual(text.substring(from, to))
                        : Double.NaN;
            }
        }
        if (i == to && count > 0 && count <= 15) {
            double value = point < 0 ? digits : digits / TENS[count - point];
            return negative ? -value : value;
        }
        return slow(text, from, to);
    }

    /** Numbers with marks between thousands, or a Fortran's exponent. */
    private static double unusual(String text) {
        String signed = text.replace('\u2212', '-');
        if (GROUPS.matcher(signed).matches()) {
            return plain(signed.replaceAll("[^-+.0-9]", ""));
        }
        return FORTRAN.matcher(signed).matches()
                ? plain(signed.replace('d', 'e').replace('D', 'e'))
                : Double.NaN;
    }

    private static double slow(String text, int from, int to) {
        if (from == to) {
            return Double.NaN;
        }
        char last = text.charAt(to - 1);
        char first = text.charAt(from) == '\u2212' ? '-' : text.charAt(from);
        // "1d" and "NaN" are numbers only in Java.
        if (last > '9' || (last < '0' && last != '.') || first > '9' || to - from > 400) {
            return Double.NaN;
        }
        try {
            double value = Double.parseDouble(first + text.substring(from + 1, to));
            return Double.isInfinite(value) ? Double.NaN : value;
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    public static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "...";
    }
}
