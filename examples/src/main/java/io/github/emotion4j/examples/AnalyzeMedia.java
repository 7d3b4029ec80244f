package io.github.emotion4j.examples;

import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.EmotionTimeline;
import io.github.emotion4j.core.Recording;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/** Files in, perceived expression out. */
final class AnalyzeMedia extends Program {
    AnalyzeMedia() {
        super(
                "FILE...",
                "Recognises pictures, clips and sounds, and says when it is not sure and why.");
    }

    @Override
    void run(List<String> args, PrintStream out) {
        require(!args.isEmpty(), "Name at least one file");
        List<Path> files = args.stream().map(Program::existing).toList();
        try (EmotionRecognizer recognizer = EmotionRecognizer.builder().build()) {
            for (Path file : files) {
                EmotionTimeline timeline = recognizer.recognize(Recording.of(file));
                out.println(file.getFileName());
                timeline.estimates().forEach(estimate -> out.println("  " + estimate));
                out.println("  on the whole: " + timeline.summary());
            }
        }
    }
}
