package io.github.emotion4j.benchmarks.world;

import io.github.emotion4j.core.Emotion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Labelled files.
 *
 * @param items those whose labels are understood
 * @param leftOut the other labels, and how many files have them
 */
record Corpus(List<Item> items, Map<String, Integer> leftOut) {
    /** Names of columns, the first that is there. */
    private static final List<String> FILES = List.of("file", "path", "audio", "video", "clip");

    private static final List<String> LABELS = List.of("label", "emotion");
    private static final List<String> PERSONS = List.of("person", "speaker", "actor", "subject");

    private static final Map<String, Emotion> SYNONYMS =
            Map.ofEntries(
                    Map.entry("angry", Emotion.ANGER),
                    Map.entry("disgusted", Emotion.DISGUST),
                    Map.entry("afraid", Emotion.FEAR),
                    Map.entry("fearful", Emotion.FEAR),
                    Map.entry("anxiety", Emotion.FEAR),
                    Map.entry("happy", Emotion.HAPPINESS),
                    Map.entry("joy", Emotion.HAPPINESS),
                    Map.entry("boredom", Emotion.NEUTRAL),
                    Map.entry("calm", Emotion.NEUTRAL),
                    Map.entry("sad", Emotion.SADNESS),
                    Map.entry("surprised", Emotion.SURPRISE));

    private static final Map<String, Boolean> STRESS =
            Map.of("rest", false, "relaxed", false, "baseline", false, "stress", true);

    /**
     * A labelled file.
     *
     * @param emotion its class; absent of files of the body
     * @param stressed whether it is of stress; absent of others
     */
    record Item(Path file, String person, Optional<Emotion> emotion, Optional<Boolean> stressed) {}

    /** Reads a folder's manifest and takes one of n files. */
    static Corpus read(Path folder, Optional<String> labelColumn, int every) throws IOException {
        List<String> lines = Files.readAllLines(folder.resolve("manifest.csv"));
        List<String> header = cells(lines.get(0));
        int file = column(header, FILES).orElseThrow(() -> lacks(folder, FILES));
        List<String> labels = labelColumn.map(List::of).orElse(LABELS);
        int label = column(header, labels).orElseThrow(() -> lacks(folder, labels));
        Optional<Integer> person = column(header, PERSONS);
        List<Item> items = new ArrayList<>();
        Map<String, Integer> leftOut = new TreeMap<>();
        for (String line : lines.subList(1, lines.size())) {
            List<String> cells = cells(line);
            String name = cells.get(label).toLowerCase(Locale.ROOT);
            Path path = folder.resolve(cells.get(file));
            Optional<Emotion> emotion = emotion(name);
            Optional<Boolean> stressed =
                    emotion.isPresent() ? Optional.empty() : Optional.ofNullable(STRESS.get(name));
            if (emotion.isEmpty() && stressed.isEmpty()) {
                leftOut.merge(name, 1, Integer::sum);
            } else if (taken(cells.get(file), every)) {
                // Where nobody is named, each file is somebody's.
                String who = person.map(cells::get).orElse(cells.get(file));
                items.add(new Item(path, who, emotion, stressed));
            }
        }
        return new Corpus(items, leftOut);
    }

    /** By its name, since every n-th file of a sorted list may be of one person. */
    private static boolean taken(String name, int every) {
        int hash = name.hashCode();
        return Math.floorMod(hash ^ hash >>> 16, every) == 0;
    }

    private static Optional<Emotion> emotion(String name) {
        return Emotion.ALL.stream()
                .filter(e -> e.label().equals(name))
                .findFirst()
                .or(() -> Optional.ofNullable(SYNONYMS.get(name)));
    }

    private static Optional<Integer> column(List<String> header, List<String> names) {
        return names.stream().map(header::indexOf).filter(i -> i >= 0).findFirst();
    }

    private static IllegalArgumentException lacks(Path folder, List<String> names) {
        return new IllegalArgumentException(
                folder.resolve("manifest.csv") + " needs a column named one of " + names);
    }

    /** Cells of RFC 4180 on one line. */
    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                cell.append(c);
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString());
        return cells;
    }
}
