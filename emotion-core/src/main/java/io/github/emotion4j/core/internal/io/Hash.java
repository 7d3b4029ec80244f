package io.github.emotion4j.core.internal.io;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What content is known by. */
public final class Hash {
    private Hash() {}

    /**
     * The SHA-256.
     *
     * @param content the bytes
     * @return 64 hexadecimal digits in lower case
     */
    public static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
