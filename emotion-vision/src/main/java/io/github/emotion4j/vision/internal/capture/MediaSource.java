package io.github.emotion4j.vision.internal.capture;

import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.VideoFrame;
import io.github.emotion4j.core.VideoFrame.PixelFormat;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.util.Optional;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.Frame;
import org.bytedeco.javacv.FrameGrabber;
import org.jspecify.annotations.Nullable;

/**
 * A video file, decoded by FFmpeg. One frame is read ahead, because only the next one's time tells
 * how long a frame is shown.
 */
public final class MediaSource implements FrameSource {
    private static final long NANOS_PER_MICRO = 1000;

    /** FFmpeg draws any text file as the screen of a terminal. */
    private static final String TEXT_FORMAT = "tty";

    private final String name;
    private final FFmpegFrameGrabber grabber;
    private final long originMicros;
    private final long lengthMicros;
    private final int quarterTurns;
    private @Nullable Picture ahead;
    private long shownMicros;
    private long lastDurationMicros;
    private boolean delivered;

    private MediaSource(String name, FFmpegFrameGrabber grabber) throws FrameGrabber.Exception {
        this.name = name;
        this.grabber = grabber;
        AVFormatContext context = grabber.getFormatContext();
        boolean known = context.start_time() != avutil.AV_NOPTS_VALUE;
        this.originMicros = known ? context.start_time() : 0;
        this.lengthMicros = grabber.getLengthInTime();
        // FFmpeg tells by how much the picture is to be turned against the clock.
        this.quarterTurns = Math.floorMod(-Math.round(grabber.getDisplayRotation() / 90), 4);
        double framesPerSecond = grabber.getVideoFrameRate();
        this.lastDurationMicros =
                framesPerSecond > 0 && framesPerSecond < 1000
                        ? Math.round(1e6 / framesPerSecond)
                        : 40_000;
        this.ahead = grab();
    }

    /**
     * Opens a part if FFmpeg finds a video in it.
     *
     * @param part a file or bytes
     * @return the source; nothing if the part is of another kind
     * @throws InputException if the part is meant to be a video and cannot be read
     */
    public static Optional<FrameSource> open(Recording.Part part) {
        if (part instanceof Recording.FilePart file && Files.isDirectory(file.path())) {
            return Optional.empty();
        }
        FfmpegNatives.ensure();
        avutil.av_log_set_level(avutil.AV_LOG_QUIET);
        FFmpegFrameGrabber grabber =
                part instanceof Recording.FilePart file
                                && file.path().getFileSystem() == FileSystems.getDefault()
                        ? new FFmpegFrameGrabber(file.path().toFile())
                        : new FFmpegFrameGrabber(new ByteArrayInputStream(Content.bytes(part)));
        grabber.setImageMode(FrameGrabber.ImageMode.COLOR);
        boolean handedOver = false;
        try {
            grabber.start();
            if (!hasVideo(grabber)) {
                return Optional.empty();
            }
            MediaSource source = new MediaSource(part.name(), grabber);
            if (source.ahead == null) {
                throw new InputException(part.name(), "the video holds no frame");
            }
            handedOver = true;
            return Optional.of(source);
        } catch (FrameGrabber.Exception e) {
            if (Content.namedVideo(part.name())) {
                throw new InputException(
                        part.name(),
                        "it is named like a video, but it is broken or of another kind",
                        e);
            }
            return Optional.empty();
        } finally {
            if (!handedOver) {
                close(grabber);
            }
        }
    }

    @Override
    public Optional<VideoFrame> next() {
        Picture now = ahead;
        if (now == null) {
            return Optional.empty();
        }
        try {
            ahead = grab();
        } catch (FrameGrabber.Exception e) {
            throw new InputException(name, "the video breaks off at " + now.micros / 1e6 + " s", e);
        }
        long endMicros = ahead == null ? now.micros + lastDurationMicros : ahead.micros;
        lastDurationMicros = endMicros - now.micros;
        shownMicros = now.micros;
        TimeInterval interval =
                new TimeInterval(now.micros * NANOS_PER_MICRO, endMicros * NANOS_PER_MICRO);
        return Optional.of(
                new VideoFrame(
                        interval,
                        now.width,
                        now.height,
                        PixelFormat.BGR,
                        3 * now.width,
                        now.pixels));
    }

    @Override
    public double progress() {
        if (ahead == null) {
            return 1;
        }
        return lengthMicros > 0 ? Math.min(1, (double) shownMicros / lengthMicros) : 0;
    }

    @Override
    public void close() {
        close(grabber);
    }

    private static void close(FFmpegFrameGrabber grabber) {
        try {
            grabber.close();
        } catch (FrameGrabber.Exception e) {
            throw new IllegalStateException("FFmpeg did not close", e);
        }
    }

    /** Whether there is a video stream that is no cover picture of a sound file. */
    private static boolean hasVideo(FFmpegFrameGrabber grabber) {
        AVFormatContext context = grabber.getFormatContext();
        if (TEXT_FORMAT.equals(context.iformat().name().getString())) {
            return false;
        }
        for (int i = 0; i < context.nb_streams(); i++) {
            AVStream stream = context.streams(i);
            boolean video = stream.codecpar().codec_type() == avutil.AVMEDIA_TYPE_VIDEO;
            boolean cover = (stream.disposition() & avformat.AV_DISPOSITION_ATTACHED_PIC) != 0;
            if (video && !cover) {
                return grabber.getImageWidth() > 0 && grabber.getImageHeight() > 0;
            }
        }
        return false;
    }

    private @Nullable Picture grab() throws FrameGrabber.Exception {
        Frame frame = grabber.grabImage();
        if (frame == null) {
            return null;
        }
        long micros = Math.max(0, grabber.getTimestamp() - originMicros);
        // Some files repeat a time or turn it back, often at the end; a stream's time must not.
        if (delivered && micros <= lastMicros()) {
            micros = lastMicros() + lastDurationMicros;
        }
        delivered = true;
        return Picture.of(frame, micros, quarterTurns);
    }

    private long lastMicros() {
        return ahead == null ? shownMicros : ahead.micros;
    }

    /** A decoded picture, upright, rows packed. */
    private record Picture(long micros, int width, int height, byte[] pixels) {
        static Picture of(Frame frame, long micros, int quarterTurns) {
            int width = frame.imageWidth;
            int height = frame.imageHeight;
            byte[] pixels = new byte[3 * width * height];
            ByteBuffer rows = (ByteBuffer) frame.image[0];
            for (int row = 0; row < height; row++) {
                rows.get(row * frame.imageStride, pixels, 3 * row * width, 3 * width);
            }
            Picture picture = new Picture(micros, width, height, pixels);
            for (int turn = 0; turn < quarterTurns; turn++) {
                picture = picture.turnedClockwise();
            }
            return picture;
        }

        private Picture turnedClockwise() {
            byte[] turned = new byte[pixels.length];
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    int from = 3 * (y * width + x);
                    int to = 3 * (x * height + height - 1 - y);
                    System.arraycopy(pixels, from, turned, to, 3);
                }
            }
            return new Picture(micros, /* width= */ height, /* height= */ width, turned);
        }
    }
}
