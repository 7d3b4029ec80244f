package io.github.emotion4j.fuzzing;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.fusion.affect.AffectTracker;
import io.github.emotion4j.fusion.baseline.BaselineFile;
import io.github.emotion4j.fusion.baseline.BaselineReference;
import io.github.emotion4j.fusion.baseline.PersonalBaseline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What is kept of a person: baselines, references, the state of mood; the first byte says which.
 */
class BaselineFuzzTest {
    private static final Path FILE = Attack.folder().resolve("person.baseline");
    private static final BaselineReference BUNDLED = BaselineReference.bundled();
    private static final byte[] SAVED = saved();
    private static final byte[] MOOD = new AffectTracker().toBytes();
    private static final String REFERENCE = BUNDLED.toJson();

    @FuzzTest
    void read(byte[] bytes) throws Exception {
        if (bytes.length > 0) {
            byte[] content = Arrays.copyOfRange(bytes, 1, bytes.length);
            switch (bytes[0] & 3) {
                case 0 -> load(content);
                case 1 -> load(Attack.like(SAVED, content));
                case 2 -> Attack.read(() -> AffectTracker.ofBytes(Attack.like(MOOD, content)));
                default -> Attack.read(() -> adapt(content));
            }
        }
    }

    private static void load(byte[] file) throws Exception {
        Files.write(FILE, file);
        Attack.read(
                () -> {
                    Optional<PersonalBaseline> loaded = BaselineFile.plain(FILE).load(BUNDLED);
                    loaded.ifPresent(baseline -> baseline.neutralSeconds(ModalityId.FACE));
                });
    }

    private static void adapt(byte[] content) {
        String text = new String(content, StandardCharsets.UTF_8);
        BaselineReference reference = BaselineReference.parse("reference.json", text);
        new PersonalBaseline(reference).neutralSeconds(ModalityId.VOICE);
        BaselineReference.parse("again", reference.toJson());
    }

    private static byte[] saved() {
        BaselineFile.plain(FILE).save(new PersonalBaseline(BUNDLED));
        try {
            return Files.readAllBytes(FILE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Seeds: each kind behind the byte that says it. */
    static List<byte[]> seeds() {
        return List.of(
                Attack.seed(0, SAVED),
                Attack.seed(1, Attack.content(SAVED)),
                Attack.seed(2, Attack.content(MOOD)),
                Attack.seed(3, REFERENCE.getBytes(StandardCharsets.UTF_8)));
    }
}
