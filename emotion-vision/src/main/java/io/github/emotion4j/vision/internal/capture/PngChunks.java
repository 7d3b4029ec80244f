package io.github.emotion4j.vision.internal.capture;

import io.github.emotion4j.core.InputException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * The chunks of a PNG (RFC 2083), each of which states its own length. Decoders ask for memory by
 * it, and those that know animation by the sizes of its frames, so only chunks that are there as a
 * whole and that a still picture needs are handed on.
 */
final class PngChunks {
    /** RFC 2083, section 3.1. */
    private static final int SIGNATURE_BYTES = 8;

    /** A chunk's length, type and checksum. */
    private static final int FRAME_BYTES = 12;

    /** The chunks of a still picture, of its orientation and of its alpha. */
    private static final Set<String> STILL =
            Set.of("IHDR", "PLTE", "tRNS", "gAMA", "sBIT", "eXIf", "IDAT", "IEND");

    private final String name;
    private final byte[] bytes;

    PngChunks(String name, byte[] bytes) {
        this.name = name;
        this.bytes = bytes;
    }

    /**
     * The still picture.
     *
     * @return a PNG without animation, text and colour profiles
     * @throws InputException if a chunk is longer than the file, or the last is missing
     */
    byte[] still() {
        ByteArrayOutputStream still = new ByteArrayOutputStream(bytes.length);
        still.write(bytes, 0, SIGNATURE_BYTES);
        int at = SIGNATURE_BYTES;
        while (bytes.length - at >= FRAME_BYTES) {
            long length = ByteBuffer.wrap(bytes, at, 4).getInt() & 0xffffffffL;
            String type = new String(bytes, at + 4, 4, StandardCharsets.ISO_8859_1);
            if (length > bytes.length - at - FRAME_BYTES) {
                break;
            }
            int whole = (int) length + FRAME_BYTES;
            if (STILL.contains(type)) {
                still.write(bytes, at, whole);
            }
            at += whole;
            if (type.equals("IEND")) {
                return still.toByteArray();
            }
        }
        throw new InputException(name, "the picture is broken or cut off and cannot be decoded");
    }
}
