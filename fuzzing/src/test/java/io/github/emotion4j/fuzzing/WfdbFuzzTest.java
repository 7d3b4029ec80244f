package io.github.emotion4j.fuzzing;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.physio.io.BodyReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** WFDB records: a header, a byte 0, and the data of the files r.dat and s.dat beside it. */
class WfdbFuzzTest {
    private static final Path FOLDER = Attack.folder();

    @FuzzTest
    void read(byte[] bytes) throws Exception {
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        Path header = Files.write(FOLDER.resolve("r.hea"), Arrays.copyOf(bytes, end));
        byte[] data = Arrays.copyOfRange(bytes, Math.min(end + 1, bytes.length), bytes.length);
        Files.write(FOLDER.resolve("r.dat"), data);
        Files.write(FOLDER.resolve("s.dat"), data);
        Attack.read(() -> Attack.drain(BodyReader.find(Recording.Part.of(header), Attack.LIMITS)));
    }
}
