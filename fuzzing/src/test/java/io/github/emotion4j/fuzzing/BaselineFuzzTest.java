package io.github.emotion4j.fuzzing;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.PersonalFile;
import io.github.emotion4j.fusion.affect.AffectTracker;
import io.github.emotion4j.fusion.baseline.BaselineReference;
import io.github.emotion4j.fusion.baseline.PersonalBaseline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * What is kept of a person: baselines, references, the state of mood, files of them; the first byte
 * says which.
 */
class BaselineFuzzTest {
    private static final Path FILE = Attack.folder().resolve("person.baseline");
    private static final BaselineReference BUNDLED = BaselineReference.bundled();
    private static final byte[] LEARNED = new PersonalBaseline().toBytes();
    private static final byte[] SAVED = saved();
    private static final byte[] MOOD = new AffectTracker().toBytes();
    private static final String REFERENCE = BUNDLED.toJson();

    @FuzzTest
    void read(byte[] bytes) throws Exception {
        if (bytes.length > 0) {
            byte[] content = Arrays.copyOfRange(bytes, 1, bytes.length);
            switch (bytes[0] & 7) {
                case 0 -> load(content);
                case 1 -> load(Attack.like(LEARNED, content));
                case 2 -> Attack.read(() -> AffectTracker.ofBytes(Attack.like(MOOD, content)));
                case 3 -> Attack.read(() -> adapt(content));
                case 4 -> file(content);
                default -> file(Attack.like(SAVED, content));
            }
        }
    }

    private static void load(byte[] bytes) throws Exception {
        Attack.read(() -> PersonalBaseline.ofBytes(bytes).neutralSeconds(ModalityId.FACE));
    }

    private static void file(byte[] bytes) throws Exception {
        Files.write(FILE, bytes);
        Attack.read(() -> PersonalFile.plain(FILE).load());
    }

    private static void adapt(byte[] content) {
        String text = new String(content, StandardCharsets.UTF_8);
        BaselineReference reference = BaselineReference.parse("reference.json", text);
        new PersonalBaseline(reference).neutralSeconds(ModalityId.VOICE);
        BaselineReference.parse("again", reference.toJson());
    }

    private static byte[] saved() {
        PersonalFile.plain(FILE).save(LEARNED);
        try {
            return Files.readAllBytes(FILE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Seeds: each kind behind the byte that says it. */
    static List<byte[]> seeds() {
        return List.of(
                Attack.seed(0, LEARNED),
                Attack.seed(1, Attack.content(LEARNED)),
                Attack.seed(2, Attack.content(MOOD)),
                Attack.seed(3, REFERENCE.getBytes(StandardCharsets.UTF_8)),
                Attack.seed(4, SAVED),
                Attack.seed(5, Attack.content(SAVED)));
    }
}
