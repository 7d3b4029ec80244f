package io.github.emotion4j.fusion.train;

import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.EmotionTimeline;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.ModelException;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.core.internal.io.Manifest;
import io.github.emotion4j.fusion.internal.EvidenceVector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * One's own labelled recordings: a folder with a {@code manifest.csv}, the same that {@code
 * emotion4j evaluate} measures. Its columns, in any order, are {@code file}, {@code label}, {@code
 * person} and, if there are such, {@code with}. {@code file} and {@code with} are paths from the
 * folder ({@code with} is a second part, such as a wristband's table, and may be empty), {@code
 * label} is one of the eight classes or a usual word for it (angry is anger), and {@code person}
 * identifies the person; data are split by person. Cells with commas are quoted. A label holds from
 * the first to the last signal of its files: cut a table that runs on after the clip. Immutable.
 *
 * @param folder the folder
 * @param items the lines of the manifest
 */
public record LabelledFolder(Path folder, List<Item> items) {
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
     * @throws InputException if there is no manifest, it lacks a column or any recording, a line
     *     does not have the cells of the header, a label is unknown or a file is not there; the
     *     message names the line
     */
    public static LabelledFolder read(Path folder) {
        Path manifest = folder.resolve(Manifest.NAME);
        if (Files.notExists(manifest)) {
            throw new InputException(
                    manifest.toString(),
                    "is not there; write one with the columns file, label, person and, for second"
                            + " parts, with");
        }
        List<Item> items = new ArrayList<>();
        for (Manifest.Row row : Manifest.read(folder, Optional.empty()).rows()) {
            items.add(item(folder, manifest + " line " + row.line(), row));
        }
        if (items.isEmpty()) {
            throw new InputException(manifest.toString(), "lists no recording after its header");
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

    private static Item item(Path folder, String place, Manifest.Row row) {
        List<Path> files =
                Stream.concat(Stream.of(row.file()), row.with().stream())
                        .map(folder::resolve)
                        .toList();
        for (Path file : files) {
            if (!Files.exists(file)) {
                throw new InputException(place, "names " + file + ", which is not there");
            }
        }
        if (row.person().isEmpty()) {
            throw new InputException(place, "names no person");
        }
        Emotion label =
                Manifest.emotion(row.label())
                        .orElseThrow(
                                () ->
                                        new InputException(
                                                place,
                                                "has the label \""
                                                        + row.label()
                                                        + "\"; the classes are "
                                                        + Emotion.ALL.stream()
                                                                .map(Emotion::label)
                                                                .toList()));
        return new Item(files, label, row.person().get());
    }
}
