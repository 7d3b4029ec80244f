package io.github.emotion4j.core;

import io.github.emotion4j.core.internal.io.BoundedInput;
import io.github.emotion4j.core.internal.io.Guard;
import io.github.emotion4j.core.internal.io.SavedState;
import io.github.emotion4j.core.internal.io.WholeFile;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A file with what is kept of one person, to whom it belongs: the bytes of whatever has {@code
 * toBytes()}, such as an {@link EmotionStream}, a personal baseline, a mood, or a session of a
 * policy. Only its owner can read it if the file system supports permissions, it is encrypted if
 * there is a key, it is replaced as a whole, and {@link #delete} deletes it. For one thread at a
 * time.
 *
 * <p>A {@link SavedState} of the letters {@code E4PF}, version 1. Its content: how it is protected
 * (byte: 0 not, 1 by a key, 2 by a passphrase). Not protected: the bytes. Otherwise, for a
 * passphrase the salt (16 bytes) and the number of iterations (int) of PBKDF2 with HMAC-SHA-256
 * (RFC 8018) for a key of 256 bits; then twice a nonce (12 bytes) and what AES-GCM (NIST SP
 * 800-38D) made with it: of nothing, which distinguishes a wrong key from a damaged file, and of
 * the bytes. All bytes before them are authenticated, too. Nonces and salt are new at each save.
 *
 * <pre>{@code
 * PersonalFile file = PersonalFile.encrypted(Path.of("anna.mood"), passphrase);
 * AffectTracker mood = file.load().map(AffectTracker::ofBytes).orElseGet(AffectTracker::new);
 * file.save(mood.toBytes());
 * }</pre>
 */
public final class PersonalFile {
    /** 128 bits, as NIST SP 800-132 asks for. */
    private static final int SALT_BYTES = 16;

    /** 96 bits, the length that NIST SP 800-38D recommends for GCM. */
    private static final int NONCE_BYTES = 12;

    /** The longest tag of GCM. */
    private static final int TAG_BITS = 128;

    private static final int TAG_BYTES = TAG_BITS / 8;

    /** AES-256. */
    private static final int KEY_BITS = 256;

    /** OWASP Password Storage Cheat Sheet, 2023, for HMAC-SHA-256. */
    private static final int ITERATIONS = 600_000;

    /** A damaged file must not keep a processor busy for more than seconds. */
    private static final int MAX_ITERATIONS = 10_000_000;

    private static final String REMEDY = "Restore a copy, or delete() it and begin anew";

    private static final byte BY_NOTHING = 0;
    private static final byte BY_KEY = 1;
    private static final byte BY_PASSPHRASE = 2;

    private final Path path;
    private final byte protection;
    private final @Nullable SecretKey key;
    private final char[] passphrase;

    private PersonalFile(Path path, byte protection, @Nullable SecretKey key, char[] passphrase) {
        this.path = path;
        this.protection = protection;
        this.key = key;
        this.passphrase = passphrase;
    }

    /**
     * A file that is not encrypted.
     *
     * @param path where it is or will be
     * @return the file
     */
    public static PersonalFile plain(Path path) {
        return new PersonalFile(path, BY_NOTHING, null, new char[0]);
    }

    /**
     * A file encrypted with a key.
     *
     * @param path where it is or will be
     * @param key an AES key of 128, 192 or 256 bits; keeping it is the caller's
     * @return the file
     * @throws IllegalArgumentException if it is a key of another algorithm
     */
    public static PersonalFile encrypted(Path path, SecretKey key) {
        if (!key.getAlgorithm().equals("AES")) {
            throw new IllegalArgumentException(
                    "A file is encrypted with an AES key, not one of " + key.getAlgorithm());
        }
        return new PersonalFile(path, BY_KEY, key, new char[0]);
    }

    /**
     * A file encrypted with a passphrase. Deriving the key takes some tenths of a second at each
     * save and load.
     *
     * @param path where it is or will be
     * @param passphrase at least one character; copied
     * @return the file
     * @throws IllegalArgumentException if the passphrase is empty
     */
    public static PersonalFile encrypted(Path path, char[] passphrase) {
        if (passphrase.length == 0) {
            throw new IllegalArgumentException("The passphrase is empty; give one, or use plain()");
        }
        return new PersonalFile(path, BY_PASSPHRASE, null, passphrase.clone());
    }

    /**
     * Replaces the content of the file: completely or, if that fails, not at all.
     *
     * @param bytes what is kept of the person
     * @throws EmotionException if the file cannot be written
     */
    public void save(byte[] bytes) {
        try {
            byte[] sealed = seal(bytes);
            WholeFile.replaceOwnerOnly(path, envelope().write(out -> out.write(sealed)));
        } catch (GeneralSecurityException e) {
            throw new EmotionException(
                    path
                            + ": cannot be encrypted: "
                            + e.getMessage()
                            + ". Use an AES key of 128, 192 or 256 bits",
                    e);
        }
    }

    /**
     * Reads what was saved.
     *
     * @return the bytes, or nothing if there is no file
     * @throws InputException if the file is not one that {@link #save} wrote, of another version,
     *     protected in another way, of another key, damaged or altered
     */
    public Optional<byte[]> load() {
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    open(
                            envelope()
                                    .read(
                                            BoundedInput.read(path, Limits.defaults()),
                                            DataInputStream::readAllBytes)));
        } catch (IOException e) {
            throw new InputException(path.toString(), Guard.reason(e), e);
        } catch (GeneralSecurityException e) {
            throw new InputException(path.toString(), "cannot be decrypted: " + e.getMessage(), e);
        }
    }

    /**
     * Deletes the file. What the file system itself keeps of deleted files, and copies made by
     * others, are out of reach; of an encrypted file nothing is left to read once its key is gone.
     *
     * @return whether there was one
     * @throws EmotionException if it cannot be deleted
     */
    public boolean delete() {
        try {
            return Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new EmotionException(
                    path + ": cannot be deleted: " + Guard.reasonNotWritten(e), e);
        }
    }

    /** The path and how the file is protected, without the key. */
    @Override
    public String toString() {
        return "PersonalFile[" + path + ", " + word(protection) + "]";
    }

    private SavedState envelope() {
        return new SavedState("E4PF", 1, path.toString(), REMEDY);
    }

    private byte[] seal(byte[] content) throws GeneralSecurityException {
        byte[] head = {protection};
        if (protection == BY_NOTHING) {
            return join(head, content);
        }
        SecretKey secret = key;
        if (secret == null) {
            byte[] salt = random(SALT_BYTES);
            byte[] count = ByteBuffer.allocate(Integer.BYTES).putInt(ITERATIONS).array();
            head = join(head, salt, count);
            secret = derive(salt, ITERATIONS);
        }
        byte[] checkNonce = random(NONCE_BYTES);
        byte[] check = gcm(Cipher.ENCRYPT_MODE, secret, checkNonce, head, new byte[0]);
        byte[] first = join(head, checkNonce, check);
        byte[] nonce = random(NONCE_BYTES);
        return join(first, nonce, gcm(Cipher.ENCRYPT_MODE, secret, nonce, first, content));
    }

    private byte[] open(byte[] sealed) throws GeneralSecurityException {
        if (sealed.length == 0) {
            throw damaged(null);
        }
        ByteBuffer buffer = ByteBuffer.wrap(sealed);
        byte found = buffer.get();
        if (found != protection) {
            throw new InputException(
                    path.toString(),
                    "is " + word(found) + ", but is opened as one that is " + word(protection));
        }
        if (protection == BY_NOTHING) {
            return take(buffer, buffer.remaining());
        }
        SecretKey secret = key;
        if (secret == null) {
            if (buffer.remaining() < SALT_BYTES + Integer.BYTES) {
                throw damaged(null);
            }
            byte[] salt = new byte[SALT_BYTES];
            buffer.get(salt);
            int iterations = buffer.getInt();
            if (iterations < 1 || iterations > MAX_ITERATIONS) {
                throw damaged(null);
            }
            secret = derive(salt, iterations);
        }
        if (buffer.remaining() < 2 * (NONCE_BYTES + TAG_BYTES)) {
            throw damaged(null);
        }
        byte[] head = Arrays.copyOf(sealed, buffer.position());
        try {
            byte[] nonce = take(buffer, NONCE_BYTES);
            gcm(Cipher.DECRYPT_MODE, secret, nonce, head, take(buffer, TAG_BYTES));
        } catch (AEADBadTagException e) {
            throw new InputException(
                    path.toString(),
                    "was encrypted with another "
                            + (protection == BY_KEY ? "key" : "passphrase")
                            + ", or its head is damaged. Give the one it was saved with, or"
                            + " delete() it and begin anew",
                    e);
        }
        byte[] first = Arrays.copyOf(sealed, buffer.position());
        try {
            byte[] nonce = take(buffer, NONCE_BYTES);
            return gcm(Cipher.DECRYPT_MODE, secret, nonce, first, take(buffer, buffer.remaining()));
        } catch (AEADBadTagException e) {
            throw damaged(e);
        }
    }

    private InputException damaged(@Nullable Exception cause) {
        return new InputException(path.toString(), "is damaged or was altered. " + REMEDY, cause);
    }

    private SecretKey derive(byte[] salt, int iterations) throws GeneralSecurityException {
        PBEKeySpec spec = new PBEKeySpec(passphrase, salt, iterations, KEY_BITS);
        try {
            byte[] raw =
                    SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                            .generateSecret(spec)
                            .getEncoded();
            return new SecretKeySpec(raw, "AES");
        } finally {
            spec.clearPassword();
        }
    }

    private static byte[] gcm(
            int mode, SecretKey key, byte[] nonce, byte[] authenticated, byte[] input)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(authenticated);
        return cipher.doFinal(input);
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    private static byte[] take(ByteBuffer buffer, int length) {
        byte[] bytes = new byte[length];
        buffer.get(bytes);
        return bytes;
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    private static String word(byte protection) {
        return switch (protection) {
            case BY_NOTHING -> "not encrypted";
            case BY_KEY -> "encrypted with a key";
            case BY_PASSPHRASE -> "encrypted with a passphrase";
            default -> "protected in an unknown way (" + protection + ")";
        };
    }
}
