package io.github.emotion4j.fuzzing;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.emotion4j.audio.capture.SoundReader;
import io.github.emotion4j.core.Recording;

/** Sounds. */
class SoundReaderFuzzTest {
    @FuzzTest
    void read(byte[] bytes) throws Exception {
        Attack.read(
                () ->
                        Attack.drain(
                                SoundReader.find(
                                        Recording.Part.of("sound.wav", bytes), Attack.LIMITS)));
    }
}
