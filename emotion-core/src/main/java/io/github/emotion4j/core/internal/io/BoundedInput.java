package io.github.emotion4j.core.internal.io;

import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.zip.GZIPInputStream;

/**
 * Content that is read within {@link Limits}. Only regular files are read, so that no device or
 * pipe is waited for, and no more bytes than allowed, packed or not.
 */
public final class BoundedInput {
    /** Large enough that reading is not bound by calls into the system. */
    private static final int BUFFER_BYTES = 1 << 16;

    /** Below this, unpacking cannot hurt, and short texts may shrink to nearly nothing. */
    private static final long RATIO_COUNTS_FROM_BYTES = 16L << 20;

    /**
     * Of a JSON text that is parsed whole, as the objects take up to thirty times its bytes. The
     * longest one that we ship has 6 kB.
     */
    private static final int DESCRIPTION_BYTES = 4 << 20;

    private static final String BYTE_ORDER_MARK = "\ufeff";

    private BoundedInput() {}

    /**
     * Opens a file, of any file system, to be read piece by piece.
     *
     * @param file where it is
     * @return its bytes, buffered, to be closed by the caller
     * @throws InputException if it is no regular file
     * @throws IOException if it cannot be opened
     */
    public static InputStream open(Path file) throws IOException {
        requireRegular(file);
        return new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
    }

    /**
     * Reads a file as a whole.
     *
     * @param file where it is
     * @param limits bound its size
     * @return its bytes
     * @throws InputException if it is no regular file or larger than {@link Limits#maxBytes()}
     * @throws IOException if it cannot be read
     */
    public static byte[] read(Path file, Limits limits) throws IOException {
        requireRegular(file);
        if (Files.size(file) > limits.maxBytes()) { // Not only after so many were read.
            throw tooLarge(file.toString(), limits.maxBytes());
        }
        try (InputStream stream = Files.newInputStream(file)) {
            return read(file.toString(), stream, limits);
        }
    }

