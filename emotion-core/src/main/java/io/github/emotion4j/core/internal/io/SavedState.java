package io.github.emotion4j.core.internal.io;

import io.github.emotion4j.core.InputException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.CRC32;

/**
 * The envelope of everything that is saved as bytes: the state of a stream and its sessions, what
 * was learned about a person, a training. It is big-endian: four letters that name the content, a
 * version (int), the length of the content (int), the CRC-32 of these twelve bytes and of the
 * content (int), and the content. Immutable.
 *
 * <p>The checksum detects damage, not forgery: a reader bounds what the content requests by {@link
 * #count}, and every exception of the reader becomes an {@link InputException}.
 *
 * @param letters four ASCII letters
 * @param version the version that is written, and the only one that is read
 * @param what the bytes are, for messages, such as {@code "The state of an affect tracker"}
 * @param remedy what to do with bytes that cannot be read, as a sentence
 */
public record SavedState(String letters, int version, String what, String remedy) {
    private static final int HEAD_BYTES = 4 * Integer.BYTES;
    private static final int CHECKSUM_AT = 3 * Integer.BYTES;

    /** Writes the content. */
    @FunctionalInterface
    public interface Writer {
        /**
         * Writes the content.
         *
         * @param out takes it
         * @throws IOException never of {@code out} itself
         */
        void write(DataOutputStream out) throws IOException;
    }

    /**
     * Reads the content.
     *
     * @param <T> the result
     */
    @FunctionalInterface
    public interface Reader<T> {
        /**
         * Reads the content to its end.
         *
         * @param in gives it; its {@code available()} is the number of bytes that are left
         * @return what was read
         * @throws IOException if it breaks off
         */
        T read(DataInputStream in) throws IOException;
    }

    /**
     * Puts content into the envelope.
     *
     * @param content writes it
     * @return a fresh array
     */
    public byte[] write(Writer content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.write(new byte[HEAD_BYTES]);
            content.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] all = bytes.toByteArray();
        ByteBuffer.wrap(all)
                .put(letters.getBytes(StandardCharsets.US_ASCII))
                .putInt(version)
                .putInt(all.length - HEAD_BYTES)
                .putInt(checksum(all));
        return all;
    }

    /**
     * Takes content out of the envelope.
     *
     * @param <T> the result
     * @param bytes what {@link #write} gave
     * @param content reads it
     * @return what was read
     * @throws InputException if the bytes are something else, of another version, cut, damaged, or
     *     their content is not what it should be, whatever reading it throws
     */
    public <T> T read(byte[] bytes, Reader<T> content) {
        byte[] own = letters.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer head = ByteBuffer.wrap(bytes);
        if (bytes.length < HEAD_BYTES || head.mismatch(ByteBuffer.wrap(own)) != own.length) {
            throw refused("is something else, " + bytes.length + " bytes not headed " + letters);
        }
        int found = head.getInt(own.length);
        if (found != version) {
            throw refused(
                    String.format(
                            Locale.ROOT,
                            "is of version %d, and this release reads version %d",
                            found,
                            version));
        }
        if (head.getInt(2 * Integer.BYTES) != bytes.length - HEAD_BYTES
                || head.getInt(CHECKSUM_AT) != checksum(bytes)) {
            throw refused("is cut short or damaged");
        }
        return Guard.read(
                what,
                () -> {
                    DataInputStream in =
                            new DataInputStream(
                                    new ByteArrayInputStream(
                                            bytes, HEAD_BYTES, bytes.length - HEAD_BYTES));
                    T value = content(in, content);
                    if (in.available() > 0) {
                        throw refused("has " + in.available() + " bytes too many");
                    }
                    return value;
                });
    }

    private <T> T content(DataInputStream in, Reader<T> content) throws IOException {
        try {
            return content.read(in);
        } catch (EOFException e) {
            throw e;
        } catch (IOException e) {
            throw new InputException(what, "is damaged: " + e.getMessage() + ". " + remedy, e);
        }
    }

    /** Reads content into what it belongs to. */
    @FunctionalInterface
    public interface Restorer {
        /**
         * Reads the content to its end.
         *
         * @param in gives it
         * @throws IOException if it breaks off
         */
        void read(DataInputStream in) throws IOException;
    }

    /**
     * Takes content out of the envelope into what it belongs to.
     *
     * @param bytes what {@link #write} gave
     * @param content reads it
     * @throws InputException as {@link #read} says
     */
    public void restore(byte[] bytes, Restorer content) {
        read(
                bytes,
                in -> {
                    content.read(in);
                    return content;
                });
    }

    /**
     * Reads how many things follow, no more than there can be.
     *
     * @param in stands before the number, an int
     * @param leastBytes how many bytes each takes at least, above 0
     * @return the number
     * @throws IOException if it is negative or too large, or the content breaks off
     */
    public static int count(DataInputStream in, int leastBytes) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > in.available() / leastBytes) {
            throw new IOException("it counts " + count + " things, more than it has bytes for");
        }
        return count;
    }

    /**
     * Checks a number that was read: from one that is none, all that is computed would be none.
     *
     * @param value the number
     * @return the same
     * @throws IOException if it is infinite or not a number
     */
    public static double finite(double value) throws IOException {
        if (!Double.isFinite(value)) {
            throw new IOException("it holds " + value);
        }
        return value;
    }

    private InputException refused(String why) {
        return new InputException(what, why + ". " + remedy);
    }

    private static int checksum(byte[] all) {
        CRC32 crc = new CRC32();
        crc.update(all, 0, CHECKSUM_AT);
        crc.update(all, HEAD_BYTES, all.length - HEAD_BYTES);
        return (int) crc.getValue();
    }
}
