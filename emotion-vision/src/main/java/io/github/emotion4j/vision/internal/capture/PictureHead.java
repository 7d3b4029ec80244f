package io.github.emotion4j.vision.internal.capture;

import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a still picture's own bytes say before anything is decoded: its kind and its size. Decoders
 * believe these numbers and ask for memory by them, so they are held to the limits first.
 */
final class PictureHead {
    /** The number of bytes that identify the format. */
    static final int BYTES = 16;

    private static final Set<String> ENDINGS =
            Set.of(
                    "jpg", "jpeg", "png", "bmp", "dib", "tif", "tiff", "webp", "pgm", "ppm", "pbm",
                    "pnm");

    /** Of pictures that other programs read. */
    private static final Set<String> UNREAD_ENDINGS =
            Set.of("tga", "ico", "icns", "dds", "pcx", "sgi", "hdr", "pfm", "pam");

    /**
     * A progressive picture is decoded once for each of its scans; programs write about ten, and
     * each costs the work of the whole picture.
     */
    private static final int MAX_JPEG_SCANS = 64;

    /** TIFF's tags, and what they are called there. */
    private static final int IMAGE_WIDTH = 256;

    private static final int IMAGE_LENGTH = 257;
    private static final int BITS_PER_SAMPLE = 258;
    private static final int COMPRESSION = 259;
    private static final int SAMPLES_PER_PIXEL = 277;
    private static final int TILE_WIDTH = 322;
    private static final int TILE_LENGTH = 323;
    private static final int EXTRA_SAMPLES = 338;

    private static final Set<Integer> TAGS =
            Set.of(
                    IMAGE_WIDTH,
                    IMAGE_LENGTH,
                    BITS_PER_SAMPLE,
                    COMPRESSION,
                    SAMPLES_PER_PIXEL,
                    TILE_WIDTH,
                    TILE_LENGTH,
                    EXTRA_SAMPLES);

    /**
     * Compressions of TIFF that OpenCV's decoder knows; it gives a black picture for unknown ones.
     */
    private static final Set<Long> READ_COMPRESSIONS =
            Set.of(
                    1L, 2L, 3L, 4L, 5L, 7L, 8L, 32_766L, 32_771L, 32_773L, 32_809L, 32_946L,
                    34_676L, 34_677L);

    private static final Map<Long, String> UNREAD_COMPRESSIONS =
            Map.of(
                    6L, "the old kind of JPEG",
                    33_003L, "JPEG 2000",
                    33_005L, "JPEG 2000",
                    34_661L, "JBIG",
                    34_712L, "JPEG 2000",
                    34_887L, "LERC",
                    34_925L, "LZMA",
                    50_000L, "ZSTD",
                    50_001L, "WebP",
                    50_002L, "JPEG XL");

    /** Compressions of BMP, which say that masks tell where a pixel's colours are. */
    private static final int BMP_BITFIELDS = 3;

    private static final int BMP_ALPHA_BITFIELDS = 6;

    /** The bytes of the shortest head of a BMP that has masks of its own, with one for alpha. */
    private static final int BMP_HEAD_OF_MASKS = 56;

    /** A fourth channel is alpha by which the colours are multiplied (TIFF 6.0, section 18). */
    private static final int ASSOCIATED_ALPHA = 1;

    private enum Kind {
        JPEG,
        PNG,
        BMP,
        TIFF,
        WEBP,
        PNM
    }

    private final String name;
    private final Kind kind;
    private final byte[] bytes;
    private final Limits limits;
    private boolean associatedAlpha;

    private PictureHead(String name, Kind kind, byte[] bytes, Limits limits) {
        this.name = name;
        this.kind = kind;
        this.bytes = bytes;
        this.limits = limits;
    }

    /** Whether the bytes begin like a still picture that OpenCV decodes. */
    static boolean isPicture(byte[] head) {
        return kind(head) != null;
    }

