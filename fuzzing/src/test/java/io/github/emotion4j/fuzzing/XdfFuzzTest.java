package io.github.emotion4j.fuzzing;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.physio.io.BodyReader;
import java.nio.charset.StandardCharsets;

/** XDF behind its first bytes. */
class XdfFuzzTest {
    private static final byte[] MAGIC = "XDF:".getBytes(StandardCharsets.ISO_8859_1);

    @FuzzTest
    void read(byte[] bytes) throws Exception {
        byte[] file = bytes.clone();
        System.arraycopy(MAGIC, 0, file, 0, Math.min(MAGIC.length, file.length));
        Attack.read(
                () ->
                        Attack.drain(
                                BodyReader.find(
                                        Recording.Part.of("lab.xdf", file), Attack.LIMITS)));
    }
}
