package io.github.emotion4j.app.evaluation;

import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.core.spi.OpenPart;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
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
    private static final String MANIFEST = "manifest.csv";

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
        Path manifest = folder.resolve(MANIFEST);
        List<Labelled> rows = Files.exists(manifest) ? listed(folder, labelColumn) : sorted(folder);
        List<Item> items = new ArrayList<>();
        Map<String, Integer> leftOut = new TreeMap<>();
        for (Labelled row : rows) {
            String name = row.label.toLowerCase(Locale.ROOT);
            Optional<Emotion> emotion = emotion(name);
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

    private static List<Labelled> listed(Path folder, Optional<String> labelColumn)
            throws IOException {
        List<String> lines = lines(folder.resolve(MANIFEST));
        List<String> header = lines.isEmpty() ? List.of() : cells(lines.get(0));
        int file = column(header, FILES).orElseThrow(() -> lacks(folder, FILES));
        List<String> labels = labelColumn.map(List::of).orElse(LABELS);
        int label = column(header, labels).orElseThrow(() -> lacks(folder, labels));
        Optional<Integer> person = column(header, PERSONS);
        List<Labelled> rows = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.isBlank()) {
                continue;
            }
            List<String> cells = cells(line);
            if (cells.size() < header.size()) {
                throw new InputException(
                        folder.resolve(MANIFEST).toString(),
                        "line " + (i + 1) + " has too few cells: " + line);
            }
            String path = cells.get(file);
            rows.add(
                    new Labelled(
                            path,
                            cells.get(label),
                            person.map(cells::get).filter(name -> !name.isBlank())));
        }
        return rows;
    }

    /**
     * How many persons are named.
     *
     * @return 0 where the folder does not say who the files are of
     */
    public long persons() {
        return items.stream().flatMap(item -> item.person.stream()).distinct().count();
    }

    /**
     * What intervals are drawn over.
     *
     * @return {@code "person"}, or {@code "file"} where no persons are named: files of one person
     *     are alike, and intervals by file are then too narrow
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

    private static Optional<Emotion> emotion(String name) {
        return Emotion.ALL.stream()
                .filter(e -> e.label().equals(name))
                .findFirst()
                .or(() -> Optional.ofNullable(SYNONYMS.get(name)));
    }

    private static Optional<Integer> column(List<String> header, List<String> names) {
        return names.stream().map(header::indexOf).filter(i -> i >= 0).findFirst();
    }

    private static InputException lacks(Path folder, List<String> names) {
        return new InputException(
                folder.resolve(MANIFEST).toString(), "needs a column named one of " + names);
    }

    private static List<String> lines(Path manifest) throws IOException {
        try (OpenPart file = new OpenPart(new Recording.FilePart(manifest, 0), Limits.defaults())) {
            String text =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(file.bytes()))
                            .toString();
            // Spreadsheets write a byte order mark, which would become part of the first column.
            return (text.startsWith("\ufeff") ? text.substring(1) : text).lines().toList();
        } catch (CharacterCodingException e) {
            throw new InputException(manifest.toString(), "is no text in UTF-8", e);
        }
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
