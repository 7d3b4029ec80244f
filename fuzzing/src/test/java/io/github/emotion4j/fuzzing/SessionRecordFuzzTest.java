package io.github.emotion4j.fuzzing;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.RecognitionListener;
import java.nio.file.Files;
import java.nio.file.Path;

/** Recorded sessions, replayed with the network of fusion. */
class SessionRecordFuzzTest {
    private static final Path FILE = Attack.folder().resolve("session.jsonl");
    private static final EmotionRecognizer RECOGNIZER =
            EmotionRecognizer.builder().onlyNamedModalities().limits(Attack.LIMITS).build();

    @FuzzTest
    void read(byte[] bytes) throws Exception {
        Files.write(FILE, bytes);
        Attack.read(() -> RECOGNIZER.replay(FILE, new RecognitionListener() {}));
    }
}
