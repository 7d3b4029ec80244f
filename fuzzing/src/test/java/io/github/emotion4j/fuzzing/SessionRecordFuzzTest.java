package io.github.emotion4j.fuzzing;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.Recording;

/** Recorded sessions, replayed with the network of fusion. */
class SessionRecordFuzzTest {
    private static final EmotionRecognizer RECOGNIZER =
            EmotionRecognizer.builder().onlyNamedModalities().limits(Attack.LIMITS).build();

    @FuzzTest
    void read(byte[] bytes) throws Exception {
        var record = Recording.Part.of("session.jsonl", bytes);
        Attack.read(() -> RECOGNIZER.replay(record, estimate -> {}));
    }
}
