package io.github.emotion4j.physio.io;

import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What tests write into tables. */
final class TableText {
    private TableText() {}

    /** Rows, each with its line end. */
    static String rows(int count, IntFunction<String> row) {
        return IntStream.range(0, count).mapToObj(row).collect(Collectors.joining("\n", "", "\n"));
    }

    /** A row in the same writing everywhere. */
    static String f(String format, Object... args) {
        return String.format(Locale.ROOT, format, args);
    }

    /** A sample of a wave. */
    static double wave(int i) {
        return Math.sin(i / 5.0);
    }
}
