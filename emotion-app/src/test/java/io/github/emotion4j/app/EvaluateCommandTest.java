package io.github.emotion4j.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.EmotionProbabilities;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateCommandTest {
    private static final EmotionProbabilities NEUTRAL =
            EmotionProbabilities.of(new double[] {0.01, 0, 0, 0.02, 0.05, 0.9, 0.02, 0});

    @TempDir private Path folder;

    @Test
    void whereNothingCouldBeMeasuredNothingIsDone() throws IOException {
        Path happy = Files.createDirectory(folder.resolve("happy"));
        for (int i = 0; i < 12; i++) {
            Files.writeString(happy.resolve("broken" + i + ".jpg"), "no picture");
        }
        StringWriter out = new StringWriter();
        int exitCode =
                Emotion4j.commandLine(() -> FixedModality.face(NEUTRAL))
                        .setOut(new PrintWriter(out))
                        .setErr(new PrintWriter(new StringWriter()))
                        .execute("evaluate", folder.toString());
        assertEquals(3, exitCode, out.toString());
        assertEquals(10, out.toString().split("refused: /").length - 1, out.toString());
        assertTrue(out.toString().contains("refused: 2 others, 12 files in all"), out.toString());
    }
}
