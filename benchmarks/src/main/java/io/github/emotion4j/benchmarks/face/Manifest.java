package io.github.emotion4j.benchmarks.face;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The items of a folder with a {@code manifest.csv}: one line a file, a header with names. */
record Manifest(Path folder, List<Map<String, String>> items) {
    static Manifest read(Path folder) throws IOException {
        List<String> lines = Files.readAllLines(folder.resolve("manifest.csv"));
        String[] names = lines.get(0).split(",", -1);
        List<Map<String, String>> items = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            // Only the last column holds commas.
            String[] values = line.split(",", names.length);
            Map<String, String> item = new HashMap<>();
            for (int i = 0; i < values.length; i++) {
                item.put(names[i], values[i]);
            }
            items.add(item);
        }
        return new Manifest(folder, items);
    }

    Path file(Map<String, String> item) {
        return folder.resolve(item.getOrDefault("file", ""));
    }
}
