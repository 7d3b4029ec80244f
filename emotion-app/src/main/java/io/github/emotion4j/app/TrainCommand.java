package io.github.emotion4j.app;

import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.fusion.train.FusionTrainer;
import io.github.emotion4j.fusion.train.LabelledFolder;
import io.github.emotion4j.fusion.train.LabelledSequence;
import io.github.emotion4j.fusion.train.NetworkFile;
import io.github.emotion4j.fusion.train.TrainingSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tunes the fusion network on a folder of labelled recordings. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Tunes the joining of face, voice and body on recordings of your own.",
            "The folder has a manifest.csv with the columns file, label, person and, for second"
                    + " parts, with. A quarter of the people validate. Stopped and started again, it goes on after the last"
                    + " whole epoch. The result is used with --models MODELS."
        })
final class TrainCommand implements Callable<Integer> {
    /** Small, since the shipped network is where it starts from. */
    private static final double LEARNING_RATE = 0.0005;

    /** Recordings are few, so several steps of the optimiser fit into an epoch. Chosen by hand. */
    private static final int BATCH = 16;

    /** The decay that AdamW proposes (Loshchilov and Hutter 2019). */
    private static final double WEIGHT_DECAY = 0.01;

    /** Of the persons: with fewer, the best epoch is chosen by the chance of one or two. */
    private static final int VALIDATE_ONE_IN = 4;

    @Spec private CommandSpec spec;
    @Mixin private ModelOptions models;

    @Parameters(index = "0", paramLabel = "RECORDINGS", description = "The labelled folder")
    private Path recordings;

    @Parameters(index = "1", paramLabel = "MODELS", description = "Where the tuned model goes")
    private Path tuned;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "At most as many passes over the recordings (${DEFAULT-VALUE})")
    private int epochs = TrainingSettings.defaults().epochs();

    @Override
    public Integer call() throws IOException {
        InputFiles.requireFolder(spec.commandLine(), recordings);
        try {
            DoctorCommand.torch();
        } catch (IllegalStateException e) {
            spec.commandLine().getErr().println("PyTorch is missing: " + e.getMessage());
            spec.commandLine().getErr().flush();
            return Emotion4j.NOTHING_DONE;
        }
        LabelledFolder folder = LabelledFolder.read(recordings);
        OutputFiles.folder(tuned);
        Set<String> validating = validating(folder);
        PrintWriter out = spec.commandLine().getOut();
        NetworkFile shipped = NetworkFile.shipped("fusion");
        List<LabelledSequence> sequences = sequences(folder, shipped, out);
        FusionTrainer.Result result =
                new FusionTrainer(shipped, settings())
                        .train(
                                sequences.stream()
                                        .filter(s -> !validating.contains(s.person()))
                                        .toList(),
                                sequences.stream()
                                        .filter(s -> validating.contains(s.person()))
                                        .toList(),
                                tuned.resolve("fusion"),
                                FusionTrainer.Listener.printing(System.out));
        out.println(result.report());
        out.println(
                result.bestEpoch() > 0
                        ? "Best was epoch " + result.bestEpoch() + ". Use it with --models " + tuned
                        : "No epoch was better than the shipped network on the people who"
                                + " validate. "
                                + tuned
                                + " holds the shipped one, calibrated on them");
        out.flush();
        return 0;
    }

    /** What the modalities say of each recording; each is named when it is read. */
    private List<LabelledSequence> sequences(
            LabelledFolder folder, NetworkFile shipped, PrintWriter out) {
        AtomicInteger read = new AtomicInteger();
        try (EmotionRecognizer recognizer = models.load()) {
            return folder.sequences(
                    recognizer,
                    shipped,
                    item -> {
                        out.printf(
                                Locale.ROOT,
                                "read %d of %d: %s%n",
                                read.incrementAndGet(),
                                folder.items().size(),
                                item.files());
                        out.flush();
                    });
        }
    }

    private TrainingSettings settings() {
        TrainingSettings defaults = TrainingSettings.defaults();
        return defaults.toBuilder()
                .epochs(epochs)
                .patience(Math.min(epochs, defaults.patience()))
                .batchSize(BATCH)
                .learningRate(LEARNING_RATE)
                .weightDecay(WEIGHT_DECAY)
                .build();
    }

    /** One person in four, by the order of their names. */
    private Set<String> validating(LabelledFolder folder) {
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
        return people.stream()
                .filter(p -> people.indexOf(p) % VALIDATE_ONE_IN == 1)
                .collect(Collectors.toSet());
    }
}
