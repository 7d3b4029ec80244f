package io.github.emotion4j.media;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.emotion4j.core.AudioBlock;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.VideoFrame;
import io.github.emotion4j.core.spi.OpenPart;
import io.github.emotion4j.core.spi.SignalReader;
import io.github.emotion4j.media.internal.MediaFile;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.Frame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MediaFileTest {
    @TempDir private Path folder;

    @Test
    void clip_isReadOnce_andGivesPictureAndSoundAsIfAlone() throws Exception {
        for (String ending : List.of("mp4", "mkv", "avi", "mpg")) {
            byte[] clip = Clips.clip(folder, ending, 50, 1);
            List<Signal> pictures = Clips.pictures(Clips.part("clip", clip));
            List<Signal> sound = Clips.sound(Clips.part("clip", clip));
            assertEquals(50, pictures.size(), ending);

            List<Signal> bothPictures = new ArrayList<>();
            List<Signal> bothSound = new ArrayList<>();
            try (OpenPart part = Clips.part("clip", clip)) {
                SignalReader first = MediaFile.of(part).orElseThrow().pictures().orElseThrow();
                SignalReader second = MediaFile.of(part).orElseThrow().sound().orElseThrow();
                Optional<? extends Signal> picture = first.next();
                Optional<? extends Signal> block = second.next();
                while (picture.isPresent() || block.isPresent()) {
                    picture.ifPresent(bothPictures::add);
                    block.ifPresent(bothSound::add);
                    picture = first.next();
                    block = second.next();
                }
            }
            assertEquals(described(pictures), described(bothPictures), ending);
            assertEquals(described(sound), described(bothSound), ending);
        }
    }

    @Test
    void anInterruptWhileAFileIsRead_cancels_andIsNoBrokenFile() throws Exception {
        // Longer than what FFmpeg reads ahead.
        Path file = Files.write(folder.resolve("long.mp3"), Clips.mp3(folder, 44_100, 60));
        for (boolean atOnce : new boolean[] {true, false}) {
            try (OpenPart part = Clips.part(file)) {
                assertThrows(
                        CancellationException.class,
                        () -> {
                            if (atOnce) {
                                Thread.currentThread().interrupt();
                            }
                            SignalReader sound =
                                    MediaFile.of(part).orElseThrow().sound().orElseThrow();
                            Thread.currentThread().interrupt();
                            Clips.all(sound);
                        });
            } finally {
                assertTrue(Thread.interrupted());
            }
        }
    }

    /** Of pictures that no reader had asked for, only some are kept while the sound is read. */
    @Test
    void pictures_askedForAfterAllTheSound_areThere() throws Exception {
        Path file = folder.resolve("large.avi");
        int frames = 22;
        try (FFmpegFrameRecorder recorder = new FFmpegFrameRecorder(file.toFile(), 640, 480, 1);
                Frame frame = new Frame(640, 480, Frame.DEPTH_UBYTE, 3)) {
            recorder.setVideoCodec(avcodec.AV_CODEC_ID_RAWVIDEO);
            recorder.setPixelFormat(avutil.AV_PIX_FMT_BGR24);
            recorder.setAudioCodec(avcodec.AV_CODEC_ID_PCM_S16LE);
            recorder.setSampleRate(8000);
            recorder.start();
            for (int i = 0; i < frames; i++) {
                recorder.record(frame);
                recorder.recordSamples(8000, 1, ShortBuffer.allocate(266));
            }
            recorder.stop();
        }
        try (OpenPart part = Clips.part(file)) {
            MediaFile media = MediaFile.of(part).orElseThrow();
            assertTrue(Clips.all(media.sound().orElseThrow()).size() > 1);
            assertEquals(frames, Clips.all(media.pictures().orElseThrow()).size());
        }
    }

    /** Several threads decode; the damaged picture of one costs none of another. */
    @Test
    void damagedPicture_nearTheEnd_costsItselfAlone() throws Exception {
        int frames = 12;
        byte[] clip = Clips.transparent(folder, frames);
        String text = new String(clip, ISO_8859_1);
        int at = -1;
        for (int damaged = 0; damaged < frames; damaged++) {
            at = text.indexOf("\u0089PNG", at + 1);
            byte[] broken = clip.clone();
            Arrays.fill(broken, at, at + 8, (byte) 'x');
            assertEquals(
                    frames - 1,
                    Clips.pictures(Clips.part("broken.mov", broken)).size(),
                    "without number " + damaged);
        }
    }

    @Test
    void clip_withTransparency_liesOnWhite() throws Exception {
        VideoFrame frame =
                (VideoFrame)
                        Clips.pictures(Clips.part("a.mov", Clips.transparent(folder, 1))).get(0);
        assertEquals(255, grey(frame, 0, 0));
        assertEquals(157, grey(frame, 1, 0));
        assertEquals(60, grey(frame, 2, 0));
    }

    @Test
    void soundAlone_beyondTheLimit_isNotRefusedInWordsOfPictures() throws Exception {
        byte[] mp3 = Clips.mp3(folder, 44_100, 2);
        Limits small = Limits.builder().maxBytes(100).build();
        refused(
                "a piece of it has more than 100 bytes; raise Limits.maxBytes",
                () -> {
                    try (OpenPart part = new OpenPart(Recording.Part.of("a.mp3", mp3), small)) {
                        Clips.all(MediaFile.of(part).orElseThrow().sound().orElseThrow());
                    }
                });
    }

    @Test
    void soundOfBigEndianWav_isRefusedByName() {
        byte[] wav = "RIFX....WAVEfmt ".getBytes(ISO_8859_1);
        refused("RIFX", () -> MediaFile.of(Clips.part("old.wav", wav)));
    }

    @Test
    void soundOf24BitsInWordsOf32_isNoFloat() {
        ByteBuffer wav = ByteBuffer.allocate(68 + 4 * 24_000).order(ByteOrder.LITTLE_ENDIAN);
        wav.put("RIFF".getBytes(ISO_8859_1)).putInt(60 + 4 * 24_000);
        wav.put("WAVEfmt ".getBytes(ISO_8859_1)).putInt(40);
        wav.putShort((short) 0xfffe).putShort((short) 1).putInt(8000).putInt(32_000);
        wav.putShort((short) 4).putShort((short) 32).putShort((short) 22).putShort((short) 24);
        wav.putInt(4).putLong(0x0010_0000_0000_0001L).putLong(0x719b_3800_aa00_0080L);
        wav.put("data".getBytes(ISO_8859_1)).putInt(4 * 24_000);
        for (int i = 0; i < 24_000; i++) {
            wav.putInt((i % 2 == 0 ? 0x40_0000 : -0x20_0000) << 8);
        }
        assertEquals(List.of(), Clips.issues(Clips.part("a.wav", wav.array())));
        AudioBlock block = (AudioBlock) Clips.sound(Clips.part("a.wav", wav.array())).get(0);
        assertEquals(0.5f, block.sample(0, 0));
        assertEquals(-0.25f, block.sample(1, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mp4", "mkv"})
    void cutClip_saysThatPicturesAndSoundAreLacking(String ending) throws Exception {
        byte[] clip = Clips.clip(folder, ending, 75, 1);
        assertEquals(List.of(), Clips.issues(Clips.part("whole", clip)));
        byte[] half = Arrays.copyOf(clip, clip.length / 2);
        List<Reason> issues = Clips.issues(Clips.part("half", half));
        assertEquals(
                List.of("breaks-off", "breaks-off"), issues.stream().map(Reason::code).toList());
        String message = issues.get(0).message();
        assertTrue(
                message.matches(
                        "the last [12]\\.[0-9] s of pictures that half declares are not there"),
                message);
    }

    private static List<String> described(List<Signal> signals) {
        return signals.stream().map(Object::toString).toList();
    }

    /** Texts that make FFmpeg open what they name; the sibling is a clip that it would read. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x.mp4 | ffconcat version 1.0\\nfile seg.mp4\\n | a list of files",
                "x.mkv | \\n ffconcat version 1.0\\nfile seg.mp4\\n | a list of files",
                "x.m3u8 | #EXTM3U\\n#EXTINF:3.0,\\nseg.mp4\\n#EXT-X-ENDLIST\\n | HLS",
                "x.mp4 | #EXTM3U\\n#EXT-X-MAP:URI=\"seg.mp4\"\\n#EXTINF:3,\\nseg.mp4\\n | HLS",
                "x.wav | #EXTM3U\\n#EXTINF:3,\\nhttp://127.0.0.1:9/a.ts\\n | HLS",
                "x.mp4 | <?xml version=\"1.0\"?>\\n<MPD><BaseURL>seg.mp4</BaseURL></MPD> | DASH",
                "x | <MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\"></MPD> | DASH",
                "x.mpd | <!DOCTYPE a [<!ENTITY x SYSTEM \"seg.mp4\">]><MPD>&x;</MPD> | DASH",
                "x.mp3 | v=0\\no=- 0 0 IN IP4 127.0.0.1\\nm=audio 5004 RTP/AVP 96\\n | SDP",
                "x.mov | RTSPtext\\nrtsp://127.0.0.1/a | RTSP",
                "x.wma | [Reference]\\nRef1=http://127.0.0.1/a\\n | ASF",
                "x.mp4 | <SmoothStreamingMedia MajorVersion=\"2\"/> | Smooth Streaming",
                "x.mp4 | [playlist]\\nFile1=seg.mp4\\n | PLS",
                "x.mp4 | <asx><entry><ref href=\"seg.mp4\"/></entry></asx> | ASX",
                "x.mp4 | <CompositionPlaylist></CompositionPlaylist> | IMF",
                "x.mp4 | [Script Info]\\nTitle: subtitles, no clip | no sound or video",
                "x.mp4 | 1\\n00:00:00,000 --> 00:00:09,000\\nsubtitles\\n | no sound or video",
                "x.mp4 | plain text that a terminal would draw | no sound or video",
                "x.mp4 | lavfi:testsrc | processing input)",
                "x.mp4 | ;FFMETADATA1\\ntitle=none\\n | no sound or video"
            })
    void text_thatNamesAnother_isRefusedByName(String name, String text, String kind)
            throws Exception {
        Files.write(folder.resolve("seg.mp4"), Clips.clip(folder, "mp4", 3, 1));
        byte[] content = text.replace("\\n", "\n").getBytes(UTF_8);
        Path file = Files.write(folder.resolve(name), content);
        try (FileSystem zip =
                FileSystems.newFileSystem(folder.resolve("box.zip"), Map.of("create", "true"))) {
            Path inside = Files.copy(file, zip.getPath("/" + name));
            for (OpenPart part :
                    List.of(Clips.part(file), Clips.part(name, content), Clips.part(inside))) {
                refused(kind, () -> MediaFile.of(part).orElseThrow().pictures());
                refused(kind, () -> MediaFile.of(part).orElseThrow().sound());
            }
        }
    }

    /** Each row: a b c d of the matrix, then where the mark of the stored left upper corner is. */
    @ParameterizedTest
    @CsvSource({
        "1, 0, 0, 1, false, false, false",
        "-1, 0, 0, 1, true, false, false",
        "1, 0, 0, -1, false, true, false",
        "-1, 0, 0, -1, true, true, false",
        "0, 1, 1, 0, false, false, true",
        "0, 1, -1, 0, true, false, true",
        "0, -1, 1, 0, false, true, true",
        "0, -1, -1, 0, true, true, true"
    })
    void clip_turnedOrMirroredByItsMatrix_isUpright(
            int a, int b, int c, int d, boolean right, boolean low, boolean lying)
            throws Exception {
        byte[] clip = Clips.clip(folder, "mp4", 2, 1);
        int track = new String(clip, ISO_8859_1).indexOf("tkhd");
        ByteBuffer matrix = ByteBuffer.wrap(clip).position(track + 4 + 40);
        int one = 1 << 16;
        for (int value : new int[] {a * one, b * one, 0, c * one, d * one, 0}) {
            matrix.putInt(value);
        }
        VideoFrame frame = (VideoFrame) Clips.pictures(Clips.part("turned", clip)).get(0);
        assertEquals(lying ? Clips.HEIGHT : Clips.WIDTH, frame.width());
        assertEquals(lying ? Clips.WIDTH : Clips.HEIGHT, frame.height());
        int half = Clips.MARK / 2;
        int x = right ? frame.width() - half : half;
        int y = low ? frame.height() - half : half;
        assertTrue(grey(frame, x, y) > 200, "the mark");
        assertTrue(grey(frame, frame.width() - x, y) < 150, "beside it");
        assertTrue(grey(frame, x, frame.height() - y) < 150, "across it");
    }

    @ParameterizedTest
    @CsvSource({"1.5, 96, 48", "0.5, 64, 96", "1, 64, 48"})
    void clip_ofPixelsThatAreNotSquare_isStretched(double aspect, int width, int height)
            throws Exception {
        VideoFrame frame =
                (VideoFrame)
                        Clips.pictures(Clips.part("a", Clips.clip(folder, "mp4", 2, aspect)))
                                .get(0);
        assertEquals(width, frame.width());
        assertEquals(height, frame.height());
        int right = (int) (Clips.MARK * Math.max(1, aspect));
        assertTrue(grey(frame, right - 4, 4) > 200 && grey(frame, right + 4, 4) < 150);
    }

    @Test
    void tiledPicture_isReadWhole_cutAndTurned() throws IOException {
        int side = 64;
        List<byte[]> tiles = new ArrayList<>();
        for (Color colour : List.of(Color.RED, Color.GREEN, Color.BLUE, Color.WHITE)) {
            BufferedImage tile = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
            Graphics2D graphics = tile.createGraphics();
            graphics.setColor(colour);
            graphics.fillRect(0, 0, side, side);
            ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
            ImageIO.write(tile, "jpg", jpeg);
            tiles.add(jpeg.toByteArray());
        }
        byte[] flat = HeifGrid.of(tiles, side, 2 * side - 8, 2 * side - 16, 0);
        List<Signal> frames = Clips.pictures(Clips.part("grid.heic", flat));
        assertEquals(1, frames.size());
        VideoFrame frame = (VideoFrame) frames.get(0);
        assertEquals(0, frame.interval().endNanos());
        assertEquals(List.of(2 * side - 8, 2 * side - 16), List.of(frame.width(), frame.height()));
        assertEquals(List.of("RED", "GREEN", "BLUE", "WHITE"), corners(frame));

        byte[] turned = HeifGrid.of(tiles, side, 2 * side, 2 * side - 16, 1);
        frame = (VideoFrame) Clips.pictures(Clips.part("grid.heic", turned)).get(0);
        assertEquals(List.of(2 * side - 16, 2 * side), List.of(frame.width(), frame.height()));
        assertEquals(List.of("GREEN", "WHITE", "RED", "BLUE"), corners(frame));

        byte[] cut = Arrays.copyOf(flat, flat.length - 500);
        refused("tile 4 of 4", () -> Clips.pictures(Clips.part("grid.heic", cut)));
        refused(
                "Limits.maxPixels",
                () ->
                        MediaFile.of(
                                        new OpenPart(
                                                Recording.Part.of("grid.heic", flat),
                                                Limits.builder().maxPixels(10_000).build()))
                                .orElseThrow()
                                .pictures());
    }

    private static List<String> corners(VideoFrame frame) {
        List<String> corners = new ArrayList<>();
        for (int y : new int[] {8, frame.height() - 8}) {
            for (int x : new int[] {8, frame.width() - 8}) {
                int at = y * frame.strideBytes() + 3 * x;
                boolean blue = (frame.pixels().get(at) & 0xff) > 128;
                boolean green = (frame.pixels().get(at + 1) & 0xff) > 128;
                corners.add(blue && green ? "WHITE" : blue ? "BLUE" : green ? "GREEN" : "RED");
            }
        }
        return corners;
    }

    @Test
    void sound_whoseRateChangesInsideTheFile_keepsItsTimes() throws Exception {
        byte[] fast = Clips.mp3(folder, 44100, 2);
        byte[] slow = Clips.mp3(folder, 16000, 2);
        byte[] both = Arrays.copyOf(fast, fast.length + slow.length);
        System.arraycopy(slow, 0, both, fast.length, slow.length);
        List<Signal> blocks = Clips.sound(Clips.part("both.mp3", both));
        long previous = 0;
        boolean changed = false;
        for (Signal signal : blocks) {
            AudioBlock block = (AudioBlock) signal;
            if (block.sampleRateHertz() == 16000 && !changed) {
                changed = true;
                assertEquals(2.05, block.interval().startSeconds(), 0.06);
            }
            assertTrue(block.interval().startNanos() >= previous);
            previous = block.interval().endNanos();
        }
        assertTrue(changed);
        assertEquals(4.1, previous / 1e9, 0.15);
    }

    /** Blocks of 100 ms; the seconds at which each is stamped, and at which it begins. */
    @ParameterizedTest
    @CsvSource({
        "0 0.1 20.2 0.3 0.4, 0 0.1 0.2 0.3 0.4",
        "0 0.1 5 5.1 5.2, 0 0.1 5 5.1 5.2",
        "0 0.1 0.2 0.28 0.45, 0 0.1 0.2 0.3 0.4",
        "0 0.1 9000.2 0.3, 0 0.1 0.2 0.3",
        "0 0.1 20, 0 0.1 0.2"
    })
    void soundBlock_thatLeapsAheadAlone_movesNoOther_andAGapStays(String stamped, String begin) {
        double[] seconds = numbers(stamped);
        List<Signal> blocks = Clips.sound(Clips.part("a.mkv", Matroska.sound(seconds)));
        assertArrayEquals(
                numbers(begin),
                blocks.stream().mapToDouble(b -> b.interval().startSeconds()).toArray(),
                1e-6);
    }

    private static double[] numbers(String text) {
        return Arrays.stream(text.split(" ")).mapToDouble(Double::parseDouble).toArray();
    }

    @Test
    void clip_ofTooManyPixels_isRefusedBeforeItIsDecoded() throws Exception {
        for (String ending : List.of("mp4", "mpg", "avi")) {
            byte[] clip = Clips.clip(folder, ending, 2, 1);
            OpenPart part =
                    new OpenPart(
                            Recording.Part.of("big." + ending, clip),
                            Limits.builder().maxPixels(1000).build());
            refused("Limits.maxPixels", () -> MediaFile.of(part).orElseThrow().pictures());
        }
    }

    @Test
    void file_ofAnotherKind_isLeftToOthers() {
        for (String text : List.of("time,eda\n0,1\n", "{\"a\": 1}", "GIF", "\ufeffa;b\n")) {
            assertTrue(MediaFile.of(Clips.part("table.csv", text.getBytes(UTF_8))).isEmpty());
        }
        // The mark of UTF-16 is also the beginning of a frame of MPEG audio.
        byte[] wide = "\ufefftime,eda\n0,1\n".getBytes(UTF_16LE);
        assertTrue(MediaFile.of(Clips.part("table.csv", wide)).isEmpty());
        assertTrue(MediaFile.of(Clips.part(folder)).isEmpty());
    }

    @Test
    void cutClip_givesWhatItHas_andCutAnywhere_throwsNothingElse() throws Exception {
        for (String ending : List.of("mp4", "mkv", "avi", "mpg", "mp3")) {
            byte[] whole =
                    ending.equals("mp3")
                            ? Clips.mp3(folder, 16000, 1)
                            : Clips.clip(folder, ending, 10, 1);
            for (int step = 0; step < 40; step++) {
                byte[] damaged = Arrays.copyOf(whole, whole.length - whole.length * step / 40);
                for (int i = step; i < damaged.length; i += 101 + 37 * step) {
                    damaged[i] ^= (byte) (step * 5);
                }
                try (OpenPart part = Clips.part("damaged." + ending, damaged)) {
                    MediaFile file = MediaFile.of(part).orElseThrow();
                    file.pictures().ifPresent(Clips::all);
                    file.sound().ifPresent(Clips::all);
                } catch (InputException e) {
                    assertTrue(e.getMessage().startsWith("damaged." + ending), e.getMessage());
                }
            }
        }
    }

    /** As in a cron job or a bare container: no LANG, and a name that is not ASCII. */
    @Test
    void nameWithAnAccent_isFoundUnderThePosixLocale() throws Exception {
        Path inside = Files.createDirectory(folder.resolve("visits"));
        try {
            Files.write(inside.resolve("caf\u00e9.mp4"), Clips.clip(folder, "mp4", 3, 1));
        } catch (InvalidPathException e) {
            assumeTrue(false, "this file system takes no such name: " + e);
        }
        ProcessBuilder builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        MediaFileTest.class.getName(),
                        inside.toString());
        builder.environment().keySet().removeIf(k -> k.startsWith("LC_") || k.equals("LANG"));
        builder.environment().put("LC_ALL", "POSIX");
        builder.redirectError(new File(folder.toFile(), "err"));
        Process child = builder.start();
        String out = new String(child.getInputStream().readAllBytes(), UTF_8).trim();
        assertEquals(0, child.waitFor());
        assertEquals("3 frames", out);
    }

    public static void main(String[] arguments) throws IOException {
        try (Stream<Path> files = Files.list(Path.of(arguments[0]))) {
            files.forEach(
                    file ->
                            System.out.println(
                                    Clips.pictures(Clips.part(file)).size() + " frames"));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static int grey(VideoFrame frame, int x, int y) {
        return frame.pixels().get(y * frame.strideBytes() + 3 * x + 1) & 0xff;
    }

    private static void refused(String reason, Executable reading) {
        String message = assertThrows(InputException.class, reading).getMessage();
        assertTrue(Objects.requireNonNull(message).contains(reason), message);
    }
}