    /**
     * Refuses what is no picture that is read, but is named like one.
     *
     * @param name the name of what has another content
     * @throws InputException if the name says that a picture is meant
     */
    static void refuseNamedPicture(String name) {
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        if (ENDINGS.contains(ending)) {
            throw new InputException(
                    name, "is named like a picture, but its content is not that of one");
        }
        if (UNREAD_ENDINGS.contains(ending)) {
            throw new InputException(
                    name,
                    "is named like a picture of the kind "
                            + ending.toUpperCase(Locale.ROOT)
                            + ", which is not read; save it as PNG");
        }
    }

    /**
     * Reads a picture's head.
     *
     * @param name the picture's name
     * @param bytes the whole picture
     * @param limits the limits that apply to it
     * @return the head of a picture within the limits
     * @throws InputException if it is broken, or asks for more
     */
    static PictureHead of(String name, byte[] bytes, Limits limits) {
        Kind kind = kind(bytes);
        if (kind == null) {
            throw new InputException(name, "the picture changed while it was read");
        }
        PictureHead head = new PictureHead(name, kind, bytes, limits);
        head.check();
        return head;
    }

    /** The bytes to decode: of an animated picture, the still one that any program shows. */
    byte[] decodable() {
        return switch (kind) {
            case PNG -> new PngChunks(name, bytes).still();
            // OpenCV needs something after the last number of a text, which the format does not.
            case PNM -> Arrays.copyOf(bytes, bytes.length + 1);
            default -> bytes;
        };
    }

    /** Whether the picture may have an alpha channel. */
    boolean mayBeTransparent() {
        return switch (kind) {
            case JPEG, PNM -> false;
            case BMP -> hasAlphaMask();
            case PNG, TIFF, WEBP -> true;
        };
    }

    /**
     * Whether the colours that OpenCV gives are multiplied by alpha already: libtiff does it where
     * the file did not, with 8 bits.
     *
     * @param bits of a channel
     */
    boolean isMultiplied(int bits) {
        return kind == Kind.TIFF && (bits == 8 || associatedAlpha);
    }

    /** Without a mask for alpha, the fourth byte of a pixel is unused, and mostly 0. */
    private boolean hasAlphaMask() {
        return at(14, ByteOrder.LITTLE_ENDIAN).getInt() >= BMP_HEAD_OF_MASKS
                && bytes.length >= 70
                && at(66, ByteOrder.LITTLE_ENDIAN).getInt() != 0;
    }

    private static @Nullable Kind kind(byte[] head) {
        String text =
                new String(head, 0, Math.min(BYTES, head.length), StandardCharsets.ISO_8859_1);
        if (text.startsWith("\u00ff\u00d8\u00ff")) {
            return Kind.JPEG;
        }
        if (text.startsWith("\u0089PNG\r\n\u001a\n")) {
            return Kind.PNG;
        }
        if (text.startsWith("BM") && text.length() >= 14) {
            return Kind.BMP;
        }
        if (text.matches("(?s)(II[*+]\0|MM\0[*+]).*")) {
            return Kind.TIFF;
        }
        if (text.startsWith("RIFF") && text.startsWith("WEBP", 8)) {
            return Kind.WEBP;
        }
        return text.matches("(?s)P[1-6]\\s.*") ? Kind.PNM : null;
    }

    private void check() {
        try {
            switch (kind) {
                case JPEG -> checkJpeg();
                case PNG -> checkPng();
                case BMP -> checkBmp();
                case TIFF -> checkTiff();
                case WEBP -> checkWebp();
                case PNM -> checkPnm();
            }
        } catch (IndexOutOfBoundsException
                | BufferUnderflowException
                | IllegalArgumentException
                | ArithmeticException e) { // Places that the head names and the picture has not.
            throw broken();
        }
    }

    private InputException broken() {
        return new InputException(name, "the picture is broken or cut off and cannot be decoded");
    }

    private void requireSize(long width, long height) {
        if (width < 1 || height < 1) {
            throw broken();
        }
        if (width > limits.maxPixels() / height) {
            throw new InputException(
                    name,
                    String.format(
                            Locale.ROOT,
                            "the picture has %d x %d pixels, more than %d; make it smaller, or"
                                    + " raise Limits.maxPixels",
                            width,
                            height,
                            limits.maxPixels()));
        }
    }

    private ByteBuffer at(int offset, ByteOrder order) {
        return ByteBuffer.wrap(bytes).order(order).position(offset);
    }

