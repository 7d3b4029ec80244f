package io.github.emotion4j.physio.internal.io;

import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.internal.io.BoundedInput;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that can be read from their beginning as often as is needed: of a file, of memory, or of an
 * entry of a zip that itself is such bytes.
 *
 * @param name the name for messages
 * @param path the file, whose neighbours may be read; null for bytes and entries
 * @param limits the limits that apply to them
 * @param opener opens the bytes
 */
record Content(String name, @Nullable Path path, Limits limits, Opening opener) {
    /** Opens bytes. */
    interface Opening {
        InputStream open() throws IOException;
    }

    static Content of(Path path, Limits limits) {
        return new Content(path.toString(), path, limits, () -> BoundedInput.open(path));
    }

    static Content of(String name, byte[] bytes, Limits limits) {
        return new Content(name, null, limits, () -> new ByteArrayInputStream(bytes));
    }

    /** What is packed in these bytes by gzip. */
    Content unpacked() {
        String inner = name.replaceFirst("(?i)\\.gz$", "");
        return new Content(inner, null, limits, () -> BoundedInput.gunzip(name, open(), limits));
    }

    InputStream open() throws IOException {
        return opener.open();
    }

    /** The names of the entries of this zip, folders left out. */
    List<String> entries() throws IOException {
        List<String> names = new ArrayList<>();
        Packed packed = new Packed(open());
        try (ZipInputStream zip = new ZipInputStream(packed)) {
            for (ZipEntry e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
                if (!e.isDirectory()) {
                    names.add(e.getName());
                }
                if (names.size() > limits.maxEntries()) {
                    throw new InputException(
                            name,
                            "holds over "
                                    + limits.maxEntries()
                                    + " files; raise Limits.maxEntries if it is meant");
                }
                pass(zip, packed);
            }
        }
        return names;
    }

    /** An entry of this zip. */
    Content entry(String entryName) {
        return new Content(
                name + "/" + entryName,
                null,
                limits,
                () -> {
                    Packed packed = new Packed(open());
                    ZipInputStream zip = new ZipInputStream(packed);
                    boolean found = false;
                    try {
                        for (ZipEntry e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
                            if (e.getName().equals(entryName)) {
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

    /** The name after the last slash. */
    String shownName() {
        return name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    }

    /** The name after the last slash, in small letters. */
    String fileName() {
        return shownName().toLowerCase(Locale.ROOT);
    }

    /** Goes past an entry within the limits of what may be unpacked. */
    private void pass(ZipInputStream zip, Packed packed) throws IOException {
        BoundedInput.inflated(name, zip, packed, limits)
                .transferTo(OutputStream.nullOutputStream());
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
