package io.github.emotion4j.examples;

import io.github.emotion4j.core.EmotionException;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.fusion.train.FusionTrainer;
import io.github.emotion4j.fusion.train.LabelledFolder;
import io.github.emotion4j.fusion.train.LabelledSequence;
import io.github.emotion4j.fusion.train.NetworkFile;
import io.github.emotion4j.fusion.train.ProgressBar;
import io.github.emotion4j.fusion.train.TrainingResult;
import io.github.emotion4j.fusion.train.TrainingSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tunes the fusion network on one's own labelled recordings: a folder with a {@code manifest.csv}
 * ({@code file,with,label,person}). A quarter of the people validate. The tuned network is then
 * used with {@code EmotionRecognizer.builder().models(folder)}. Stopped and started again it goes
 * on after the last whole epoch.
 */
public final class FusionTrainingExample {
    private static final double LEARNING_RATE = 0.0005;
    private static final int VALIDATE_ONE_IN = 4;

    private FusionTrainingExample() {}

    /**
     * Runs the program.
     *
     * @param args the folder of recordings; the folder for models, into whose {@code fusion} the
     *     network is written
     */
    public static void main(String[] args) {
        if (args.length != 2) {
            System.err.println("Name the folder of recordings, and a folder for the tuned model");
            System.exit(2);
        }
        try (EmotionRecognizer recognizer = EmotionRecognizer.builder().build()) {
            TrainingResult result =
                    train(recognizer, Path.of(args[0]), Path.of(args[1]).resolve("fusion"));
            System.out.println(result.report());
            System.out.println("Best was epoch " + result.bestEpoch() + "; " + result.folder());
        } catch (EmotionException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    static TrainingResult train(EmotionRecognizer recognizer, Path recordings, Path tuned) {
        NetworkFile shipped = NetworkFile.shipped("fusion");
        LabelledFolder folder = LabelledFolder.read(recordings);
        List<String> people =
                folder.items().stream()
                        .map(LabelledFolder.Item::person)
                        .distinct()
                        .sorted()
                        .toList();
        if (people.size() < 2) {
            throw new InputException(
                    recordings.toString(),
                    "holds recordings of "
                            + people.size()
                            + " person; at least two are needed, so that one can validate");
        }
        Set<String> validating =
                people.stream()
                        .filter(p -> people.indexOf(p) % VALIDATE_ONE_IN == 1)
                        .collect(Collectors.toSet());
        List<LabelledSequence> sequences =
                folder.sequences(
                        recognizer, shipped, item -> System.out.println("read " + item.files()));
        TrainingSettings settings =
                TrainingSettings.defaults().withOptimiser(16, LEARNING_RATE, 0.01);
        return new FusionTrainer(shipped, settings)
                .train(
                        sequences.stream().filter(s -> !validating.contains(s.person())).toList(),
                        sequences.stream().filter(s -> validating.contains(s.person())).toList(),
                        tuned,
                        new ProgressBar(System.out));
    }
}
