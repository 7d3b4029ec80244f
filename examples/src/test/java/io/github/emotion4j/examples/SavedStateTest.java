package io.github.emotion4j.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.BioBlock;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.EmotionStream;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.PersonalFile;
import io.github.emotion4j.core.StreamOptions;
import io.github.emotion4j.fusion.affect.AffectTracker;
import io.github.emotion4j.fusion.baseline.PersonalBaseline;
import io.github.emotion4j.fusion.response.Responder;
import io.github.emotion4j.fusion.response.ResponsePolicy;
import io.github.emotion4j.physio.BodyBaseline;
import io.github.emotion4j.physio.BodyModality;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything that is kept of a person is kept in one way. */
class SavedStateTest {
    private static final ResponsePolicy POLICY = ResponsePolicy.considerate();

    @Test
    void everyKind_isKeptEncrypted_andOnlyItsOwnKindIsReadFromIt(@TempDir Path folder)
            throws Exception {
        try (EmotionRecognizer recognizer =
                        EmotionRecognizer.builder().modality(new BodyModality()).build();
                EmotionStream stream = recognizer.openStream(estimate -> {})) {
            List<Kind> kinds = new ArrayList<>();
            kinds.add(
                    new Kind(
                            stream.toBytes(),
                            bytes -> {
                                try (EmotionStream resumed =
                                        recognizer.resumeStream(
                                                bytes, estimate -> {}, StreamOptions.defaults())) {
                                    return resumed.toBytes();
                                }
                            }));
            kinds.add(
                    new Kind(
                            new AffectTracker().toBytes(),
                            bytes -> AffectTracker.ofBytes(bytes).toBytes()));
            kinds.add(
                    new Kind(
                            new Responder(POLICY).toBytes(),
                            bytes -> Responder.ofBytes(bytes, POLICY).toBytes()));
            kinds.add(
                    new Kind(
                            new PersonalBaseline().toBytes(),
                            bytes -> PersonalBaseline.ofBytes(bytes).toBytes()));
            kinds.add(new Kind(calm().toBytes(), bytes -> BodyBaseline.ofBytes(bytes).toBytes()));
            Path path = folder.resolve("ann");
            PersonalFile file = PersonalFile.encrypted(path, "open sesame".toCharArray());
            for (Kind own : kinds) {
                byte[] saved = own.saved();
                file.save(saved);
                String letters = new String(saved, 0, 4, StandardCharsets.US_ASCII);
                assertFalse(
                        Files.readString(path, StandardCharsets.ISO_8859_1).contains(letters),
                        letters);
                if (Files.getFileStore(path).supportsFileAttributeView("posix")) {
                    assertEquals(
                            PosixFilePermissions.fromString("rw-------"),
                            Files.getPosixFilePermissions(path));
                }
                byte[] loaded = file.load().orElseThrow();
                for (Kind kind : kinds) {
                    if (kind.equals(own)) {
                        assertArrayEquals(saved, kind.reader().apply(loaded), letters);
                        loaded[loaded.length - 1] ^= 1;
                        assertRefused("is cut short or damaged", kind.reader(), loaded);
                        loaded[loaded.length - 1] ^= 1;
                    } else {
                        assertRefused("is something else", kind.reader(), loaded);
                    }
                }
            }
        }
    }

    /** Saved bytes, and what reads them and saves again. */
    private record Kind(byte[] saved, UnaryOperator<byte[]> reader) {}

    private static void assertRefused(String why, UnaryOperator<byte[]> reader, byte[] bytes) {
        InputException e = assertThrows(InputException.class, () -> reader.apply(bytes));
        assertTrue(e.getMessage().contains(why), e.getMessage());
    }

    private static BodyBaseline calm() {
        double[] pulse = new double[64 * 180];
        for (int i = 0; i < pulse.length; i++) {
            pulse[i] = Math.pow(Math.sin(Math.PI * i / 64.0), 8);
        }
        return BodyBaseline.of(
                List.of(new BioBlock(0, BioBlock.Kind.PPG, BioBlock.Unit.ARBITRARY, 64, pulse)));
    }
}
