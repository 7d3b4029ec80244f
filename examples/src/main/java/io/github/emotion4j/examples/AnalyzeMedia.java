package io.github.emotion4j.examples;

import io.github.emotion4j.core.Batch;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.Recording;
import java.io.IOException;
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
    void run(List<String> args, PrintStream out) throws IOException {
        require(!args.isEmpty(), "Name at least one file");
        List<Path> files = args.stream().map(Program::existing).toList();
        try (EmotionRecognizer recognizer = EmotionRecognizer.create()) {
            // A file that cannot be read is told, and the others are read.
            Batch.Totals totals =
                    recognizer
                            .batch()
                            .parallelism(1)
                            .run(
                                    files.stream().map(Recording::of).toList(),
                                    result -> tell(result, files.get(result.index()), out));
            if (totals.failed() > 0) {
                throw new IOException("Not read: " + totals.failed() + " of " + files.size());
            }
        }
    }

    private static void tell(Batch.Result result, Path file, PrintStream out) {
        if (result instanceof Batch.Recognized done) {
            out.println(file.getFileName());
            done.timeline().estimates().forEach(estimate -> out.println("  " + estimate));
            out.println("  on the whole: " + done.timeline().summary());
        } else if (result instanceof Batch.Failed failed) {
            out.println(failed.reason());
        }
    }
}