    private int unsigned16(int offset) {
        return at(offset, ByteOrder.BIG_ENDIAN).getShort() & 0xffff;
    }

    /** Three bytes, the lowest first. */
    private int unsigned24(int offset) {
        ByteBuffer at = at(offset, ByteOrder.LITTLE_ENDIAN);
        return (at.getShort() & 0xffff) | (at.get() & 0xff) << 16;
    }

    /**
     * Frames' heads give the size (ITU T.81, B.2.2); what follows a scan's head is coded. Markers
     * below the frames' have no segment (B.1.1.3): to pass over one could hide another head.
     */
    private void checkJpeg() {
        boolean sized = false;
        int scans = 0;
        int i = 2;
        while (i + 4 <= bytes.length) {
            int marker = bytes[i + 1] & 0xff;
            if ((bytes[i] & 0xff) != 0xff) {
                i++;
            } else if (marker == 0xff || marker < 0xc0 || (marker >= 0xd0 && marker <= 0xd8)) {
                i += marker == 0xff ? 1 : 2;
            } else if (marker == 0xd9) {
                break;
            } else {
                boolean frame =
                        marker >= 0xc0
                                && marker <= 0xcf
                                && marker != 0xc4
                                && marker != 0xc8
                                && marker != 0xcc;
                if (frame) {
                    requireSize(unsigned16(i + 7), unsigned16(i + 5));
                    sized = true;
                }
                scans += marker == 0xda ? 1 : 0;
                i += 2 + unsigned16(i + 2);
            }
        }
        if (!sized) {
            throw broken();
        }
        if (scans > MAX_JPEG_SCANS) {
            throw new InputException(
                    name,
                    String.format(
                            Locale.ROOT,
                            "the picture is coded in %d scans, and more than %d are not read; save"
                                    + " it again",
                            scans,
                            MAX_JPEG_SCANS));
        }
    }

    /** The size is in the first chunk, which must be the header (RFC 2083, 4.1.1). */
    private void checkPng() {
        if (!new String(bytes, 12, 4, StandardCharsets.ISO_8859_1).equals("IHDR")) {
            throw broken();
        }
        ByteBuffer head = at(16, ByteOrder.BIG_ENDIAN);
        requireSize(head.getInt(), head.getInt());
    }

    private void checkBmp() {
        int headSize = at(14, ByteOrder.LITTLE_ENDIAN).getInt();
        ByteBuffer size = at(18, ByteOrder.LITTLE_ENDIAN);
        if (headSize == 12) { // OS/2
            requireSize(size.getShort() & 0xffff, size.getShort() & 0xffff);
        } else {
            requireSize(size.getInt(), Math.abs((long) size.getInt()));
            ByteBuffer form = at(28, ByteOrder.LITTLE_ENDIAN);
            int bits = form.getShort();
            int compression = form.getInt();
            // OpenCV heeds the masks of 32 bits in longer heads alone, and else takes these.
            boolean heeded = bits != 32 || headSize >= BMP_HEAD_OF_MASKS || hasUsualMasks();
            if (compression == BMP_ALPHA_BITFIELDS || (compression == BMP_BITFIELDS && !heeded)) {
                throw unread("has colours in an unusual order");
            }
        }
    }

    private boolean hasUsualMasks() {
        ByteBuffer masks = at(54, ByteOrder.LITTLE_ENDIAN);
        return masks.getInt() == 0xff0000 && masks.getInt() == 0xff00 && masks.getInt() == 0xff;
    }

