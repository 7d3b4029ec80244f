package io.github.emotion4j.benchmarks.physio;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** A gzipped table with one line a channel: segment, channel, rate, start, values. */
final class SegmentFile {
    private final Map<String, String> channels = new HashMap<>();
    private final Map<String, Double> starts = new HashMap<>();

    SegmentFile(Path file) throws IOException {
        try (BufferedReader in =
                new BufferedReader(
                        new InputStreamReader(
                                new GZIPInputStream(Files.newInputStream(file)),
                                StandardCharsets.UTF_8))) {
            in.readLine();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] f = line.split("\t", -1);
                channels.put(f[1], f[4]);
                starts.put(f[1], f[3].isBlank() ? 0 : Double.parseDouble(f[3]));
            }
        }
    }

    /** The recordings of a folder, by name. */
    static List<Path> all(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(p -> p.toString().endsWith(".tsv.gz")).sorted().toList();
        }
    }

    double[] values(String channel) {
        return Arrays.stream(words(channel)).mapToDouble(Double::parseDouble).toArray();
    }

    double startSeconds(String channel) {
        return starts.getOrDefault(channel, 0.0);
    }

    String[] words(String channel) {
        String text = channels.getOrDefault(channel, "");
        return text.isBlank() ? new String[0] : text.split(" ");
    }
}
