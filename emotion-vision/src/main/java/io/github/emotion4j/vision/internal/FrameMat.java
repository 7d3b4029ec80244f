package io.github.emotion4j.vision.internal;

import io.github.emotion4j.core.VideoFrame;
import java.nio.ByteBuffer;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.imgproc.Imgproc;

/**
 * A frame as OpenCV's BGR matrix. Its memory is reused from frame to frame, so a matrix is valid
 * until the next one is loaded. Confined to one thread.
 */
public final class FrameMat implements AutoCloseable {
    private final Mat raw = new Mat();
    private final Mat bgr = new Mat();
    private Mat view = new Mat();
    private byte[] packed = new byte[0];

    /**
     * Converts a frame.
     *
     * @param frame the frame
     * @return three channels of 8 bits, owned by this object
     */
    public Mat load(VideoFrame frame) {
        return switch (frame.format()) {
            case BGR -> rows(frame, 3);
            case RGB -> converted(rows(frame, 3), Imgproc.COLOR_RGB2BGR);
            case GRAY -> converted(rows(frame, 1), Imgproc.COLOR_GRAY2BGR);
            case I420 -> planar(frame);
        };
    }

    private Mat rows(VideoFrame frame, int channels) {
        int rowBytes = frame.width() * channels;
        reserve(frame.height() * rowBytes);
        copyRows(frame, 0, frame.strideBytes(), frame.height(), rowBytes, 0, rowBytes);
        raw.create(frame.height(), frame.width(), CvType.CV_8UC(channels));
        raw.put(0, 0, packed);
        return raw;
    }

    /** OpenCV wants packed planes of even size: the last row and column are doubled if need be. */
    private Mat planar(VideoFrame frame) {
        int width = frame.width() + frame.width() % 2;
        int height = frame.height() + frame.height() % 2;
        int chromaStride = (frame.strideBytes() + 1) / 2;
        int luma = frame.strideBytes() * frame.height();
        reserve(width * height * 3 / 2);
        copyRows(frame, 0, frame.strideBytes(), frame.height(), frame.width(), 0, width);
        for (int row = 0; row < height && width > frame.width(); row++) {
            packed[(row + 1) * width - 1] = packed[(row + 1) * width - 2];
        }
        if (height > frame.height()) {
            System.arraycopy(packed, (height - 2) * width, packed, (height - 1) * width, width);
        }
        copyRows(frame, luma, chromaStride, height, width / 2, width * height, width / 2);
        raw.create(height * 3 / 2, width, CvType.CV_8UC1);
        raw.put(0, 0, packed);
        converted(raw, Imgproc.COLOR_YUV2BGR_I420);
        if (width == frame.width() && height == frame.height()) {
            return bgr;
        }
        view.release();
        view = bgr.submat(0, frame.height(), 0, frame.width());
        return view;
    }

    private Mat converted(Mat from, int conversion) {
        Imgproc.cvtColor(from, bgr, conversion);
        return bgr;
    }

    private void reserve(int bytes) {
        if (packed.length != bytes) {
            packed = new byte[bytes];
        }
    }

    private void copyRows(
            VideoFrame frame, int from, int stride, int rows, int rowBytes, int to, int toStride) {
        ByteBuffer pixels = frame.pixels();
        if (stride == rowBytes && toStride == rowBytes) {
            pixels.get(from, packed, to, rows * rowBytes);
            return;
        }
        for (int row = 0; row < rows; row++) {
            pixels.get(from + row * stride, packed, to + row * toStride, rowBytes);
        }
    }

    @Override
    public void close() {
        view.release();
        raw.release();
        bgr.release();
    }
}