    /**
     * The tags of the first page (TIFF 6.0, section 2): its size, and that of its tiles. Of a tag
     * that is repeated, the largest value counts, since decoders take one or the other.
     */
    private void checkTiff() {
        if (bytes[2] == '+' || bytes[3] == '+') {
            throw unread("is a BigTIFF");
        }
        ByteOrder order = bytes[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        int directory = at(4, order).getInt();
        int count = at(directory, order).getShort() & 0xffff;
        Map<Integer, Long> values = new HashMap<>();
        for (int i = 0; i < count; i++) {
            ByteBuffer entry = at(Math.addExact(directory, 2 + 12 * i), order);
            int tag = entry.getShort() & 0xffff;
            if (TAGS.contains(tag)) {
                values.merge(tag, tiffValue(entry), Math::max);
            }
        }
        requireSize(values.getOrDefault(IMAGE_WIDTH, 0L), values.getOrDefault(IMAGE_LENGTH, 0L));
        if (values.containsKey(TILE_WIDTH) || values.containsKey(TILE_LENGTH)) {
            requireSize(values.getOrDefault(TILE_WIDTH, 0L), values.getOrDefault(TILE_LENGTH, 0L));
        }
        long channels = values.getOrDefault(SAMPLES_PER_PIXEL, 1L);
        long bits = values.getOrDefault(BITS_PER_SAMPLE, 1L);
        if (channels > 16 || bits > 16) {
            throw unread(String.format(Locale.ROOT, "has %d channels of %d bits", channels, bits));
        }
        long compression = values.getOrDefault(COMPRESSION, 1L);
        if (!READ_COMPRESSIONS.contains(compression)) {
            throw unread(
                    "is compressed with "
                            + UNREAD_COMPRESSIONS.getOrDefault(
                                    compression, "method " + compression));
        }
        associatedAlpha = values.getOrDefault(EXTRA_SAMPLES, 0L) == ASSOCIATED_ALPHA;
    }

    /** The first of an entry's numbers, which lie elsewhere if they take more than four bytes. */
    private long tiffValue(ByteBuffer entry) {
        int type = entry.getShort();
        long number = entry.getInt() & 0xffffffffL;
        int size =
                switch (type) {
                    case 1 -> 1;
                    case 3 -> 2;
                    case 4 -> 4;
                    default -> throw broken();
                };
        ByteBuffer at = number * size > 4 ? at(entry.getInt(), entry.order()) : entry;
        return switch (size) {
            case 1 -> at.get() & 0xff;
            case 2 -> at.getShort() & 0xffff;
            default -> at.getInt() & 0xffffffffL;
        };
    }

    private InputException unread(String kindOfPicture) {
        return new InputException(
                name, "the picture " + kindOfPicture + ", which is not read; save it as PNG");
    }

    /** The first chunk (RFC 9649): lossy, lossless, or extended with a canvas. */
    private void checkWebp() {
        String chunk = new String(bytes, 12, 4, StandardCharsets.ISO_8859_1);
        ByteBuffer data = at(20, ByteOrder.LITTLE_ENDIAN);
        if (chunk.equals("VP8X")) {
            requireSize(1 + unsigned24(24), 1 + unsigned24(27));
        } else if (chunk.equals("VP8L")) {
            data.get();
            long both = data.getInt() & 0xffffffffL;
            requireSize(1 + (both & 0x3fff), 1 + (both >> 14 & 0x3fff));
        } else {
            data.position(26);
            requireSize(data.getShort() & 0x3fff, data.getShort() & 0x3fff);
        }
    }

    /**
     * Numbers in plain text, which OpenCV reads likewise, byte by byte: the size, and but for
     * pictures of bits the value of white, by which OpenCV does not scale.
     */
    private void checkPnm() {
        ByteBuffer text = at(2, ByteOrder.BIG_ENDIAN);
        requireSize(pnmNumber(text), pnmNumber(text));
        if (bytes[1] != '1' && bytes[1] != '4') {
            long white = pnmNumber(text);
            if (white != 255 && white != 65_535) {
                throw unread(
                        String.format(
                                Locale.ROOT, "has values up to %d, not up to 255 or 65535", white));
            }
        }
    }

    /** A number after white space and comments. The one byte after it, whatever it is, is taken. */
    private long pnmNumber(ByteBuffer text) {
        int letter = text.get();
        while (letter < '0' || letter > '9') {
            if (letter == '#') {
                while (letter != '\n' && letter != '\r') {
                    letter = text.get();
                }
            } else if (letter != ' ' && (letter < '\t' || letter > '\r')) {
                throw broken();
            }
            letter = text.get();
        }
        long number = 0;
        while (letter >= '0' && letter <= '9' && number <= Integer.MAX_VALUE) {
            number = 10 * number + letter - '0';
            letter = text.get();
        }
        return number;
    }
}
