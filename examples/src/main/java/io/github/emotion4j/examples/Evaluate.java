package io.github.emotion4j.examples;

import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.core.evaluation.ClassificationReport;
import io.github.emotion4j.core.evaluation.Prediction;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** How often the recogniser is right on one's own files. */
final class Evaluate extends Program {
    private static final List<String> LABELS = Emotion.ALL.stream().map(Emotion::label).toList();

    Evaluate() {
        super(
                "FOLDER",
                "Measures the recogniser on a folder whose folders are named by classes, such as"
                        + " happiness/a.jpg.");
    }

    @Override
    void run(List<String> args, PrintStream out) throws IOException {
        require(args.size() == 1, "Name one folder");
        Path folder = existing(args.get(0));
        List<Path> files = new ArrayList<>();
        for (String label : LABELS) {
            if (Files.isDirectory(folder.resolve(label))) {
                try (Stream<Path> all = Files.list(folder.resolve(label))) {
                    all.filter(Files::isRegularFile)
                            .filter(f -> !String.valueOf(f.getFileName()).startsWith("."))
                            .forEach(files::add);
                }
            }
        }
        require(!files.isEmpty(), "No folder there is named one of " + LABELS);
        List<Prediction> predictions = new ArrayList<>();
        int silent = 0;
        try (EmotionRecognizer recognizer = EmotionRecognizer.create()) {
            for (Path file : files) {
                Optional<EmotionProbabilities> said = Optional.empty();
                try {
                    said = recognizer.recognize(Recording.of(file)).summary().probabilities();
                } catch (InputException e) {
                    out.println(e.getMessage());
                }
                if (said.isEmpty()) {
                    silent++;
                } else {
                    predictions.add(prediction(label(file), said.get()));
                }
            }
        }
        out.println("Nothing was perceived in " + silent + " of " + files.size() + " files.");
        if (!predictions.isEmpty()) {
            out.println(ClassificationReport.of(LABELS, predictions).toText());
        }
    }

    private static Prediction prediction(String label, EmotionProbabilities said) {
        OptionalDouble confidence = OptionalDouble.of(said.confidence());
        return new Prediction(label, said.top().label(), confidence, 1, Optional.empty());
    }

    private static String label(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        return folder == null ? "" : String.valueOf(folder.getFileName());
    }
}
