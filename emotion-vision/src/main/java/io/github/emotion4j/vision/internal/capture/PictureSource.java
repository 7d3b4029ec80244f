package io.github.emotion4j.vision.internal.capture;

import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.VideoFrame;
import io.github.emotion4j.core.VideoFrame.PixelFormat;
import io.github.emotion4j.core.spi.OpenPart;
import io.github.emotion4j.core.spi.SignalReader;
import io.github.emotion4j.media.internal.MediaContent;
import io.github.emotion4j.vision.internal.OpenCvNatives;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.opencv.core.CvException;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.imgcodecs.Imgcodecs;

/** A still picture, decoded by OpenCV, as one frame. */
final class PictureSource {
    /** The three together keep alpha and turn by EXIF; IMREAD_UNCHANGED does not turn. */
    private static final int WITH_ALPHA =
            Imgcodecs.IMREAD_COLOR_BGR | Imgcodecs.IMREAD_ANYCOLOR | Imgcodecs.IMREAD_ANYDEPTH;

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
            throw new InputException(part.name(), "is empty");
        }
        if (!PictureHead.isPicture(head)) {
            if (!MediaContent.of(part).isMeant()) {
                PictureHead.refuseNamedPicture(part.name());
            }
            if (new String(head, StandardCharsets.ISO_8859_1).startsWith("GIF8")) {
                GifBlocks.requireFirstPicture(part);
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
            if (head.mayBeTransparent()) {
                picture = Imgcodecs.imdecode(encoded, WITH_ALPHA);
            }
            if (picture.channels() != 4 && picture.type() != CvType.CV_8UC3) {
                picture.release();
                picture = Imgcodecs.imdecode(encoded, Imgcodecs.IMREAD_COLOR_BGR);
            }
            if (picture.empty()) {
                throw new InputException(
                        part.name(), "the picture is broken or cut off and cannot be decoded");
            }
            byte[] pixels = new byte[Math.toIntExact(3 * picture.total())];
            if (picture.channels() == 4) {
                boolean deep = picture.depth() == CvType.CV_16U;
                if (deep) {
                    picture.convertTo(picture, CvType.CV_8U, 1 / 257.0);
                }
                layOnWhite(picture, head.isMultiplied(deep ? 16 : 8), pixels);
            } else {
                picture.get(0, 0, pixels);
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

    /** The colours under transparent pixels can be anything. */
    private static void layOnWhite(Mat picture, boolean multiplied, byte[] pixels) {
        byte[] bgra = new byte[4 * picture.cols()];
        int at = 0;
        for (int y = 0; y < picture.rows(); y++) {
            picture.get(y, 0, bgra);
            for (int from = 0; from < bgra.length; from += 4) {
                int alpha = bgra[from + 3] & 0xff;
                int white = 255 - alpha;
                for (int c = 0; c < 3; c++) {
                    int value = bgra[from + c] & 0xff;
                    pixels[at++] =
                            (byte)
                                    (multiplied
                                            ? Math.min(255, value + white)
                                            : (value * alpha + 255 * white + 127) / 255);
                }
            }
        }
    }
}
