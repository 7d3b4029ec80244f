package io.github.emotion4j.app;

import io.github.emotion4j.core.ComputeDevice;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.vision.FaceAnalyzer;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which models, and where they run: options that several commands share. */
final class ModelOptions {
    /** As a recogniser takes them, but in the option's unit. */
    private static final double MIN_STEP_SECONDS = 0.04;

    private static final double MAX_STEP_SECONDS = 86_400;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @ArgGroup(validate = false, order = 9, heading = "%nHow it is recognised:%n")
    private Choice choice = new Choice();

    private static final class Choice {
        @Option(
                names = "--step",
                order = 1,
                paramLabel = "SECONDS",
                description = "Time between estimates, at least 0.04 (${DEFAULT-VALUE})")
        private double stepSeconds = 0.5;

        @Option(
                names = "--models",
                order = 2,
                paramLabel = "FOLDER",
                description =
                        "Models of your own, a folder each with the model's name, in place of those"
                                + " that ship")
        private @Nullable Path models;

        @Option(
                names = "--device",
                order = 3,
                paramLabel = "auto|cpu|gpu:N",
                converter = DeviceName.class,
                description = "Where models run (auto: a GPU if there is one)")
        private ComputeDevice device = ComputeDevice.auto();

        @Option(
                names = "--abstain-below",
                order = 4,
                paramLabel = "P",
                description =
                        "The probability from which a class is named, 0 to 1 (0.6 with a face or a"
                                + " voice, 0.5 else)")
        private @Nullable Double abstainBelow;
    }

    Duration step() {
        if (!(choice.stepSeconds >= MIN_STEP_SECONDS && choice.stepSeconds <= MAX_STEP_SECONDS)) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "--step is from "
                            + MIN_STEP_SECONDS
                            + " s to a day, not "
                            + choice.stepSeconds);
        }
        return Duration.ofNanos(Math.round(choice.stepSeconds * 1e9));
    }

    /** A builder with these options; wrong ones are wrong usage. */
    EmotionRecognizer.Builder builder() {
        Emotion4j program = (Emotion4j) spec.root().userObject();
        EmotionRecognizer.Builder builder = program.recognizer();
        try {
            builder.device(choice.device).step(step());
            if (choice.abstainBelow != null) {
                builder.abstainBelow(choice.abstainBelow);
            }
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        if (choice.models != null) {
            builder.models(choice.models);
        }
        return builder;
    }

    /** What finds all faces of a picture, by the same models in the same place. */
    FaceAnalyzer loadFaces(Limits limits) {
        FaceAnalyzer.Builder builder = FaceAnalyzer.builder().device(choice.device).limits(limits);
        if (choice.models != null) {
            builder.models(choice.models);
        }
        return builder.build();
    }

    EmotionRecognizer load() {
        return load(Limits.defaults());
    }

    /** Loads the models, and says so before, since it takes a second or more. */
    EmotionRecognizer load(Limits limits) {
        EmotionRecognizer.Builder builder = builder().limits(limits);
        PrintWriter err = spec.commandLine().getErr();
        boolean terminal = ProgressBar.onTerminal();
        String note = "Loading models ...";
        err.print(terminal ? note : note + System.lineSeparator());
        err.flush();
        try {
            return builder.build();
        } finally {
            if (terminal) {
                err.print("\r" + " ".repeat(note.length()) + "\r");
                err.flush();
            }
        }
    }

    private static final class DeviceName implements CommandLine.ITypeConverter<ComputeDevice> {
        @Override
        public ComputeDevice convert(String name) {
            try {
                return ComputeDevice.parse(name);
            } catch (IllegalArgumentException e) {
                throw new CommandLine.TypeConversionException(e.getMessage());
            }
        }
    }
}
