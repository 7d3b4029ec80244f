package io.github.emotion4j.vision.internal.capture;

import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.VideoFrame;
import io.github.emotion4j.core.VideoFrame.PixelFormat;
import io.github.emotion4j.vision.internal.OpenCvNatives;
import java.nio.file.Files;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.opencv.core.Core;
import org.opencv.core.CvException;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.imgcodecs.Imgcodecs;

/** A still picture, decoded by OpenCV, as one frame. */
public final class PictureSource implements FrameSource {
    private @Nullable VideoFrame frame;

    private PictureSource(VideoFrame frame) {
        this.frame = frame;
    }

    /**
     * Decodes a part if it is a still picture.
     *
     * @param part a file or bytes
     * @return the source; nothing if the part is of another kind
     * @throws InputException if the part is meant to be a picture and is none, or is broken
     */
    public static Optional<FrameSource> open(Recording.Part part) {
        if (part instanceof Recording.FilePart file && Files.isDirectory(file.path())) {
            return Optional.empty();
        }
        byte[] head = Content.head(part);
        if (head.length == 0) {
            throw new InputException(part.name(), "it is empty");
        }
        if (!Content.isPicture(head)) {
            if (Content.namedPicture(part.name())) {
                throw new InputException(
                        part.name(),
                        "it is named like a picture, but its content is not that of one");
            }
            return Optional.empty();
        }
        return Optional.of(new PictureSource(decode(part, head)));
    }

    @Override
    public Optional<VideoFrame> next() {
        VideoFrame next = frame;
        frame = null;
        return Optional.ofNullable(next);
    }

    @Override
    public double progress() {
        return frame == null ? 1 : 0;
    }

    @Override
    public void close() {
        frame = null;
    }

    private static VideoFrame decode(Recording.Part part, byte[] head) {
        OpenCvNatives.ensure();
        MatOfByte encoded = new MatOfByte(Content.bytes(part));
        Mat picture = new Mat();
        try {
            // IMREAD_COLOR turns by EXIF, but drops alpha: what lies under it can be anything.
            picture = Imgcodecs.imdecode(encoded, Imgcodecs.IMREAD_COLOR_BGR);
            if (picture.empty()) {
                throw new InputException(
                        part.name(), "the picture is broken or cut off and cannot be decoded");
            }
            byte[] pixels = new byte[Math.toIntExact(3 * picture.total())];
            picture.get(0, 0, pixels);
            if (!Content.isJpeg(head)) {
                layOnWhite(encoded, picture, pixels);
            }
            return new VideoFrame(
                    new TimeInterval(0, 0),
                    picture.cols(),
                    picture.rows(),
                    PixelFormat.BGR,
                    3 * picture.cols(),
                    pixels);
        } catch (CvException | ArithmeticException e) {
            throw new InputException(
                    part.name(), "the picture cannot be decoded: " + e.getMessage(), e);
        } finally {
            picture.release();
            encoded.release();
        }
    }

    /** Blends pixels over white where the file has an alpha channel and EXIF does not turn it. */
    private static void layOnWhite(MatOfByte encoded, Mat picture, byte[] pixels) {
        Mat raw = Imgcodecs.imdecode(encoded, Imgcodecs.IMREAD_UNCHANGED);
        try {
            if (raw.channels() != 4 || isTurned(encoded, picture)) {
                return;
            }
            if (raw.depth() == CvType.CV_16U) {
                raw.convertTo(raw, CvType.CV_8U, 1 / 257.0);
            }
            byte[] bgra = new byte[Math.toIntExact(4 * raw.total())];
            raw.get(0, 0, bgra);
            for (int i = 0; i < raw.total(); i++) {
                int alpha = bgra[4 * i + 3] & 0xff;
                for (int c = 0; c < 3; c++) {
                    int value = bgra[4 * i + c] & 0xff;
                    pixels[3 * i + c] = (byte) ((value * alpha + 255 * (255 - alpha) + 127) / 255);
                }
            }
        } finally {
            raw.release();
        }
    }

    private static boolean isTurned(MatOfByte encoded, Mat upright) {
        int asStored = Imgcodecs.IMREAD_COLOR_BGR | Imgcodecs.IMREAD_IGNORE_ORIENTATION;
        Mat stored = Imgcodecs.imdecode(encoded, asStored);
        try {
            return !stored.size().equals(upright.size())
                    || Core.norm(stored, upright, Core.NORM_INF) > 0;
        } finally {
            stored.release();
        }
    }
}
