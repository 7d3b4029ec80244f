package io.github.emotion4j.media;

import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.spi.OpenPart;
import io.github.emotion4j.core.spi.SignalReader;
import io.github.emotion4j.media.internal.MediaFile;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.ShortBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.Frame;
import org.bytedeco.javacv.Java2DFrameConverter;

/** Clips and sounds made for the tests. */
final class Clips {
    static final int WIDTH = 64;
    static final int HEIGHT = 48;

    /** The side of the white mark in the left upper corner. */
    static final int MARK = 16;

    private Clips() {}

    /** Grey frames with a white mark, 25 a second, with a tone of the same length beside. */
    static byte[] clip(Path folder, String ending, int frames, double aspect) throws Exception {
        Path file = folder.resolve("made." + ending);
        boolean mpeg = ending.equals("mpg");
        int rate = mpeg ? 48000 : 16000;
        try (FFmpegFrameRecorder recorder =
                        new FFmpegFrameRecorder(file.toFile(), WIDTH, HEIGHT, 1);
                Java2DFrameConverter converter = new Java2DFrameConverter()) {
            recorder.setVideoCodec(
                    mpeg ? avcodec.AV_CODEC_ID_MPEG1VIDEO : avcodec.AV_CODEC_ID_MPEG4);
            recorder.setPixelFormat(avutil.AV_PIX_FMT_YUV420P);
            recorder.setFrameRate(25);
            recorder.setVideoQuality(1);
            // An MP4 keeps its table in front, so that a part of it can be read.
            recorder.setOption("movflags", "+faststart");
            recorder.setAudioCodec(mpeg ? avcodec.AV_CODEC_ID_MP2 : avcodec.AV_CODEC_ID_AAC);
            recorder.setSampleRate(rate);
            if (aspect != 1) {
                recorder.setAspectRatio(aspect);
            }
            recorder.start();
            for (int i = 0; i < frames; i++) {
                recorder.record(converter.convert(frame(100 + i % 100)));
                recorder.recordSamples(
                        rate, 1, ShortBuffer.wrap(tone(rate, i * rate / 25, rate / 25)));
            }
            recorder.stop();
        }
        return Files.readAllBytes(file);
    }

    /** Pictures of (200, 60, 40), transparent, half transparent and opaque in turn; as PNG each. */
    static byte[] transparent(Path folder, int frames) throws Exception {
        Path file = folder.resolve("transparent.mov");
        try (FFmpegFrameRecorder recorder =
                        new FFmpegFrameRecorder(file.toFile(), WIDTH, HEIGHT, 0);
                Frame frame = new Frame(WIDTH, HEIGHT, Frame.DEPTH_UBYTE, 4)) {
            recorder.setVideoCodec(avcodec.AV_CODEC_ID_PNG);
            recorder.setPixelFormat(avutil.AV_PIX_FMT_RGBA);
            recorder.setFrameRate(25);
            recorder.start();
            ByteBuffer pixels = (ByteBuffer) frame.image[0];
            byte[] alphas = {0, (byte) 128, (byte) 255};
            for (int i = 0; i < WIDTH * HEIGHT; i++) {
                pixels.put(4 * i, new byte[] {(byte) 200, 60, 40, alphas[i % WIDTH % 3]});
            }
            for (int i = 0; i < frames; i++) {
                recorder.record(frame, avutil.AV_PIX_FMT_RGBA);
            }
            recorder.stop();
        }
        return Files.readAllBytes(file);
    }

    /** A tone as MP3. */
    static byte[] mp3(Path folder, int rate, double seconds) throws Exception {
        Path file = folder.resolve("made.mp3");
        try (FFmpegFrameRecorder recorder = new FFmpegFrameRecorder(file.toFile(), 1)) {
            recorder.setFormat("mp3");
            recorder.setAudioCodec(avcodec.AV_CODEC_ID_MP3);
            recorder.setSampleRate(rate);
            recorder.start();
            recorder.recordSamples(
                    rate, 1, ShortBuffer.wrap(tone(rate, 0, (int) (rate * seconds))));
            recorder.stop();
        }
        return Files.readAllBytes(file);
    }

    private static BufferedImage frame(int grey) {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(new Color(grey, grey, grey));
        graphics.fillRect(0, 0, WIDTH, HEIGHT);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, MARK, MARK);
        return image;
    }

    private static short[] tone(int rate, int from, int length) {
        short[] samples = new short[length];
        for (int i = 0; i < length; i++) {
            samples[i] = (short) (12000 * Math.sin(2 * Math.PI * 440 * (from + i) / rate));
        }
        return samples;
    }

    static OpenPart part(String name, byte[] bytes) {
        return new OpenPart(Recording.Part.of(name, bytes), Limits.defaults());
    }

    static OpenPart part(Path file) {
        return new OpenPart(Recording.Part.of(file), Limits.defaults());
    }

    static List<Signal> pictures(OpenPart opened) {
        try (OpenPart part = opened) {
            return all(MediaFile.of(part).orElseThrow().pictures().orElseThrow());
        }
    }

    static List<Signal> sound(OpenPart opened) {
        try (OpenPart part = opened) {
            return all(MediaFile.of(part).orElseThrow().sound().orElseThrow());
        }
    }

    /** What is said of the pictures, then of the sound, after their ends. */
    static List<Reason> issues(OpenPart opened) {
        List<Reason> issues = new ArrayList<>();
        try (OpenPart part = opened) {
            MediaFile file = MediaFile.of(part).orElseThrow();
            for (Optional<SignalReader> reader : List.of(file.pictures(), file.sound())) {
                reader.ifPresent(Clips::all);
                reader.ifPresent(r -> issues.addAll(r.issues()));
            }
        }
        return issues;
    }

    static List<Signal> all(SignalReader reader) {
        List<Signal> all = new ArrayList<>();
        Optional<? extends Signal> next = reader.next();
        while (next.isPresent()) {
            all.add(next.get());
            next = reader.next();
        }
        return all;
    }
}
