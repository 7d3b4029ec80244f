package io.github.emotion4j.vision.internal.capture;

import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.internal.io.Guard;
import io.github.emotion4j.core.spi.OpenPart;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * The blocks of a GIF up to the end of its first picture (GIF89a, sections 15 to 27). FFmpeg gives
 * one that is cut off as if it were whole, with a plain colour for what is not there.
 */
final class GifBlocks {
    private static final int EXTENSION = 0x21;
    private static final int IMAGE = 0x2c;
    private static final int COLOUR_TABLE = 0x80;

    private GifBlocks() {}

    /**
     * Refuses a GIF whose first picture is cut off. Only the ends of blocks may be missing, which
     * hold no pixels.
     *
     * @param part a GIF
     * @throws InputException if its first picture is cut off
     */
    static void requireFirstPicture(OpenPart part) {
        Guard.read(
                part.name(),
                () -> {
                    try (InputStream in = part.open()) {
                        skipFirstPicture(in);
                        return true;
                    } catch (EOFException e) {
                        throw new InputException(
                                part.name(),
                                "the picture is broken or cut off and cannot be decoded",
                                e);
                    }
                });
    }

    private static void skipFirstPicture(InputStream in) throws IOException {
        in.skipNBytes(10);
        int flags = in.read();
        in.skipNBytes(2);
        skipColours(in, flags);
        int block = in.read();
        while (block == EXTENSION) {
            in.skipNBytes(1);
            skipData(in);
            block = in.read();
        }
        if (block == IMAGE) {
            in.skipNBytes(8);
            skipColours(in, in.read());
            in.skipNBytes(1);
            skipData(in);
        }
    }

    private static void skipColours(InputStream in, int flags) throws IOException {
        if ((flags & COLOUR_TABLE) != 0) {
            in.skipNBytes(6L << (flags & 7));
        }
    }

    private static void skipData(InputStream in) throws IOException {
        for (int bytes = in.read(); bytes > 0; bytes = in.read()) {
            in.skipNBytes(bytes);
        }
    }
}
