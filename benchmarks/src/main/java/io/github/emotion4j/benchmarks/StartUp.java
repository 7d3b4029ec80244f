package io.github.emotion4j.benchmarks;

import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.vision.FaceModality;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The first estimate of a picture from a cold JVM: time by the clock, processor time and resident
 * memory after {@code build()} and after the picture, both counted from the JVM's start. Arguments:
 * a picture, and {@code --face} for the face alone.
 */
public final class StartUp {
    private StartUp() {}

    /**
     * Starts once.
     *
     * @param arguments as the class says
     */
    public static void main(String[] arguments) throws IOException {
        EmotionRecognizer.Builder builder = EmotionRecognizer.builder();
        if (List.of(arguments).contains("--face")) {
            builder.onlyNamedModalities().modality(new FaceModality());
        }
        try (EmotionRecognizer recognizer = builder.build()) {
            print("build");
            recognizer.recognize(Recording.of(Path.of(arguments[0])));
            print("picture");
        }
    }

    private static void print(String stage) throws IOException {
        long started = ManagementFactory.getRuntimeMXBean().getStartTime();
        System.out.printf(
                Locale.ROOT,
                "%-8s clock %5d ms, processor %5d ms, resident %d KiB%n",
                stage,
                System.currentTimeMillis() - started,
                ProcessUse.processorNanos() / 1_000_000,
                ProcessUse.residentKibibytes().orElse(-1));
    }
}
