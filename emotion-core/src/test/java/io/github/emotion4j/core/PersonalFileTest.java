package io.github.emotion4j.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.internal.io.SavedState;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PersonalFileTest {
    private static final byte[] LEARNED =
            "what has been learned of a person".getBytes(StandardCharsets.US_ASCII);

    @TempDir private Path folder;
    private Path path;

    @BeforeEach
    void place() {
        path = folder.resolve("mine.e4p");
    }

    @Test
    void everyProtection_bringsTheBytesBackAndIsItsOwnersAlone() throws IOException {
        for (PersonalFile file :
                List.of(
                        PersonalFile.plain(path),
                        PersonalFile.encrypted(path, key(1)),
                        PersonalFile.encrypted(path, "open sesame".toCharArray()))) {
            for (byte[] bytes : new byte[][] {LEARNED, new byte[0]}) {
                file.save(bytes);
                assertArrayEquals(bytes, file.load().orElseThrow(), file.toString());
            }
            if (Files.getFileStore(path).supportsFileAttributeView("posix")) {
                assertEquals(
                        PosixFilePermissions.fromString("rw-------"),
                        Files.getPosixFilePermissions(path),
                        file.toString());
            }
        }
    }

    @Test
    void delete_leavesNothingInTheFolder() throws IOException {
        PersonalFile file = PersonalFile.encrypted(path, key(1));
        file.save(LEARNED);
        file.save(LEARNED);
        assertTrue(file.delete());
        try (var left = Files.list(folder)) {
            assertEquals(0, left.count());
        }
        assertFalse(file.delete());
        assertEquals(Optional.empty(), file.load());
    }

    @Test
    void anyAlteredByte_isFound() throws IOException {
        for (PersonalFile file :
                List.of(PersonalFile.plain(path), PersonalFile.encrypted(path, key(1)))) {
            file.save(LEARNED);
            byte[] bytes = Files.readAllBytes(path);
            for (int i = 0; i < bytes.length; i++) {
                byte[] altered = bytes.clone();
                altered[i] ^= 1;
                Files.write(path, altered);
                assertThrows(InputException.class, file::load, "byte " + i);
                Files.write(path, Arrays.copyOf(bytes, i));
                assertThrows(InputException.class, file::load, "length " + i);
            }
        }
    }

    @Test
    void everyFault_isNamed() throws IOException {
        PersonalFile file = PersonalFile.encrypted(path, key(1));
        file.save(LEARNED);
        fault("encrypted with another key", PersonalFile.encrypted(path, key(2)));
        fault(
                "is encrypted with a key, but is opened as one that is not encrypted",
                PersonalFile.plain(path));
        byte[] bytes = Files.readAllBytes(path);
        byte[] altered = bytes.clone();
        altered[altered.length - 1] ^= 1;
        Files.write(path, altered);
        fault("cut short or damaged", file);
        // Altered by one who knows the checksum, but not the key.
        SavedState envelope = new SavedState("E4PF", 1, "", "");
        byte[] sealed = envelope.read(bytes, DataInputStream::readAllBytes);
        sealed[sealed.length - 1] ^= 1;
        Files.write(path, envelope.write(out -> out.write(sealed)));
        fault("damaged or was altered", file);
        bytes[7] = 9;
        Files.write(path, bytes);
        fault("is of version 9, and this release reads version 1", file);
        Files.writeString(path, "Dear diary, today");
        fault("is something else", file);
        Files.write(path, LEARNED); // As Files.write does, which leaves it for all to read.
        fault("is something else", PersonalFile.plain(path));
        PersonalFile.encrypted(path, "open sesame".toCharArray()).save(LEARNED);
        fault(
                "encrypted with another passphrase",
                PersonalFile.encrypted(path, "open".toCharArray()));
    }

    @Test
    void fileThatCannotBeWrittenReadOrDeleted_saysWhy() throws IOException {
        Path missing = folder.resolve("no/mine.e4p");
        EmotionException unwritten =
                assertThrows(
                        EmotionException.class, () -> PersonalFile.plain(missing).save(LEARNED));
        assertEquals(
                missing + ": cannot be written: there is no such file or folder",
                unwritten.getMessage());
        Path full = Files.createDirectories(folder.resolve("mine.e4p/full")).getParent();
        fault("a folder, not a file", PersonalFile.plain(full));
        EmotionException undeleted =
                assertThrows(EmotionException.class, () -> PersonalFile.plain(full).delete());
        assertTrue(
                undeleted.getMessage().contains("a folder, and not empty"), undeleted.getMessage());
    }

    @Test
    void encryptedFile_showsNothingAndDiffersAtEachSave() throws IOException {
        PersonalFile file = PersonalFile.encrypted(path, key(1));
        file.save(LEARNED);
        byte[] first = Files.readAllBytes(path);
        assertFalse(new String(first, StandardCharsets.US_ASCII).contains("learned"));
        file.save(LEARNED);
        byte[] second = Files.readAllBytes(path);
        int equal = 0;
        for (int i = 17; i < first.length; i++) {
            equal += first[i] == second[i] ? 1 : 0;
        }
        assertTrue(equal < first.length / 16, equal + " of " + first.length + " bytes are equal");
    }

    @Test
    void text_tellsNoSecret() {
        PersonalFile file = PersonalFile.encrypted(Path.of("anna"), "open sesame".toCharArray());
        assertEquals("PersonalFile[anna, encrypted with a passphrase]", file.toString());
    }

    private static void fault(String message, PersonalFile file) {
        InputException e = assertThrows(InputException.class, file::load);
        assertTrue(e.getMessage().contains(message), e.getMessage());
        assertTrue(e.getMessage().contains("mine.e4p"), e.getMessage());
    }

    private static SecretKey key(int first) {
        byte[] raw = new byte[32];
        raw[0] = (byte) first;
        return new SecretKeySpec(raw, "AES");
    }
}
