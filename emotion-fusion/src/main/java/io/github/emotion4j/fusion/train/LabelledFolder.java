package io.github.emotion4j.fusion.train;

import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.EmotionTimeline;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.ModelException;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.core.internal.io.BoundedInput;
import io.github.emotion4j.core.internal.io.Guard;
import io.github.emotion4j.fusion.internal.EvidenceVector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * One's own labelled recordings: a folder with a {@code manifest.csv}, whose header is {@code
 * file,with,label,person}. {@code file} and {@code with} name files in the folder ({@code with} is
 * a second part, such as a wristband's table, and may be empty), {@code label} is one of the eight
 * classes, and {@code person} identifies the person; data are split by person. A label holds from
 * the first to the last signal of its files: cut a table that runs on after the clip. Immutable.
 *
 * @param folder the folder
 * @param items the lines of the manifest
 */
public record LabelledFolder(Path folder, List<Item> items) {
    private static final String HEADER = "file,with,label,person";

    /** Copies the list. */
    public LabelledFolder {
        items = List.copyOf(items);
    }

    /**
     * One recording.
     *
     * @param files its parts, one or two
     * @param label the expression that observers perceive in it
     * @param person whom it is of
     */
    public record Item(List<Path> files, Emotion label, String person) {
        /** Copies the list. */
        public Item {
            files = List.copyOf(files);
        }
    }

    /**
     * Reads a folder's manifest.
     *
     * @param folder the folder
     * @return its recordings
     * @throws InputException if there is no manifest, its header differs, a line has other than
     *     four cells, a label is unknown or a file is not there; the message names the line
     */
    public static LabelledFolder read(Path folder) {
        Path manifest = folder.resolve("manifest.csv");
        if (Files.notExists(manifest)) {
            throw new InputException(
                    manifest.toString(), "is not there; write one with the header " + HEADER);
        }
        return Guard.read(manifest.toString(), () -> listed(folder, manifest));
    }

    private static LabelledFolder listed(Path folder, Path manifest) throws IOException {
        List<String> lines = BoundedInput.text(manifest, Limits.defaults()).lines().toList();
        if (lines.isEmpty() || !lines.get(0).strip().equals(HEADER)) {
            throw new InputException(manifest.toString(), "must begin with the header " + HEADER);
        }
        List<Item> items = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                items.add(item(folder, manifest + " line " + (i + 1), lines.get(i)));
            }
        }
        return new LabelledFolder(folder, items);
    }

    /**
     * Recognises the recordings one after another and keeps what the modalities had to say.
     *
     * @param recognizer the recogniser; how it joins modalities does not matter here
     * @param network the network to train
     * @param progress receives each item when it is done
     * @return a sequence for each item, in order
     * @throws ModelException if the network does not take rows of 24 numbers, or has other classes
     *     or another order of them
     * @throws InputException if a recording cannot be read
     */
    public List<LabelledSequence> sequences(
            EmotionRecognizer recognizer, NetworkFile network, Consumer<Item> progress) {
        EvidenceVector.requireTakenBy(network.name(), network.width(), network.labels());
        List<LabelledSequence> sequences = new ArrayList<>();
        for (Item item : items) {
            Recording recording = Recording.of(item.files().get(0));
            if (item.files().size() > 1) {
                recording = recording.with(item.files().get(1));
            }
            EmotionTimeline timeline = recognizer.recognize(recording);
            if (timeline.estimates().isEmpty()) {
                throw new InputException(
                        item.files().get(0).toString(),
                        "holds no signal; take it from the manifest");
            }
            sequences.add(
                    LabelledSequence.of(
                            item.person(), item.label(), timeline.estimates(), network.slots()));
            progress.accept(item);
        }
        return sequences;
    }

    private static Item item(Path folder, String place, String line) {
        String[] cells = line.split(",", -1);
        if (cells.length != HEADER.split(",").length) {
            throw new InputException(
                    place, "has " + cells.length + " cells, not those of " + HEADER);
        }
        List<Path> files =
                Stream.of(cells[0], cells[1])
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .map(folder::resolve)
                        .toList();
        for (Path file : files) {
            if (!Files.exists(file)) {
                throw new InputException(place, "names " + file + ", which is not there");
            }
        }
        if (files.isEmpty() || cells[3].isBlank()) {
            throw new InputException(place, "names no file or no person");
        }
        try {
            return new Item(files, Emotion.ofLabel(cells[2].strip()), cells[3].strip());
        } catch (IllegalArgumentException e) {
            throw new InputException(
                    place,
                    "has the label \""
                            + cells[2].strip()
                            + "\"; the classes are "
                            + Arrays.toString(Emotion.ALL.stream().map(Emotion::label).toArray()));
        }
    }
}