    /**
     * Reads a text in UTF-8 as a whole.
     *
     * @param file where it is
     * @param limits bound its size
     * @return the text, without a byte order mark
     * @throws InputException if it is no regular file or larger than {@link Limits#maxBytes()}
     * @throws IOException if it cannot be read, or is not in UTF-8
     */
    public static String text(Path file, Limits limits) throws IOException {
        String text =
                StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(read(file, limits)))
                        .toString();
        return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    }

    /**
     * Reads a description that people write, such as a policy or what a model says of itself.
     *
     * @param file where it is
     * @return its text
     * @throws InputException if it is no regular file or larger than any such description
     * @throws IOException if it cannot be read, or is not in UTF-8
     */
    public static String description(Path file) throws IOException {
        requireRegular(file);
        if (Files.size(file) > DESCRIPTION_BYTES) {
            throw new InputException(
                    file.toString(),
                    "holds more than " + DESCRIPTION_BYTES + " bytes, too many for a description");
        }
        return text(file, Limits.builder().maxBytes(DESCRIPTION_BYTES).build());
    }

    /**
     * Reads a stream to its end.
     *
     * @param input the input's name
     * @param stream its bytes; stays the caller's to close
     * @param limits bound its size
     * @return the bytes
     * @throws InputException if there are more than {@link Limits#maxBytes()}
     * @throws IOException if it cannot be read
     */
    public static byte[] read(String input, InputStream stream, Limits limits) throws IOException {
        // An array has at most some less than 2^31 bytes.
        int most = (int) Math.min(limits.maxBytes(), Integer.MAX_VALUE - 16);
        byte[] bytes = stream.readNBytes(most);
        if (bytes.length == most && stream.read() >= 0) {
            throw tooLarge(input, most);
        }
        return bytes;
    }

    /**
     * Lets content pass that is in memory already and is used as a whole, so that its limit is that
     * of the same content in a file.
     *
     * @param input the input's name
     * @param bytes the content
     * @param limits bound its size
     * @return the bytes given
     * @throws InputException if there are more than {@link Limits#maxBytes()}
     */
    public static byte[] within(String input, byte[] bytes, Limits limits) {
        if (bytes.length > limits.maxBytes()) {
            throw tooLarge(input, limits.maxBytes());
        }
        return bytes;
    }

    private static InputException tooLarge(String input, long most) {
        return new InputException(
                input, "holds more than " + most + " bytes; raise Limits.maxBytes if it is meant");
    }

    /**
     * Unpacks gzip.
     *
     * @param input the input's name
     * @param packed the packed bytes
     * @param limits bound what is unpacked
     * @return the unpacked bytes, buffered; closing it closes the packed ones. Reading throws
     *     {@link InputException} beyond {@link Limits#maxInflatedBytes()} and {@link
     *     Limits#maxInflationRatio()}
     * @throws IOException if it is no gzip; the packed bytes are closed then
     */
    public static InputStream gunzip(String input, InputStream packed, Limits limits)
            throws IOException {
        Counted counted = new Counted(packed);
        try {
            InputStream unpacked = new GZIPInputStream(counted, BUFFER_BYTES);
            return inflated(input, unpacked, () -> counted.bytes, limits);
        } catch (IOException e) {
            packed.close();
            throw e;
        }
    }

    /**
     * Unpacks what begins as gzip does, and gives other bytes as they are.
     *
     * @param input the input's name
     * @param stream the bytes
     * @param limits bound what is unpacked
     * @return the unpacked bytes, as {@link #gunzip} gives them
     * @throws IOException if they cannot be read, or begin as gzip and are none
     */
    public static InputStream gunzipIfPacked(String input, InputStream stream, Limits limits)
            throws IOException {
        BufferedInputStream bytes = new BufferedInputStream(stream, BUFFER_BYTES);
        bytes.mark(2);
        boolean packed = bytes.read() == 0x1f && bytes.read() == 0x8b;
        bytes.reset();
        return packed ? gunzip(input, bytes, limits) : bytes;
    }

    /**
     * Bounds what an unpacking stream gives.
     *
     * @param input the input's name
     * @param unpacked the unpacked bytes
     * @param packedBytes how many packed bytes were read so far, or are there in all
     * @param limits bound what is unpacked
     * @return the same bytes, buffered; closing it closes the stream given
     */
    public static InputStream inflated(
            String input, InputStream unpacked, LongSupplier packedBytes, Limits limits) {
        return new BufferedInputStream(
                new Counted(unpacked) {
                    @Override
                    void check() {
                        checkInflation(input, bytes, packedBytes.getAsLong(), limits);
                    }
                },
                BUFFER_BYTES);
    }

    /**
     * Lets what was unpacked pass.
     *
     * @param input the input's name
     * @param unpackedBytes how many bytes were unpacked so far
     * @param packedBytes what they were unpacked from
     * @param limits bound both
     * @throws InputException beyond {@link Limits#maxInflatedBytes()} and {@link
     *     Limits#maxInflationRatio()}
     */
    public static void checkInflation(
            String input, long unpackedBytes, long packedBytes, Limits limits) {
        if (unpackedBytes > limits.maxInflatedBytes()) {
            throw new InputException(
                    input,
                    String.format(
                            Locale.ROOT,
                            "unpacks to more than %d bytes; raise Limits.maxInflatedBytes if it"
                                    + " is meant",
                            limits.maxInflatedBytes()));
        }
        if (unpackedBytes > RATIO_COUNTS_FROM_BYTES
                && unpackedBytes / limits.maxInflationRatio() > Math.max(1, packedBytes)) {
            throw new InputException(
                    input,
                    String.format(
                            Locale.ROOT,
                            "unpacks to more than %d times its size; raise"
                                    + " Limits.maxInflationRatio if it is meant",
                            limits.maxInflationRatio()));
        }
    }

    /**
     * Lets regular files pass.
     *
     * @param file where it is
     * @throws InputException if it is a folder, a device, a pipe or the like
     * @throws IOException if it is not there, or this user may not know
     */
    public static void requireRegular(Path file) throws IOException {
        BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
        if (!found.isRegularFile()) {
            throw new InputException(
                    file.toString(),
                    found.isDirectory()
                            ? "is a folder, not a file"
                            : "is no regular file, but a device, a pipe or the like");
        }
    }

    /** Counts what is read. */
    private static class Counted extends FilterInputStream {
        long bytes;

        Counted(InputStream stream) {
            super(stream);
        }

        void check() {}

        @Override
        public int read() throws IOException {
            int value = super.read();
            if (value >= 0) {
                bytes++;
                check();
            }
            return value;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            if (read > 0) {
                bytes += read;
                check();
            }
            return read;
        }

        @Override
        public long skip(long count) throws IOException {
            long skipped = super.skip(count);
            bytes += skipped;
            check();
            return skipped;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
