package io.github.emotion4j.fusion.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The head of what is kept as bytes: four letters that say what it is, and a version (int,
 * big-endian). Immutable.
 *
 * @param letters four ASCII letters
 * @param version what is written, and alone is read
 * @param what the bytes are, for messages, such as {@code "the state of an affect tracker"}
 * @param remedy what to do with bytes of another version
 */
public record ByteHead(String letters, int version, String what, String remedy) {
    /** The head's length. */
    public static final int LENGTH = 2 * Integer.BYTES;

    /**
     * The head.
     *
     * @return a fresh array of {@link #LENGTH} bytes
     */
    public byte[] bytes() {
        return ByteBuffer.allocate(LENGTH)
                .put(letters.getBytes(StandardCharsets.US_ASCII))
                .putInt(version)
                .array();
    }

    /**
     * Checks that bytes begin with this head.
     *
     * @param content the bytes, whose head is to be passed over afterwards
     * @throws IllegalArgumentException if they are something else or of another version
     */
    public void check(byte[] content) {
        ByteBuffer buffer = ByteBuffer.wrap(content);
        byte[] found = new byte[letters.length()];
        if (content.length >= LENGTH) {
            buffer.get(found);
        }
        if (!letters.equals(new String(found, StandardCharsets.US_ASCII))) {
            throw new IllegalArgumentException(
                    "This is not " + what + " but " + content.length + " other bytes");
        }
        int written = buffer.getInt();
        if (written != version) {
            throw new IllegalArgumentException(
                    "What is read as "
                            + what
                            + " is of version "
                            + written
                            + "; this library reads version "
                            + version
                            + ". "
                            + remedy);
        }
    }
}
