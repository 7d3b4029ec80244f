package io.github.emotion4j.physio.internal.io.input;

import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.internal.io.BoundedInput;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that can be read from their beginning as often as is needed: of a file, of memory, or of an
 * entry of a zip that itself is such bytes.
 *
 * @param name the name for messages
 * @param path the file, whose neighbours may be read; null for bytes and entries
 * @param limits the limits that apply to them
 * @param unpacking what was spent on all that is packed in one another
 * @param opener opens the bytes
 */
public record Content(
        String name, @Nullable Path path, Limits limits, Unpacking unpacking, Opening opener) {
    /** Takes any bytes for the name of a zip's entry, unless that says it is in UTF-8. */
    private static final Charset NAMES = StandardCharsets.ISO_8859_1;

    /** Opens bytes. */
    public interface Opening {
        InputStream open() throws IOException;
    }

    public static Content of(Path path, Limits limits) {
        return new Content(
                path.toString(), path, limits, new Unpacking(), () -> BoundedInput.open(path));
    }

    public static Content of(String name, byte[] bytes, Limits limits) {
        return new Content(
                name, null, limits, new Unpacking(), () -> new ByteArrayInputStream(bytes));
    }

    /** What is packed in these bytes by gzip. */
    public Content unpacked() {
        String inner = name.replaceFirst("(?i)\\.gz$", "");
        return new Content(
                inner, null, limits, unpacking, () -> BoundedInput.gunzip(name, open(), limits));
    }

    public InputStream open() throws IOException {
        return opener.open();
    }

    /** The names of the entries of this zip, folders left out. */
    public List<String> entries() throws IOException {
        List<String> names = new ArrayList<>();
        Packed packed = new Packed(open());
        try (ZipInputStream zip = new ZipInputStream(packed, NAMES)) {
            for (ZipEntry e = next(zip); e != null; e = next(zip)) {
                if (!e.isDirectory()) {
                    names.add(nameOf(e));
                }
                if (++unpacking.entries > limits.maxEntries()) {
                    throw new InputException(
                            name,
                            "holds over "
                                    + limits.maxEntries()
                                    + " files, those of zips within it included; raise Limits.maxEntries if it is meant");
                }
                pass(zip, packed);
            }
        }
        return names;
    }

    /** An entry of this zip. */
    public Content entry(String entryName) {
        return new Content(
                name + "/" + entryName,
                null,
                limits,
                unpacking,
                () -> {
                    Packed packed = new Packed(open());
                    ZipInputStream zip = new ZipInputStream(packed, NAMES);
                    boolean found = false;
                    try {
                        for (ZipEntry e = next(zip); e != null; e = next(zip)) {
                            if (nameOf(e).equals(entryName)) {
                                found = true;
                                return BoundedInput.inflated(name, zip, packed, limits);
                            }
                            pass(zip, packed);
                        }
                    } finally {
                        if (!found) {
                            zip.close();
                        }
                    }
                    throw new IOException("the zip has no entry " + entryName);
                });
    }

    /** The next entry of this zip; the one before was read to its end. */
    private @Nullable ZipEntry next(ZipInputStream zip) throws IOException {
        try {
            ZipEntry entry = zip.getNextEntry();
            if (entry == null
                    || entry.getMethod() == ZipEntry.STORED
                    || entry.getMethod() == ZipEntry.DEFLATED) {
                return entry;
            }
        } catch (ZipException e) {
            // Java reads neither encrypted entries nor stored ones without a size at their head.
            throw unread(e);
        }
        throw unread(null);
    }

    private InputException unread(@Nullable Exception cause) {
        return new InputException(
                name,
                "is a zip that is encrypted or packed in a way that is not read; unpack it",
                cause);
    }

    /** Many programs write UTF-8 without saying so; others the letters of their own system. */
    private static String nameOf(ZipEntry entry) {
        String name = entry.getName();
        if (!NAMES.newEncoder().canEncode(name)) {
            return name;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(name.getBytes(NAMES)))
                    .toString();
        } catch (CharacterCodingException e) {
            return name;
        }
    }

    /** The name after the last slash. */
    public String shownName() {
        return name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    }

    /** The name after the last slash, in small letters. */
    public String fileName() {
        return shownName().toLowerCase(Locale.ROOT);
    }

    /**
     * Goes past an entry. Each entry is found by unpacking those before it, and those of a zip in a
     * zip by unpacking the outer one again, so that it is the sum which is held to the limits.
     */
    private void pass(ZipInputStream zip, Packed packed) throws IOException {
        unpacking.passedBytes +=
                BoundedInput.inflated(name, zip, packed, limits)
                        .transferTo(OutputStream.nullOutputStream());
        if (unpacking.passedBytes > limits.maxInflatedBytes()) {
            throw new InputException(
                    name,
                    String.format(
                            Locale.ROOT,
                            "over %d bytes were unpacked to find its files; unpack it, or raise"
                                    + " Limits.maxInflatedBytes",
                            limits.maxInflatedBytes()));
        }
    }

    /** What was spent so far, by one thread. */
    public static final class Unpacking {
        private long passedBytes;
        private int entries;
    }

    /** Counts what is read of a zip. */
    private static final class Packed extends FilterInputStream implements LongSupplier {
        private long bytes;

        Packed(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            bytes += value < 0 ? 0 : 1;
            return value;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            bytes += Math.max(0, read);
            return read;
        }

        @Override
        public long getAsLong() {
            return bytes;
        }
    }
}
