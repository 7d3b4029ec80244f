package io.github.emotion4j.benchmarks.fusion;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** The lines of a comma-separated file with a header; no cell holds a comma. */
final class Table {
    private final List<String> names;
    private final List<String[]> lines;

    private Table(List<String> names, List<String[]> lines) {
        this.names = names;
        this.lines = lines;
    }

    static Table read(Path file) throws IOException {
        try (InputStream raw = Files.newInputStream(file);
                InputStream plain =
                        file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw;
                BufferedReader reader =
                        new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8))) {
            List<String> names = List.of(reader.readLine().split(",", -1));
            List<String[]> lines = new ArrayList<>();
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line.split(",", -1));
            }
            return new Table(names, lines);
        }
    }

    int size() {
        return lines.size();
    }

    String text(int line, String column) {
        return lines.get(line)[names.indexOf(column)];
    }

    double number(int line, String column) {
        return Double.parseDouble(text(line, column));
    }

    /** The cells from a column on, as numbers. */
    float[] numbers(int line, String first, int count) {
        float[] numbers = new float[count];
        int from = names.indexOf(first);
        for (int i = 0; i < count; i++) {
            numbers[i] = Float.parseFloat(lines.get(line)[from + i]);
        }
        return numbers;
    }

    /** The numbers of each line after its first cell, by that cell. */
    Map<String, float[]> byFirst() {
        Map<String, float[]> rows = new LinkedHashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            rows.put(lines.get(i)[0], numbers(i, names.get(1), names.size() - 1));
        }
        return rows;
    }
}
