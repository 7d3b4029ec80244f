package io.github.emotion4j.media;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Makes Matroska files whose blocks have any times. */
final class Matroska {
    private static final int RATE = 16000;

    private Matroska() {}

    /** Silence, mono at 16 kHz, in blocks of 100 ms that are stamped with these times. */
    static byte[] sound(double... seconds) {
        byte[] head =
                element(
                        "1A45DFA3",
                        number("4286", 1),
                        number("42F7", 1),
                        number("42F2", 4),
                        number("42F3", 8),
                        element("4282", "matroska".getBytes(StandardCharsets.US_ASCII)),
                        number("4287", 4),
                        number("4285", 2));
        byte[] track =
                element(
                        "AE",
                        number("D7", 1),
                        number("73C5", 1),
                        number("83", 2),
                        element("86", "A_PCM/INT/LIT".getBytes(StandardCharsets.US_ASCII)),
                        element(
                                "E1",
                                element("B5", ByteBuffer.allocate(8).putDouble(RATE).array()),
                                number("9F", 1),
                                number("6264", 16)));
        byte[][] parts = new byte[2 + seconds.length][];
        parts[0] = element("1549A966", number("2AD7B1", 1_000_000));
        parts[1] = element("1654AE6B", track);
        byte[] block = new byte[4 + RATE / 10 * 2];
        block[0] = (byte) 0x81;
        block[3] = (byte) 0x80;
        for (int i = 0; i < seconds.length; i++) {
            long millis = Math.round(1000 * seconds[i]);
            parts[2 + i] = element("1F43B675", number("E7", millis), element("A3", block));
        }
        return joined(head, element("18538067", parts));
    }

    private static byte[] number(String id, long value) {
        return element(id, ByteBuffer.allocate(8).putLong(value).array());
    }

    private static byte[] element(String id, byte[]... content) {
        byte[] all = joined(content);
        // A length of eight bytes, the first of which says so.
        byte[] length = ByteBuffer.allocate(8).putLong(1L << 56 | all.length).array();
        return joined(HexFormat.of().parseHex(id), length, all);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
