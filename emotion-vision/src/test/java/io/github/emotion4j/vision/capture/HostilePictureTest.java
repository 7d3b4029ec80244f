package io.github.emotion4j.vision.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.core.VideoFrame;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures of few bytes that ask for much, and pictures with any byte wrong. */
class HostilePictureTest {
    private static final int SIDE = 24;

    @Test
    void png_whoseChunkIsLongerThanTheFile_isRefused() throws IOException {
        byte[] png = encoded("png");
        int data = new String(png, StandardCharsets.ISO_8859_1).indexOf("IDAT");
        ByteBuffer.wrap(png).putInt(data - 4, 0xffff_0000);
        refused("broken or cut off", "lies.png", Arrays.copyOf(png, data + 8));
        refused("broken or cut off", "lies.png", png);
    }

    /** A decoder of animations would take room for a canvas of the size that its frame names. */
    @Test
    void animatedPng_isReadAsTheStillThatItShows() throws IOException {
        byte[] png = encoded("png");
        int data = new String(png, StandardCharsets.ISO_8859_1).indexOf("IDAT") - 4;
        ByteBuffer frame = ByteBuffer.allocate(26).putInt(0).putInt(60_000).putInt(60_000);
        ByteArrayOutputStream animated = new ByteArrayOutputStream();
        animated.write(png, 0, data);
        animated.writeBytes(chunk("acTL", ByteBuffer.allocate(8).putInt(1_000_000).array()));
        animated.writeBytes(chunk("fcTL", frame.array()));
        animated.write(png, data, png.length - data);
        VideoFrame still = read("a.png", animated.toByteArray(), Limits.defaults());
        assertEquals(SIDE, still.width());
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg", "bmp", "gif", "tif", "webp", "webp-x", "webp-l", "ppm"})
    void picture_thatClaimsManyPixels_isRefusedByItsHead(String kind) throws IOException {
        refused("Limits.maxPixels", "claims." + kind, claiming(kind));
    }

    private static byte[] claiming(String kind) throws IOException {
        short side = 16_000;
        ByteBuffer file = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        switch (kind) {
            case "png" -> {
                byte[] png = encoded("png");
                ByteBuffer.wrap(png).putInt(16, 20_000).putInt(20, 20_000);
                return png;
            }
            case "jpg" -> {
                byte[] jpeg = encoded("jpg");
                int head = 0;
                while ((jpeg[head] & 0xff) != 0xff || (jpeg[head + 1] & 0xff) != 0xc0) {
                    head++;
                }
                ByteBuffer.wrap(jpeg).putShort(head + 5, side).putShort(head + 7, side);
                return jpeg;
            }
            case "bmp" -> {
                byte[] bmp = encoded("bmp");
                ByteBuffer.wrap(bmp)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(18, 100_000)
                        .putInt(22, -100_000);
                return bmp;
            }
            case "gif" -> {
                byte[] gif = encoded("gif");
                ByteBuffer.wrap(gif)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putShort(6, side)
                        .putShort(8, side);
                return gif;
            }
            case "tif" -> {
                file.put("II*\0".getBytes(StandardCharsets.US_ASCII)).putInt(8).putShort((short) 2);
                file.putShort((short) 256).putShort((short) 4).putInt(1).putInt(100_000);
                file.putShort((short) 257).putShort((short) 4).putInt(1).putInt(100_000);
            }
            case "webp" -> {
                file.put("RIFF....WEBPVP8 ".getBytes(StandardCharsets.US_ASCII)).position(26);
                file.putShort(side).putShort(side);
            }
            case "webp-x" -> {
                file.put("RIFF....WEBPVP8X".getBytes(StandardCharsets.US_ASCII)).position(24);
                file.put(new byte[] {-1, -1, 0, -1, -1, 0});
            }
            case "webp-l" -> {
                file.put("RIFF....WEBPVP8L".getBytes(StandardCharsets.US_ASCII)).position(21);
                file.putInt(16_000 | 16_000 << 14);
            }
            default ->
                    file.put("P6 # wide\n100000 100000\n255\n".getBytes(StandardCharsets.US_ASCII));
        }
        return file.array();
    }

    /** Decoders take what a careless look at the head passes over. */
    @ParameterizedTest
    @ValueSource(strings = {"jpg", "tif", "tif-late", "ppm", "ppm-far"})
    void picture_thatHidesItsSize_isRefusedByItsHead(String kind) throws IOException {
        refused("Limits.maxPixels", "hides." + kind, hiding(kind));
    }

    private static byte[] hiding(String kind) throws IOException {
        return switch (kind) {
            // The frame's head of 19 bytes seems to be the segment of a marker that has none.
            case "jpg" -> {
                byte[] jpeg = encoded("jpg");
                int head = 0;
                while ((jpeg[head] & 0xff) != 0xff || (jpeg[head + 1] & 0xff) != 0xc0) {
                    head++;
                }
                ByteBuffer file = ByteBuffer.allocate(jpeg.length + 23).put(jpeg, 0, head);
                file.put(new byte[] {-1, 1, 0, 21}).put(jpeg, head, 19).put(jpeg, head, 19);
                file.put(jpeg, head + 19, jpeg.length - head - 19);
                yield file.putShort(head + 9, (short) 16_000)
                        .putShort(head + 11, (short) 16_000)
                        .array();
            }
            case "tif" ->
                    tiff(new int[][] {{256, 4, 9_999}, {257, 4, 9_999}, {256, 4, 5}, {257, 4, 5}});
            case "tif-late" ->
                    tiff(new int[][] {{256, 4, 5}, {257, 4, 5}, {256, 4, 9_999}, {257, 4, 9_999}});
            case "ppm" -> "P5\n10000#10000\n1 255\n".getBytes(StandardCharsets.US_ASCII);
            default ->
                    ("P5\n#" + ".".repeat(1013) + "\n10000 10000 255\n")
                            .getBytes(StandardCharsets.US_ASCII);
        };
    }

    /** The size would be read from what stands in the header's place. */
    @Test
    void png_thatDoesNotBeginWithItsHeader_isRefused() throws IOException {
        byte[] png = encoded("png");
        byte[] text = chunk("tEXt", ByteBuffer.allocate(13).putInt(8).putInt(8).array());
        ByteBuffer file = ByteBuffer.allocate(png.length + text.length);
        file.put(png, 0, 8).put(text).put(png, 8, png.length - 8);
        refused("broken or cut off", "late.png", file.array());
    }

    /** A number of 8 bytes (LONG8) lies elsewhere, and its place is not its value. */
    @Test
    void tiff_whoseSizeIsOfAnotherType_isRefused() {
        int[][] entries = {
            {256, 16, 0},
            {257, 16, 0},
            {258, 3, 8},
            {259, 3, 1},
            {262, 3, 1},
            {273, 4, 0},
            {277, 3, 1},
            {278, 4, 4},
            {279, 4, 16}
        };
        int end = tiff(entries).length;
        entries[0][2] = end;
        entries[1][2] = end;
        entries[5][2] = end + 8;
        ByteBuffer file = ByteBuffer.allocate(end + 24).order(ByteOrder.LITTLE_ENDIAN);
        refused("broken or cut off", "long8.tif", file.put(tiff(entries)).putLong(4).array());
    }

    @Test
    void tiff_ofAKindThatIsNotRead_isRefusedByName() {
        byte[] deep = tiff(new int[][] {{256, 4, 4}, {257, 4, 4}, {258, 3, 32}, {277, 3, 1}});
        refused("1 channels of 32 bits, which is not read; save it as PNG", "deep.tif", deep);
        byte[] zstd = tiff(new int[][] {{256, 4, 4}, {257, 4, 4}, {259, 3, 50_000}});
        refused("compressed with ZSTD, which is not read; save it as PNG", "z.tif", zstd);
        byte[] unknown = tiff(new int[][] {{256, 4, 4}, {257, 4, 4}, {259, 3, 40_000}});
        refused("with method 40000, which is not read; save it as PNG", "u.tif", unknown);
        byte[] big = {'I', 'I', '+', 0, 8, 0, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0};
        refused("BigTIFF, which is not read; save it as PNG", "big.tif", big);
    }

    /** OpenCV would exchange red and blue of the short head. */
    @Test
    void bmp_ofColoursInAnotherOrder_isRefused_orReadByItsMasks() {
        refused("colours in an unusual order", "rgb.bmp", bmp(40, 0xff, 0xff00, 0xff0000));
        for (byte[] bmp :
                List.of(
                        bmp(40, 0xff0000, 0xff00, 0xff),
                        bmp(56, 0xff0000, 0xff00, 0xff),
                        bmp(56, 0xff, 0xff00, 0xff0000))) {
            ByteBuffer pixels = read("masks.bmp", bmp, Limits.defaults()).pixels();
            assertEquals(ByteBuffer.wrap(new byte[] {50, 100, 0}), pixels);
        }
    }

    /** One pixel of 32 bits, without red, green 100, blue 50. */
    private static byte[] bmp(int headBytes, int red, int green, int blue) {
        int start = 14 + Math.max(headBytes, 52);
        ByteBuffer file = ByteBuffer.allocate(start + 4).order(ByteOrder.LITTLE_ENDIAN);
        file.put("BM".getBytes(StandardCharsets.US_ASCII)).putInt(start + 4).putInt(0);
        file.putInt(start).putInt(headBytes).putInt(1).putInt(1);
        file.putShort((short) 1).putShort((short) 32).putInt(3).position(54);
        file.putInt(red).putInt(green).putInt(blue).position(start);
        file.putInt((green & 0x646464) | (blue & 0x323232));
        return file.array();
    }

    /** FFmpeg would give it as a whole picture, the rest in one colour. */
    @Test
    void gif_whoseFirstPictureIsCutOff_isRefused() throws IOException {
        byte[] gif = encoded("gif");
        refused("broken or cut off", "half.gif", Arrays.copyOf(gif, gif.length - 8));
        byte[] withoutEnd = Arrays.copyOf(gif, gif.length - 2);
        assertEquals(SIDE, read("end.gif", withoutEnd, Limits.defaults()).width());
    }

    @Test
    void picture_ofAKindThatIsNotRead_isRefusedByItsName() {
        refused("kind TGA, which is not read; save it as PNG", "a.tga", new byte[100]);
    }

    @Test
    void pnm_ofAnotherWhite_isRefused_notDark() {
        for (String head : new String[] {"P6\n4 4\n1023\n", "P5 4 4 100 ", "P2\n4 4\n15\n"}) {
            byte[] bytes = Arrays.copyOf(head.getBytes(StandardCharsets.US_ASCII), 200);
            refused("which is not read; save it as PNG", "dark.pnm", bytes);
        }
        byte[] deep =
                Arrays.copyOf("P5\n4 4\n65535\n".getBytes(StandardCharsets.US_ASCII), 13 + 32);
        Arrays.fill(deep, 13, deep.length, (byte) 255);
        assertEquals(-1, read("deep.pgm", deep, Limits.defaults()).pixels().get(0));
    }

    @Test
    void pnm_asText_mayEndWithItsLastNumber() {
        byte[] text = "P2\n2 2\n255\n0 10 100 200".getBytes(StandardCharsets.US_ASCII);
        VideoFrame frame = read("text.pgm", text, Limits.defaults());
        assertEquals((byte) 200, frame.pixels().get(9));
        byte[] bits = "P1 2 1 1 0".getBytes(StandardCharsets.US_ASCII);
        assertEquals(-1, read("bits.pbm", bits, Limits.defaults()).pixels().get(3));
    }

    /** A page without pixels; of each entry tag, type and value. */
    private static byte[] tiff(int[][] entries) {
        ByteBuffer file =
                ByteBuffer.allocate(14 + 12 * entries.length).order(ByteOrder.LITTLE_ENDIAN);
        file.put("II*\0".getBytes(StandardCharsets.US_ASCII)).putInt(8);
        file.putShort((short) entries.length);
        for (int[] entry : entries) {
            file.putShort((short) entry[0]).putShort((short) entry[1]).putInt(1).putInt(entry[2]);
        }
        return file.array();
    }

    @Test
    void picture_withinRaisedLimits_isRead() throws IOException {
        byte[] png = encoded("png");
        Limits tight = Limits.builder().maxPixels(SIDE * SIDE - 1).build();
        assertThrows(InputException.class, () -> read("a.png", png, tight));
        assertEquals(
                SIDE, read("a.png", png, tight.toBuilder().maxPixels(SIDE * SIDE).build()).width());
    }

    /** Each scan of a progressive picture costs the work of the whole. */
    @Test
    void jpeg_ofManyScans_isRefused() throws IOException {
        byte[] jpeg = encoded("jpg");
        int scan = 0;
        while ((jpeg[scan] & 0xff) != 0xff || (jpeg[scan + 1] & 0xff) != 0xda) {
            scan++;
        }
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        many.write(jpeg, 0, scan);
        for (int i = 0; i < 1000; i++) {
            many.write(jpeg, scan, jpeg.length - 2 - scan);
        }
        many.write(jpeg, jpeg.length - 2, 2);
        refused("scans", "scans.jpg", many.toByteArray());
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg", "bmp", "gif", "tiff"})
    void picture_withBytesWrong_isReadOrRefused(String kind) throws IOException {
        byte[] whole = encoded(kind);
        Random random = new Random(1);
        for (int i = 0; i < 150; i++) {
            byte[] damaged = Arrays.copyOf(whole, whole.length - random.nextInt(whole.length / 4));
            for (int n = random.nextInt(4); n >= 0; n--) {
                damaged[random.nextInt(Math.min(200, damaged.length))] = (byte) random.nextInt();
            }
            try {
                read("damaged." + kind, damaged, Limits.builder().maxPixels(1_000_000).build());
            } catch (InputException e) {
                assertTrue(e.getMessage().startsWith("damaged." + kind), e.getMessage());
            }
        }
    }

    private static byte[] encoded(String kind) throws IOException {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < SIDE; i++) {
            image.setRGB(i, i, 0xffffff);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertTrue(ImageIO.write(image, kind, bytes));
        return bytes.toByteArray();
    }

    /** A chunk of a PNG. */
    static byte[] chunk(String type, byte[] data) {
        byte[] named = Arrays.copyOf(type.getBytes(StandardCharsets.US_ASCII), 4 + data.length);
        System.arraycopy(data, 0, named, 4, data.length);
        CRC32 check = new CRC32();
        check.update(named);
        return ByteBuffer.allocate(8 + named.length)
                .putInt(data.length)
                .put(named)
                .putInt((int) check.getValue())
                .array();
    }

    private static VideoFrame read(String name, byte[] bytes, Limits limits) {
        try (VideoReader reader = VideoReader.open(Recording.Part.of(name, bytes), limits)) {
            return reader.next().orElseThrow();
        }
    }

    private static void refused(String reason, String name, byte[] bytes) {
        String message =
                assertThrows(InputException.class, () -> read(name, bytes, Limits.defaults()))
                        .getMessage();
        assertTrue(message.contains(name) && message.contains(reason), message);
    }
}
