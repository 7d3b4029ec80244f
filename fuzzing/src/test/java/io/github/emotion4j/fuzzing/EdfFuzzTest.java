package io.github.emotion4j.fuzzing;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.physio.io.BodyReader;
import java.nio.charset.StandardCharsets;

/** EDF and BDF behind their first bytes, so that no execution is spent on telling the format. */
class EdfFuzzTest {
    private static final byte[] EDF = "0       ".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] BDF = "\u00ffBIOSEMI".getBytes(StandardCharsets.ISO_8859_1);

    @FuzzTest
    void read(byte[] bytes) throws Exception {
        byte[] file = bytes.clone();
        if (file.length > EDF.length) {
            System.arraycopy((file[0] & 1) == 0 ? EDF : BDF, 0, file, 0, EDF.length);
        }
        Attack.read(
                () ->
                        Attack.drain(
                                BodyReader.find(
                                        Recording.Part.of("night.edf", file), Attack.LIMITS)));
    }
}
