package io.github.emotion4j.app.evaluation;

import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.internal.io.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Files with the class that people named: a folder with a {@code manifest.csv} of a file's path,
 * its label and its person, or one whose folders are named by classes. Labels of other words are
 * understood (angry is anger, calm is neutral).
 *
 * @param items those whose labels are understood
 * @param leftOut the other labels, and how many files have them
 */
public record LabelledFiles(List<Item> items, Map<String, Integer> leftOut) {
    private static final Map<String, Boolean> STRESS =
            Map.of("rest", false, "relaxed", false, "baseline", false, "stress", true);

    /**
     * A labelled file.
     *
     * @param file where it is
     * @param person who it is of; absent where the folder does not say
     * @param emotion its class; absent of files of the body
     * @param stressed whether it is of stress; absent of others
     */
    public record Item(
            Path file,
            Optional<String> person,
            Optional<Emotion> emotion,
            Optional<Boolean> stressed) {
        /** What it shares with others, so that they are drawn together: the person, or the file. */
        String group() {
            return person.orElse(file.toString());
        }
    }

    /** Copies the collections. */
    public LabelledFiles {
        items = List.copyOf(items);
        leftOut = new TreeMap<>(leftOut);
    }

    /**
     * Reads a folder and takes one of n files.
     *
     * @param folder the folder
     * @param labelColumn the column of the manifest that has the labels; found by its name if
     *     absent
     * @param every n, at least 1
     * @return the files
     * @throws IOException if the folder cannot be read
     * @throws InputException if it is not labelled
     */
    public static LabelledFiles read(Path folder, Optional<String> labelColumn, int every)
            throws IOException {
        Path manifest = folder.resolve(Manifest.NAME);
        List<Labelled> rows = Files.exists(manifest) ? listed(folder, labelColumn) : sorted(folder);
        List<Item> items = new ArrayList<>();
        Map<String, Integer> leftOut = new TreeMap<>();
        for (Labelled row : rows) {
            String name = row.label.toLowerCase(Locale.ROOT);
            Optional<Emotion> emotion = Manifest.emotion(name);
            Optional<Boolean> stressed =
                    emotion.isPresent() ? Optional.empty() : Optional.ofNullable(STRESS.get(name));
            if (emotion.isEmpty() && stressed.isEmpty()) {
                leftOut.merge(name, 1, Integer::sum);
            } else if (taken(row.file, every)) {
                items.add(new Item(folder.resolve(row.file), row.person, emotion, stressed));
            }
        }
        if (items.isEmpty()) {
            throw new InputException(
                    folder.toString(),
                    "holds no file with a label of the eight classes or of stress; labels found: "
                            + leftOut.keySet());
        }
        return new LabelledFiles(items, leftOut);
    }

    /** A file by its path within the folder. */
    private record Labelled(String file, String label, Optional<String> person) {}

    /** Folders named by classes, which name no persons. */
    private static List<Labelled> sorted(Path folder) throws IOException {
        List<Labelled> found = new ArrayList<>();
        for (Path inner : visible(folder)) {
            if (Files.isDirectory(inner)) {
                String label = String.valueOf(inner.getFileName());
                visible(inner).stream()
                        .filter(Files::isRegularFile)
                        .map(file -> folder.relativize(file).toString())
                        .forEach(file -> found.add(new Labelled(file, label, Optional.empty())));
            }
        }
        return found;
    }

    /** What lies in a folder, or in the one that a link leads to, without hidden files. */
    private static List<Path> visible(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> !String.valueOf(file.getFileName()).startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    private static List<Labelled> listed(Path folder, Optional<String> labelColumn) {
        return Manifest.read(folder, labelColumn).rows().stream()
                .map(row -> new Labelled(row.file(), row.label(), row.person()))
                .toList();
    }

    /**
     * {@return how many persons are named, 0 where the folder does not say who the files are of}
     */
    public long persons() {
        return items.stream().flatMap(item -> item.person.stream()).distinct().count();
    }

    /**
     * {@return what intervals are drawn over, {@code "person"}, or {@code "file"} where no persons
     * are named: files of one person are alike, and intervals by file are then too narrow}
     */
    public String drawnBy() {
        return persons() > 0 ? "person" : "file";
    }

    /**
     * How many files there are, what intervals are drawn over, and what was left out.
     *
     * @param name the folder's name for people to read
     * @return a line
     */
    public String describe(String name) {
        String labels =
                leftOut.entrySet().stream()
                        .map(label -> label.getKey() + " (" + label.getValue() + ")")
                        .collect(Collectors.joining(", "));
        long nobody = items.stream().filter(item -> item.person.isEmpty()).count();
        return String.format(
                Locale.ROOT,
                "%n%s: %d files%s%s; intervals of 95 %% by %s%s",
                name,
                items.size(),
                persons() > 0 ? " of " + persons() + " persons" : ", no persons are named",
                persons() > 0 && nobody > 0 ? ", " + nobody + " of them of nobody named" : "",
                drawnBy(),
                leftOut.isEmpty() ? "" : "; left out for their labels: " + labels);
    }

    /** By its name, since every n-th file of a sorted list may be of one person. */
    private static boolean taken(String name, int every) {
        int hash = name.hashCode();
        return Math.floorMod(hash ^ hash >>> 16, every) == 0;
    }
}
