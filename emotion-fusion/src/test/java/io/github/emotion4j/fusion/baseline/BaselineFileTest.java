package io.github.emotion4j.fusion.baseline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.EmotionException;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.internal.io.SavedState;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaselineFileTest {
    private static final ModalityId UNITS = new ModalityId("units");
    private static final BaselineReference REFERENCE =
            BaselineReference.EMPTY.with(
                    UNITS, LevelModel.fit("units 1", PersonalBaselineTest.drawnPeople(9)));
    private static final double[] ZERO = {0};

    @TempDir private Path folder;

    @Test
    void everyProtection_bringsTheBaselineBack() {
        Path path = folder.resolve("mine.e4b");
        for (BaselineFile file :
                new BaselineFile[] {
                    BaselineFile.plain(path),
                    BaselineFile.encrypted(path, key(1)),
                    BaselineFile.encrypted(path, "open sesame".toCharArray())
                }) {
            PersonalBaseline saved = learned();
            file.save(saved);
            PersonalBaseline loaded = file.load(REFERENCE).orElseThrow();
            assertArrayEquals(saved.adapt(UNITS, ZERO), loaded.adapt(UNITS, ZERO));
            assertEquals(30, loaded.neutralSeconds(UNITS));
        }
    }

    @Test
    void file_isItsOwnersAlone() throws IOException {
        Path path = folder.resolve("mine.e4b");
        BaselineFile.plain(path).save(learned());
        if (Files.getFileStore(path).supportsFileAttributeView("posix")) {
            assertEquals(
                    PosixFilePermissions.fromString("rw-------"),
                    Files.getPosixFilePermissions(path));
        }
    }

    @Test
    void forget_leavesNothingInTheFolder() throws IOException {
        BaselineFile file = BaselineFile.encrypted(folder.resolve("mine.e4b"), key(1));
        file.save(learned());
        file.save(learned());
        assertTrue(file.forget());
        try (var left = Files.list(folder)) {
            assertEquals(0, left.count());
        }
        assertFalse(file.forget());
        assertEquals(Optional.empty(), file.load(REFERENCE));
    }

    @Test
    void anyAlteredByte_isFound() throws IOException {
        Path path = folder.resolve("mine.e4b");
        for (BaselineFile file :
                new BaselineFile[] {
                    BaselineFile.plain(path), BaselineFile.encrypted(path, key(1))
                }) {
            file.save(learned());
            byte[] bytes = Files.readAllBytes(path);
            for (int i = 0; i < bytes.length; i++) {
                byte[] altered = bytes.clone();
                altered[i] ^= 1;
                Files.write(path, altered);
                assertThrows(InputException.class, () -> file.load(REFERENCE), "byte " + i);
                Files.write(path, Arrays.copyOf(bytes, i));
                assertThrows(InputException.class, () -> file.load(REFERENCE), "length " + i);
            }
        }
    }

    @Test
    void everyFault_isNamed() throws IOException {
        Path path = folder.resolve("mine.e4b");
        BaselineFile file = BaselineFile.encrypted(path, key(1));
        file.save(learned());
        fault("encrypted with another key", BaselineFile.encrypted(path, key(2)), REFERENCE);
        fault(
                "is encrypted with a key, but is opened as one that is not encrypted",
                BaselineFile.plain(path),
                REFERENCE);
        BaselineReference other =
                REFERENCE.with(
                        UNITS, LevelModel.fit("units 2", PersonalBaselineTest.drawnPeople(9)));
        fault("levels of units by units 1, but the reference has those of units 2", file, other);
        byte[] bytes = Files.readAllBytes(path);
        byte[] altered = bytes.clone();
        altered[altered.length - 1] ^= 1;
        Files.write(path, altered);
        fault("cut short or damaged", file, REFERENCE);
        // Altered by one who knows the checksum, but not the key.
        SavedState envelope = new SavedState("E4PB", 2, "", "");
        byte[] sealed = envelope.read(bytes, DataInputStream::readAllBytes);
        sealed[sealed.length - 1] ^= 1;
        Files.write(path, envelope.write(out -> out.write(sealed)));
        fault("damaged or was altered", file, REFERENCE);
        bytes[7] = 9;
        Files.write(path, bytes);
        fault("is of version 9, and this release reads version 2", file, REFERENCE);
        Files.writeString(path, "Dear diary, today");
        fault("is something else", file, REFERENCE);
        BaselineFile spoken = BaselineFile.encrypted(path, "open sesame".toCharArray());
        spoken.save(learned());
        fault(
                "encrypted with another passphrase",
                BaselineFile.encrypted(path, "open".toCharArray()),
                REFERENCE);
    }

    /** What a wrong or hostile program may write, with a checksum that fits. */
    @Test
    void numbersThatNoBaselineHolds_areDamage() throws IOException {
        Path path = folder.resolve("mine.e4b");
        BaselineFile file = BaselineFile.plain(path);
        file.save(learned());
        SavedState envelope = new SavedState("E4PB", 2, "", "");
        byte[] whole = envelope.read(Files.readAllBytes(path), DataInputStream::readAllBytes);
        // Of one level each: how long and the mean of the neutral, then of the usual.
        int seconds = whole.length - 4 * Double.BYTES;
        for (double value : new double[] {Double.NaN, -5, 1e300}) {
            alter(envelope, path, whole, seconds, value);
            fault("is damaged", file, REFERENCE);
        }
        for (double value : new double[] {Double.NaN, Double.NEGATIVE_INFINITY}) {
            alter(envelope, path, whole, seconds + Double.BYTES, value);
            fault("is damaged", file, REFERENCE);
        }
        byte[] longer = Arrays.copyOf(whole, whole.length + 7);
        Files.write(path, envelope.write(out -> out.write(longer)));
        fault("is damaged", file, REFERENCE);
    }

    private static void alter(SavedState envelope, Path path, byte[] whole, int at, double value)
            throws IOException {
        byte[] altered = whole.clone();
        ByteBuffer.wrap(altered).putDouble(at, value);
        Files.write(path, envelope.write(out -> out.write(altered)));
    }

    @Test
    void fileThatCannotBeWrittenReadOrDeleted_saysWhy() throws IOException {
        Path missing = folder.resolve("no/mine.e4b");
        EmotionException unwritten =
                assertThrows(
                        EmotionException.class, () -> BaselineFile.plain(missing).save(learned()));
        assertEquals(
                missing + ": cannot be written: there is no such file or folder",
                unwritten.getMessage());
        Path full = Files.createDirectories(folder.resolve("mine.e4b/full")).getParent();
        fault("a folder, not a file", BaselineFile.plain(full), REFERENCE);
        EmotionException undeleted =
                assertThrows(EmotionException.class, () -> BaselineFile.plain(full).forget());
        assertTrue(
                undeleted.getMessage().contains("a folder, and not empty"), undeleted.getMessage());
    }

    @Test
    void encryptedFile_showsNothingAndDiffersAtEachSave() throws IOException {
        Path path = folder.resolve("mine.e4b");
        BaselineFile file = BaselineFile.encrypted(path, key(1));
        file.save(learned());
        byte[] first = Files.readAllBytes(path);
        file.save(learned());
        byte[] second = Files.readAllBytes(path);
        int equal = 0;
        for (int i = 17; i < first.length; i++) {
            equal += first[i] == second[i] ? 1 : 0;
        }
        assertTrue(equal < first.length / 16, equal + " of " + first.length + " bytes are equal");
    }

    private static void fault(String message, BaselineFile file, BaselineReference reference) {
        InputException e = assertThrows(InputException.class, () -> file.load(reference));
        assertTrue(e.getMessage().contains(message), e.getMessage());
        assertTrue(e.getMessage().contains("mine.e4b"), e.getMessage());
    }

    private static PersonalBaseline learned() {
        PersonalBaseline baseline = new PersonalBaseline(REFERENCE);
        baseline.addNeutral(UNITS, new double[] {2}, 30);
        baseline.addUsual(UNITS, new double[] {-1}, 50);
        return baseline;
    }

    private static SecretKey key(int first) {
        byte[] raw = new byte[32];
        raw[0] = (byte) first;
        return new SecretKeySpec(raw, "AES");
    }
}
