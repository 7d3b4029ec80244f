package io.github.emotion4j.physio;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A file of reference values: a comment with events, then values or {@code name,value} lines. */
public final class Golden {
    private final List<String> lines;

    private Golden(List<String> lines) {
        this.lines = lines;
    }

    /** Reads a resource. */
    public static Golden of(String name) {
        try (BufferedReader in =
                new BufferedReader(
                        new InputStreamReader(
                                Golden.class.getResourceAsStream("golden/" + name),
                                StandardCharsets.UTF_8))) {
            return new Golden(in.lines().toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The events of the second comment line. */
    public double[] events() {
        String line = lines.get(1);
        return Arrays.stream(line.substring(line.indexOf(':') + 2).split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    /** The values, one a line. */
    public double[] values() {
        return lines.stream().skip(2).mapToDouble(Double::parseDouble).toArray();
    }

    /** The named values. */
    public Map<String, Double> named() {
        Map<String, Double> named = new HashMap<>();
        lines.stream()
                .skip(2)
                .map(line -> line.split(","))
                .forEach(f -> named.put(f[0], Double.parseDouble(f[1])));
        return named;
    }

    /** How many of {@code wanted} have one of {@code found} within the tolerance. */
    public static long matched(double[] wanted, double[] found, double tolerance) {
        return Arrays.stream(wanted)
                .filter(w -> Arrays.stream(found).anyMatch(f -> Math.abs(f - w) <= tolerance))
                .count();
    }
}
