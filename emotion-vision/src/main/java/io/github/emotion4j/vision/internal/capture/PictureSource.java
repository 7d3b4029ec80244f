package io.github.emotion4j.vision.internal.capture;

import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.VideoFrame;
import io.github.emotion4j.core.VideoFrame.PixelFormat;
import io.github.emotion4j.core.spi.OpenPart;
import io.github.emotion4j.core.spi.SignalReader;
import io.github.emotion4j.vision.internal.OpenCvNatives;
import java.util.List;
import java.util.Optional;
import org.opencv.core.Core;
import org.opencv.core.CvException;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.imgcodecs.Imgcodecs;

/** A still picture, decoded by OpenCV, as one frame. */
final class PictureSource {
    private PictureSource() {}

    /**
     * Decodes a part if it is a still picture.
     *
     * @param part a file or bytes
     * @return its one frame; nothing if the part is of another kind
     * @throws InputException if the part is meant to be a picture and is none, is broken, or asks
     *     for more than the limits
     */
    static Optional<SignalReader> open(OpenPart part) {
        byte[] head = part.head(PictureHead.BYTES);
        if (head.length == 0) {
            throw new InputException(part.name(), "it is empty");
        }
        if (!PictureHead.isPicture(head)) {
            if (PictureHead.namedPicture(part.name())) {
                throw new InputException(
                        part.name(),
                        "it is named like a picture, but its content is not that of one");
            }
            return Optional.empty();
        }
        return Optional.of(SignalReader.of(List.of(decode(part)).iterator()));
    }

    private static VideoFrame decode(OpenPart part) {
        byte[] bytes = part.bytes();
        PictureHead head = PictureHead.of(part.name(), bytes, part.limits());
        OpenCvNatives.ensure();
        MatOfByte encoded = new MatOfByte(head.decodable());
        Mat picture = new Mat();
        try {
            // IMREAD_COLOR turns by EXIF, but drops alpha; the colours under it can be anything.
            picture = Imgcodecs.imdecode(encoded, Imgcodecs.IMREAD_COLOR_BGR);
            if (picture.empty()) {
                throw new InputException(
                        part.name(), "the picture is broken or cut off and cannot be decoded");
            }
            byte[] pixels = new byte[Math.toIntExact(3 * picture.total())];
            picture.get(0, 0, pixels);
            if (head.mayBeTransparent()) {
                layOnWhite(encoded, picture, pixels);
            }
            return new VideoFrame(
                    new TimeInterval(0, 0),
                    picture.cols(),
                    picture.rows(),
                    PixelFormat.BGR,
                    3 * picture.cols(),
                    pixels);
        } catch (CvException e) {
            // OpenCV's own words are a page, and name files of the machine where it was built.
            throw new InputException(
                    part.name(),
                    "the picture is broken, or coded in a way that is not read; save it as PNG or"
                            + " JPEG",
                    e);
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
            byte[] bgra = new byte[4 * raw.cols()];
            int at = 0;
            for (int y = 0; y < raw.rows(); y++) {
                raw.get(y, 0, bgra);
                for (int from = 0; from < bgra.length; from += 4) {
                    int alpha = bgra[from + 3] & 0xff;
                    for (int c = 0; c < 3; c++) {
                        int value = bgra[from + c] & 0xff;
                        pixels[at++] = (byte) ((value * alpha + 255 * (255 - alpha) + 127) / 255);
                    }
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
