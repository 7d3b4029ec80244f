package io.github.emotion4j.physio.internal.io;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.spi.SignalReader;
import io.github.emotion4j.physio.internal.io.input.Content;
import io.github.emotion4j.physio.io.TableFormat;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

class OpenerTest {
    /** Counts what is opened and not closed. */
    private static final class Counted {
        private final byte[] bytes;
        private final List<InputStream> open = new ArrayList<>();
        private int opened;

        Counted(byte[] bytes) {
            this.bytes = bytes;
        }

        Content content() {
            return new Content("a", null, Limits.defaults(), new Content.Unpacking(), this::stream);
        }

        private InputStream stream() {
            InputStream stream =
                    new FilterInputStream(new ByteArrayInputStream(bytes)) {
                        @Override
                        public void close() throws IOException {
                            open.remove(this);
                            super.close();
                        }
                    };
            open.add(stream);
            opened++;
            return stream;
        }
    }

    private static byte[] table() {
        StringBuilder text = new StringBuilder("time_s,ECG_mV\n");
        for (int i = 0; i < 500; i++) {
            text.append(i / 100.0).append(",0.1\n");
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }

    private static byte[] zip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(packed)) {
            out.putNextEntry(new ZipEntry("a.csv"));
            out.write(bytes);
        }
        return packed.toByteArray();
    }

    @Test
    void nameInAZip_mayBeOfAnyCharacterSet() throws IOException {
        for (Charset charset : new Charset[] {UTF_8, ISO_8859_1}) {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (ZipOutputStream out = new ZipOutputStream(packed, charset)) {
                out.putNextEntry(new ZipEntry("Gr\u00f6\u00dfe/a.csv"));
                out.write("x".getBytes(charset));
            }
            byte[] zip = packed.toByteArray();
            // Some say that it is in UTF-8, others do not.
            for (int flags : new int[] {zip[7], 0}) {
                zip[7] = (byte) flags;
                Content content = Content.of("z", zip, Limits.defaults());
                assertEquals(List.of("Gr\u00f6\u00dfe/a.csv"), content.entries());
                assertEquals(
                        "z/Gr\u00f6\u00dfe/a.csv", content.entry("Gr\u00f6\u00dfe/a.csv").name());
                try (InputStream in = content.entry("Gr\u00f6\u00dfe/a.csv").open()) {
                    assertEquals(1, in.readAllBytes().length);
                }
            }
        }
    }

    @Test
    void zip_thatJavaDoesNotUnpack_isRefusedWithWhatToDo() throws IOException {
        int flags = 6;
        int method = 8;
        for (int[] change : new int[][] {{flags, 9}, {method, 12}, {method, 14}}) {
            byte[] zip = zip(table());
            zip[change[0]] = (byte) change[1];
            Content content = Content.of("z", zip, Limits.defaults());
            InputException refused =
                    assertThrows(
                            InputException.class,
                            () -> Opener.open(content, TableFormat.selfDescribed(), 0));
            assertEquals(
                    "z: is a zip that is encrypted or packed in a way that is not read; unpack it",
                    refused.getMessage());
        }
    }

    @Test
    void whatIsOpenedIsClosed() throws IOException {
        byte[] table = table();
        byte[] gzip = gzip(table);
        byte[][] readable = {table, gzip, zip(table), zip(gzip), gzip(zip(table))};
        for (byte[] bytes : readable) {
            Counted counted = new Counted(bytes);
            Optional<SignalReader> reader =
                    Opener.open(counted.content(), TableFormat.selfDescribed(), 0);
            assertTrue(reader.orElseThrow().next().isPresent());
            assertTrue(counted.open.size() <= 1, counted.open.size() + " streams are open");
            reader.orElseThrow().close();
            assertTrue(counted.opened > 0);
            assertEquals(List.of(), counted.open);
        }
    }

    @Test
    void whatCannotBeReadIsClosed() {
        byte[][] broken = {
            {0x1f, (byte) 0x8b, 0}, "PK\3\4xx".getBytes(StandardCharsets.US_ASCII), {1, 2, 3}, {}
        };
        for (byte[] bytes : broken) {
            Counted counted = new Counted(bytes);
            try {
                Opener.open(counted.content(), TableFormat.selfDescribed(), 0)
                        .ifPresent(SignalReader::close);
            } catch (IOException | RuntimeException e) {
                // It is told elsewhere what is wrong with them.
            }
            assertEquals(List.of(), counted.open);
        }
    }
}
