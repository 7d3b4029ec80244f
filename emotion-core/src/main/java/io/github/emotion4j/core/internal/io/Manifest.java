package io.github.emotion4j.core.internal.io;

import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The {@code manifest.csv} of a labelled folder, as people and their spreadsheets write it: commas,
 * quotes of RFC 4180 within a line, columns in any order, known by their names, and labels of other
 * words ({@link #emotion}). What is trained on and what is measured is read by the same rules.
 *
 * @param rows its lines but for the header and blank ones
 */
public record Manifest(List<Manifest.Row> rows) {
    /** The name of the file. */
    public static final String NAME = "manifest.csv";

    /** Names of columns, the first that is there. */
    private static final List<String> FILES = List.of("file", "path", "audio", "video", "clip");

    private static final List<String> WITH = List.of("with");
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

    /**
     * A labelled file.
     *
     * @param line its line in the manifest, from 1
     * @param file its path, from the folder
     * @param with the path of a second part of the recording, if any
     * @param label its label, as written
     * @param person whom it is of, if the manifest says
     */
    public record Row(
            int line, String file, Optional<String> with, String label, Optional<String> person) {}

    /** Copies the list. */
    public Manifest {
        rows = List.copyOf(rows);
    }

    /**
     * Reads a folder's manifest.
     *
     * @param folder the folder
     * @param labelColumn the column that has the labels; found by its name if absent
     * @return the manifest
     * @throws InputException if it cannot be read, is no text in UTF-8, lacks a column, or a line
     *     does not have the cells of the header or names what is no path; the message names the
     *     line
     */
    public static Manifest read(Path folder, Optional<String> labelColumn) {
        Path file = folder.resolve(NAME);
        return Guard.read(file.toString(), () -> listed(file, labelColumn));
    }

    private static Manifest listed(Path manifest, Optional<String> labelColumn) throws IOException {
        List<String> lines = BoundedInput.text(manifest, Limits.defaults()).lines().toList();
        List<String> header = lines.isEmpty() ? List.of() : cells(manifest, 1, lines.get(0));
        int file = required(manifest, header, FILES);
        int label = required(manifest, header, labelColumn.map(List::of).orElse(LABELS));
        Optional<Integer> with = column(header, WITH);
        Optional<Integer> person = column(header, PERSONS);
        List<Row> rows = new ArrayList<>();
        for (int number = 2; number <= lines.size(); number++) {
            String line = lines.get(number - 1);
            if (line.isBlank()) {
                continue;
            }
            List<String> cells = cells(manifest, number, line);
            if (cells.size() != header.size()) {
                throw new InputException(
                        manifest.toString(),
                        String.format(
                                Locale.ROOT,
                                "line %d has %d cells, not the %d of the header (quote a cell that"
                                        + " holds a comma): %s",
                                number,
                                cells.size(),
                                header.size(),
                                line));
            }
            if (cells.get(file).isEmpty()) {
                throw new InputException(
                        manifest.toString(), "line " + number + " names no file: " + line);
            }
            Row row =
                    new Row(
                            number,
                            cells.get(file),
                            with.map(cells::get).filter(name -> !name.isEmpty()),
                            cells.get(label),
                            person.map(cells::get).filter(name -> !name.isEmpty()));
            requirePath(manifest, row, row.file());
            row.with().ifPresent(second -> requirePath(manifest, row, second));
            rows.add(row);
        }
        return new Manifest(rows);
    }

    private static void requirePath(Path manifest, Row row, String name) {
        try {
            Path unused = manifest.resolveSibling(name);
        } catch (InvalidPathException e) {
            throw new InputException(
                    manifest.toString(),
                    String.format(
                            Locale.ROOT,
                            "line %d names \"%s\", which is no path",
                            row.line(),
                            name.replaceAll("\\p{Cntrl}", "?")),
                    e);
        }
    }

    /**
     * The class that a label names: its own name, an adjective (angry), or a word of usual corpora:
     * anxiety is fear, joy is happiness, calm and boredom are neutral, as {@link Emotion} says.
     *
     * @param label a label, in any case of letters
     * @return its class; nothing if it names none
     */
    public static Optional<Emotion> emotion(String label) {
        String name = label.toLowerCase(Locale.ROOT);
        return Emotion.ALL.stream()
                .filter(e -> e.label().equals(name))
                .findFirst()
                .or(() -> Optional.ofNullable(SYNONYMS.get(name)));
    }

    private static int required(Path manifest, List<String> header, List<String> names) {
        return column(header, names)
                .orElseThrow(
                        () ->
                                new InputException(
                                        manifest.toString(),
                                        "needs a column named one of "
                                                + names
                                                + "; its first line has "
                                                + header));
    }

    private static Optional<Integer> column(List<String> header, List<String> names) {
        return names.stream().map(header::indexOf).filter(i -> i >= 0).findFirst();
    }

    /** Cells of RFC 4180 on one line, without blanks around them. */
    private static List<String> cells(Path manifest, int number, String line) {
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
                cells.add(cell.toString().strip());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        if (quoted) {
            throw new InputException(
                    manifest.toString(), "line " + number + " ends within quotes: " + line);
        }
        cells.add(cell.toString().strip());
        return cells;
    }
}
