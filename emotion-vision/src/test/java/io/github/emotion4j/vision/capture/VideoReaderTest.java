package io.github.emotion4j.vision.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.VideoFrame;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.FrameRecorder;
import org.bytedeco.javacv.Java2DFrameConverter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VideoReaderTest {
    private static final int WIDTH = 64;
    private static final int HEIGHT = 48;
    private static final long MICROS = 1000;

    /** The side of the white mark in the left upper corner. */
    private static final int MARK = 16;

    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource({"mp4,MPEG4", "mkv,MPEG4", "avi,MPEG4", "mpg,MPEG1VIDEO", "webm,VP8", "gif,GIF"})
    void video_keepsEachFrameWithItsTime(String ending, String codec) throws Exception {
        long[] times = new long[20];
        for (int i = 0; i < times.length; i++) {
            times[i] = 40_000L * i;
        }
        Path file = ramp("ramp." + ending, codec, times, 0);

        List<VideoFrame> frames = readAll(VideoReader.open(file));

        assertEquals(times.length, frames.size());
        for (int i = 0; i < times.length; i++) {
            VideoFrame frame = frames.get(i);
            assertNear(times[i] * MICROS, frame.interval().startNanos(), "start of frame " + i);
            assertNear(40_000_000, frame.interval().lengthNanos(), "length of frame " + i);
            assertEquals(brightness(i), grey(frame, WIDTH / 2, HEIGHT / 2), 4.9, "frame " + i);
        }
    }

    @Test
    void video_ofVariableRate_keepsPresentationTimes() throws Exception {
        long[] times = {0, 100_000, 130_000, 400_000, 410_000};
        List<VideoFrame> frames =
                readAll(VideoReader.open(ramp("variable.mkv", "MPEG4", times, 0)));

        assertEquals(times.length, frames.size());
        for (int i = 0; i < times.length; i++) {
            assertNear(times[i] * MICROS, frames.get(i).interval().startNanos(), "frame " + i);
        }
        assertNear(270_000_000, frames.get(2).interval().lengthNanos(), "the long frame");
    }

    /** JavaCV writes rotations against the clock, as FFmpeg tells them; phones write 270. */
    @ParameterizedTest
    @CsvSource({"90, false, true", "270, true, false", "180, true, true"})
    void video_turnedByItsContainer_isGivenUpright(int degrees, boolean right, boolean lower)
            throws Exception {
        Path file = ramp("turned" + degrees + ".mp4", "MPEG4", new long[] {0, 40_000}, degrees);
        VideoFrame frame = readAll(VideoReader.open(file)).get(0);

        assertEquals(degrees == 180 ? WIDTH : HEIGHT, frame.width());
        assertEquals(degrees == 180 ? HEIGHT : WIDTH, frame.height());
        int x = right ? frame.width() - MARK / 2 : MARK / 2;
        int y = lower ? frame.height() - MARK / 2 : MARK / 2;
        assertTrue(grey(frame, x, y) > 200, "the mark of the left upper corner");
        assertTrue(grey(frame, frame.width() - x, y) < 150, "beside it");
        assertTrue(grey(frame, x, frame.height() - y) < 150, "across it");
    }

    @Test
    void video_fromBytes_equalsThatFromAFile() throws Exception {
        Path file = ramp("ramp.mpg", "MPEG1VIDEO", new long[] {0, 40_000, 80_000}, 0);
        // The content decides, not the name.
        Recording.Part bytes = Recording.Part.of("clip.jpg", Files.readAllBytes(file));

        List<VideoFrame> fromBytes = readAll(VideoReader.open(bytes, Limits.defaults()));

        List<VideoFrame> fromFile = readAll(VideoReader.open(file));
        assertEquals(fromFile.size(), fromBytes.size());
        for (int i = 0; i < fromFile.size(); i++) {
            assertEquals(fromFile.get(i).pixels(), fromBytes.get(i).pixels());
            assertEquals(fromFile.get(i).interval(), fromBytes.get(i).interval());
        }
    }

    @Test
    void video_cutOff_givesTheFramesBeforeTheCut() throws Exception {
        long[] times = new long[50];
        for (int i = 0; i < times.length; i++) {
            times[i] = 40_000L * i;
        }
        Path whole = ramp("whole.mkv", "MPEG4", times, 0);
        byte[] bytes = Files.readAllBytes(whole);
        Path cut = Files.write(folder.resolve("cut.mkv"), Arrays.copyOf(bytes, bytes.length / 2));

        int frames = readAll(VideoReader.open(cut)).size();
        assertTrue(frames > 5 && frames < times.length, frames + " frames");
    }

    @Test
    void progress_neverFallsAndEndsAtOne() throws Exception {
        long[] times = {0, 40_000, 80_000, 120_000, 160_000};
        try (VideoReader reader = VideoReader.open(ramp("ramp.mp4", "MPEG4", times, 0))) {
            double before = 0;
            while (reader.next().isPresent()) {
                assertTrue(reader.progress() >= before);
                before = reader.progress();
            }
            assertEquals(1, before);
        }
    }

    @Test
    void picture_givesOneFrameAtTimeZero() throws IOException {
        BufferedImage image = new BufferedImage(5, 3, BufferedImage.TYPE_INT_RGB);
        image.setRGB(4, 2, 0x102030);
        List<VideoFrame> frames = readAll(VideoReader.open(png("picture.png", image)));

        assertEquals(1, frames.size());
        assertEquals(0, frames.get(0).interval().endNanos());
        assertEquals(List.of(0x30, 0x20, 0x10), bgr(frames.get(0), 4, 2));
    }

    @Test
    void picture_withTransparency_liesOnWhite() throws IOException {
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(0, 0, 0x00123456);
        image.setRGB(1, 0, 0x80000000);
        VideoFrame frame = readAll(VideoReader.open(png("alpha.png", image))).get(0);

        assertEquals(List.of(255, 255, 255), bgr(frame, 0, 0));
        assertEquals(List.of(127, 127, 127), bgr(frame, 1, 0));
    }

    /** OpenCV gives the colours of a TIFF multiplied by alpha. */
    @Test
    void tiff_withTransparency_liesOnWhiteAsAPngDoes() throws IOException {
        BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(1, 2, 0x80c83c28);
        image.setRGB(3, 3, 0xffc83c28);
        Path file = folder.resolve("alpha.tif");
        assertTrue(ImageIO.write(image, "tiff", file.toFile()));
        VideoFrame frame = readAll(VideoReader.open(file)).get(0);

        assertEquals(List.of(255, 255, 255), bgr(frame, 0, 0));
        assertEquals(List.of(147, 157, 227), bgr(frame, 1, 2));
        assertEquals(List.of(40, 60, 200), bgr(frame, 3, 3));
    }

    /** 32 bits of which masks name three colours: the rest means nothing. */
    @Test
    void bmp_withoutAlpha_isOpaque() throws IOException {
        ByteBuffer bmp = ByteBuffer.allocate(70).order(ByteOrder.LITTLE_ENDIAN);
        bmp.put((byte) 'B').put((byte) 'M').putInt(70).putInt(0).putInt(66);
        bmp.putInt(40).putInt(1).putInt(1).putShort((short) 1).putShort((short) 32).putInt(3);
        bmp.putInt(4).putInt(0).putInt(0).putInt(0).putInt(0);
        bmp.putInt(0xff0000).putInt(0xff00).putInt(0xff).putInt(0x00c83c28);
        Path file = Files.write(folder.resolve("masks.bmp"), bmp.array());

        VideoFrame frame = readAll(VideoReader.open(file)).get(0);
        assertEquals(List.of(40, 60, 200), bgr(frame, 0, 0));
    }

    /** Its colours are the same either way round, its transparent half is not. */
    @Test
    void picture_turnedByExif_isTurnedWithItsTransparency() throws IOException {
        BufferedImage image = new BufferedImage(2, 4, BufferedImage.TYPE_INT_ARGB);
        for (int y = 0; y < 4; y++) {
            image.setRGB(0, y, y < 2 ? 0 : 0xff000000);
            image.setRGB(1, y, y < 2 ? 0 : 0xff000000);
        }
        byte[] png = Files.readAllBytes(png("plain.png", image));
        byte[] exif = HostilePictureTest.chunk("eXIf", exif(3));
        ByteBuffer turned = ByteBuffer.allocate(png.length + exif.length);
        int head = 8 + 25;
        turned.put(png, 0, head).put(exif).put(png, head, png.length - head);
        Path file = Files.write(folder.resolve("turned.png"), turned.array());

        VideoFrame frame = readAll(VideoReader.open(file)).get(0);
        assertEquals(0, grey(frame, 0, 0));
        assertEquals(255, grey(frame, 0, 3));
    }

    @Test
    void picture_ofSixteenBits_isBroughtToEight() throws IOException {
        BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_USHORT_GRAY);
        image.getRaster().setSample(1, 1, 0, 0x8000);
        VideoFrame frame = readAll(VideoReader.open(png("deep.png", image))).get(0);

        assertEquals(0, grey(frame, 0, 0));
        assertEquals(128, grey(frame, 1, 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 16})
    void picture_ofGreyAndAlpha_isTheSameFromItsFileAndAsAnImage(int bits) throws IOException {
        int type = bits == 8 ? DataBuffer.TYPE_BYTE : DataBuffer.TYPE_USHORT;
        ColorModel colours =
                new ComponentColorModel(
                        ColorSpace.getInstance(ColorSpace.CS_GRAY),
                        true,
                        false,
                        Transparency.TRANSLUCENT,
                        type);
        WritableRaster raster = colours.createCompatibleWritableRaster(2, 1);
        int unit = bits == 8 ? 1 : 257;
        raster.setPixel(0, 0, new int[] {100 * unit, 255 * unit});
        raster.setPixel(1, 0, new int[] {100 * unit, 51 * unit});
        Path file = png("grey.png", new BufferedImage(colours, raster, false, null));

        VideoFrame read = readAll(VideoReader.open(file)).get(0);
        VideoFrame given = VideoFrame.of(new TimeInterval(0, 0), ImageIO.read(file.toFile()));
        for (VideoFrame frame : List.of(read, given)) {
            assertEquals(List.of(100, 100, 100), bgr(frame, 0, 0));
            assertEquals(List.of(224, 224, 224), bgr(frame, 1, 0));
        }
    }

    @Test
    void picture_inCmyk_hasItsColours() {
        VideoFrame frame = readAll(VideoReader.open(resource("cmyk-red.jpg"))).get(0);
        List<Integer> colour = bgr(frame, 8, 8);
        assertTrue(colour.get(2) > 200 && colour.get(0) < 60 && colour.get(1) < 60, "" + colour);
    }

    @Test
    void picture_turnedByExif_isGivenUpright() throws IOException {
        BufferedImage image = new BufferedImage(32, 16, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, 16, 16);
        ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
        ImageIO.write(image, "jpg", jpeg);
        // Orientation 6: to be shown, turn the picture clockwise by 90 degrees.
        byte[] bytes = withOrientation(jpeg.toByteArray(), 6);
        VideoFrame frame =
                readAll(VideoReader.open(Files.write(folder.resolve("exif.jpg"), bytes))).get(0);

        assertEquals(16, frame.width());
        assertEquals(32, frame.height());
        assertTrue(grey(frame, 8, 4) > 200, "the left half is on top");
        assertTrue(grey(frame, 8, 28) < 50);
    }

    @ParameterizedTest
    @CsvSource({"1,1", "30000,10", "10,30000", "3,7"})
    void picture_ofAnyShape_isRead(int width, int height) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        VideoFrame frame = readAll(VideoReader.open(png("odd.png", image))).get(0);
        assertEquals(width, frame.width());
        assertEquals(height, frame.height());
    }

    @Test
    void open_missingFile_namesIt() {
        Path file = folder.resolve("nowhere.jpg");
        assertEquals(file + ": there is no such file", failure(file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"empty.jpg", "empty.mp4", "empty"})
    void open_emptyFile_saysThatItIsEmpty(String name) throws IOException {
        Path file = Files.createFile(folder.resolve(name));
        assertEquals(file + ": is empty", failure(file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text.jpg", "text.png", "text.mp4", "text.webm", "text.txt"})
    void open_text_isRefusedWhateverItsName(String name) throws IOException {
        Path file = Files.writeString(folder.resolve(name), "This is no picture.\n".repeat(50));
        String message = failure(file);
        assertTrue(message.startsWith(file + ": "), message);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.3, 0.6, 0.95})
    void open_cutOffPicture_isRefused(double share) throws IOException {
        byte[] jpeg = Files.readAllBytes(resource("astronaut.jpg"));
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(ImageIO.read(new ByteArrayInputStream(jpeg)), "png", png);
        for (byte[] whole : List.of(jpeg, png.toByteArray())) {
            int length = (int) Math.round(share * whole.length);
            String name = whole == jpeg ? "cut.jpg" : "cut.png";
            Path file = Files.write(folder.resolve(name), Arrays.copyOf(whole, length));
            assertTrue(failure(file).contains("broken or cut off"), failure(file));
        }
    }

    @Test
    void open_videoInAZip_isRead() throws Exception {
        Path video = ramp("ramp.mkv", "MPEG4", new long[] {0, 40_000, 80_000}, 0);
        try (FileSystem zip =
                FileSystems.newFileSystem(folder.resolve("box.zip"), Map.of("create", "true"))) {
            Path inside = Files.copy(video, zip.getPath("/ramp.mkv"));
            assertEquals(3, readAll(VideoReader.open(inside)).size());
        }
    }

    @Test
    void open_brokenVideo_isRefused() throws Exception {
        byte[] bytes = Files.readAllBytes(ramp("ramp.mp4", "MPEG4", new long[] {0, 40_000}, 0));
        Path file = Files.write(folder.resolve("broken.mp4"), Arrays.copyOf(bytes, 60));
        assertTrue(failure(file).contains("in a format that is read"), failure(file));
    }

    @Test
    void open_folder_isRefused() {
        assertTrue(failure(folder).contains("neither a picture nor a video"), failure(folder));
    }

    @Test
    void camera_thatIsNotThere_isRefused() {
        InputException thrown = assertThrows(InputException.class, () -> VideoReader.camera(97));
        assertTrue(thrown.getMessage().contains("camera 97"), thrown.getMessage());
    }

    @Test
    void next_afterClose_isRefused() throws IOException {
        BufferedImage image = new BufferedImage(5, 3, BufferedImage.TYPE_INT_RGB);
        VideoReader reader = VideoReader.open(png("picture.png", image));
        reader.close();
        reader.close();
        assertThrows(IllegalStateException.class, reader::next);
    }

    /** Containers round times to their own clock, the coarsest of them to a millisecond. */
    private static void assertNear(long expectedNanos, long nanos, String what) {
        assertTrue(Math.abs(nanos - expectedNanos) <= 2_100_000, what + ": " + nanos + " ns");
    }

    private static String failure(Path file) {
        return assertThrows(InputException.class, () -> VideoReader.open(file)).getMessage();
    }

    private static List<VideoFrame> readAll(VideoReader opened) {
        List<VideoFrame> frames = new ArrayList<>();
        try (VideoReader reader = opened) {
            Optional<VideoFrame> frame = reader.next();
            while (frame.isPresent()) {
                frames.add(frame.get());
                frame = reader.next();
            }
        }
        return frames;
    }

    private static Path resource(String name) {
        return Path.of("src/test/resources", name);
    }

    private static int brightness(int frame) {
        return Math.min(250, 20 + 10 * frame);
    }

    private static List<Integer> bgr(VideoFrame frame, int x, int y) {
        int at = y * frame.strideBytes() + 3 * x;
        return List.of(
                frame.pixels().get(at) & 0xff,
                frame.pixels().get(at + 1) & 0xff,
                frame.pixels().get(at + 2) & 0xff);
    }

    private static int grey(VideoFrame frame, int x, int y) {
        return bgr(frame, x, y).get(1);
    }

    private Path png(String name, BufferedImage image) throws IOException {
        Path file = folder.resolve(name);
        ImageIO.write(image, "png", file.toFile());
        return file;
    }

    /** A clip whose frames grow brighter, one shade a frame, at the times given. */
    private Path ramp(String name, String codec, long[] timesMicros, int rotationDegrees)
            throws Exception {
        Path file = folder.resolve(name);
        int codecId = avcodec.class.getField("AV_CODEC_ID_" + codec).getInt(null);
        try (FFmpegFrameRecorder recorder =
                        new FFmpegFrameRecorder(file.toFile(), WIDTH, HEIGHT, 0);
                Java2DFrameConverter converter = new Java2DFrameConverter()) {
            recorder.setVideoCodec(codecId);
            recorder.setPixelFormat(
                    codec.equals("GIF") ? avutil.AV_PIX_FMT_GRAY8 : avutil.AV_PIX_FMT_YUV420P);
            recorder.setFrameRate(25);
            if (!codec.equals("VP8")) {
                recorder.setVideoQuality(1);
            }
            recorder.setVideoBitrate(4_000_000);
            recorder.setGopSize(5);
            recorder.setMaxBFrames(0);
            if (rotationDegrees != 0) {
                recorder.setDisplayRotation((double) rotationDegrees);
            }
            record(recorder, converter, timesMicros);
        }
        return file;
    }

    private static void record(
            FFmpegFrameRecorder recorder, Java2DFrameConverter converter, long[] timesMicros)
            throws FrameRecorder.Exception {
        boolean variable = timesMicros.length == 5 && timesMicros[1] == 100_000;
        if (variable) {
            recorder.setFrameRate(1000);
        }
        recorder.start();
        for (int i = 0; i < timesMicros.length; i++) {
            BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
            Graphics2D graphics = image.createGraphics();
            graphics.setColor(new Color(brightness(i), brightness(i), brightness(i)));
            graphics.fillRect(0, 0, WIDTH, HEIGHT);
            graphics.setColor(Color.WHITE);
            graphics.fillRect(0, 0, MARK, MARK);
            if (variable) {
                recorder.setTimestamp(timesMicros[i]);
            }
            recorder.record(converter.convert(image));
        }
        recorder.stop();
    }

    /** Puts an EXIF block with an orientation behind a JPEG's first marker. */
    private static byte[] withOrientation(byte[] jpeg, int orientation) {
        byte[] exif = exif(orientation);
        ByteBuffer bytes = ByteBuffer.allocate(jpeg.length + 10 + exif.length).put(jpeg, 0, 2);
        bytes.put(new byte[] {(byte) 0xff, (byte) 0xe1, 0, (byte) (8 + exif.length)});
        bytes.put(new byte[] {'E', 'x', 'i', 'f', 0, 0}).put(exif);
        return bytes.put(jpeg, 2, jpeg.length - 2).array();
    }

    /** EXIF of one tag. */
    private static byte[] exif(int orientation) {
        return new byte[] {
            'M',
            'M',
            0,
            42,
            0,
            0,
            0,
            8,
            0,
            1, //
            1,
            0x12,
            0,
            3,
            0,
            0,
            0,
            1,
            0,
            (byte) orientation,
            0,
            0,
            0,
            0,
            0,
            0
        };
    }
}
