package io.github.emotion4j.fuzzing;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.physio.io.BodyReader;

/**
 * The body's signals as one file: tables, intervals, E4, health exports, EDF, BDF, XDF, gz, zip.
 */
class BodyFuzzTest {
    @FuzzTest
    void read(byte[] bytes) throws Exception {
        Attack.read(
                () ->
                        Attack.drain(
                                BodyReader.find(
                                        Recording.Part.of("upload", bytes), Attack.LIMITS)));
    }
}
