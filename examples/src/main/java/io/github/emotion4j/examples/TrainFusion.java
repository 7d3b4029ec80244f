package io.github.emotion4j.examples;

import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.fusion.train.FusionTrainer;
import io.github.emotion4j.fusion.train.LabelledFolder;
import io.github.emotion4j.fusion.train.LabelledSequence;
import io.github.emotion4j.fusion.train.NetworkFile;
import io.github.emotion4j.fusion.train.TrainingSettings;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Face, voice and body joined as one's own recordings teach it. */
final class TrainFusion extends Program {
    private static final double LEARNING_RATE = 0.0005;
    private static final int VALIDATE_ONE_IN = 4;

    TrainFusion() {
        super(
                "RECORDINGS MODELS",
                "Tunes the fusion on labelled recordings (manifest.csv: file,with,label,person); one"
                        + " person in four validates.");
    }

    @Override
    void run(List<String> args, PrintStream out) {
        require(args.size() == 2, "Name the folder of recordings, and one for the tuned model");
        Path recordings = existing(args.get(0));
        try (EmotionRecognizer recognizer = EmotionRecognizer.create()) {
            FusionTrainer.Result result =
                    train(recognizer, recordings, Path.of(args.get(1)).resolve("fusion"), out);
            out.println(result.report());
            out.println(
                    result.bestEpoch() > 0
                            ? "Best was epoch " + result.bestEpoch() + "; " + result.folder()
                            : "No epoch was better than the shipped network");
        }
    }

    static FusionTrainer.Result train(
            EmotionRecognizer recognizer, Path recordings, Path tuned, PrintStream out) {
        NetworkFile shipped = NetworkFile.shipped("fusion");
        LabelledFolder folder = LabelledFolder.read(recordings);
        List<String> people =
                folder.items().stream().map(i -> i.person()).distinct().sorted().toList();
        if (people.size() < 2) {
            throw new InputException(
                    recordings.toString(),
                    "holds recordings of " + people.size() + " person; it takes two or more");
        }
        Set<String> validating =
                people.stream()
                        .filter(p -> people.indexOf(p) % VALIDATE_ONE_IN == 1)
                        .collect(Collectors.toSet());
        List<LabelledSequence> sequences =
                folder.sequences(recognizer, shipped, item -> out.println("read " + item.files()));
        TrainingSettings settings =
                TrainingSettings.builder()
                        .batchSize(16)
                        .learningRate(LEARNING_RATE)
                        .weightDecay(0.01)
                        .build();
        return new FusionTrainer(shipped, settings)
                .train(
                        sequences.stream().filter(s -> !validating.contains(s.person())).toList(),
                        sequences.stream().filter(s -> validating.contains(s.person())).toList(),
                        tuned,
                        FusionTrainer.Listener.printing(out));
    }
}
