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
    private byte[] packed = new byte[0];

    /**
     * Converts a frame.
     *
     * @param frame the frame
     * @return three channels of 8 bits, owned by this object
     */
    public Mat load(VideoFrame frame) {
        int channels =
                switch (frame.format()) {
                    case BGR, RGB -> 3;
                    case GRAY, I420 -> 1;
                };
        boolean planar = frame.format() == VideoFrame.PixelFormat.I420;
        int rows = planar ? frame.height() * 3 / 2 : frame.height();
        int rowBytes = frame.width() * channels;
        if (packed.length != rows * rowBytes) {
            packed = new byte[rows * rowBytes];
        }
        ByteBuffer pixels = frame.pixels();
        if (frame.strideBytes() == rowBytes) {
            pixels.get(0, packed);
        } else {
            for (int row = 0; row < rows; row++) {
                pixels.get(row * frame.strideBytes(), packed, row * rowBytes, rowBytes);
            }
        }
        raw.create(rows, frame.width(), CvType.CV_8UC(channels));
        raw.put(0, 0, packed);
        switch (frame.format()) {
            case BGR -> {
                return raw;
            }
            case RGB -> Imgproc.cvtColor(raw, bgr, Imgproc.COLOR_RGB2BGR);
            case GRAY -> Imgproc.cvtColor(raw, bgr, Imgproc.COLOR_GRAY2BGR);
            case I420 -> Imgproc.cvtColor(raw, bgr, Imgproc.COLOR_YUV2BGR_I420);
        }
        return bgr;
    }

    @Override
    public void close() {
        raw.release();
        bgr.release();
    }
}
