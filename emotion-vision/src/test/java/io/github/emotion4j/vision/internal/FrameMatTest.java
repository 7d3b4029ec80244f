package io.github.emotion4j.vision.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.VideoFrame;
import io.github.emotion4j.core.VideoFrame.PixelFormat;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.opencv.core.Mat;

class FrameMatTest {
    private static final int WIDTH = 5;
    private static final int HEIGHT = 3;
    private static final int STRIDE = 9;

    @Test
    void i420_ofOddSizeWithPaddedRows_keepsEachPixelAtItsPlace() {
        OpenCvNatives.ensure();
        int chromaStride = (STRIDE + 1) / 2;
        byte[] pixels = new byte[STRIDE * HEIGHT + 2 * chromaStride * 2];
        Arrays.fill(pixels, (byte) 77); // Padding must not be seen.
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                pixels[y * STRIDE + x] = (byte) luma(x, y);
            }
        }
        int blue = STRIDE * HEIGHT;
        int red = blue + 2 * chromaStride;
        for (int y = 0; y < 2; y++) {
            for (int x = 0; x < 3; x++) {
                pixels[blue + y * chromaStride + x] = (byte) 128;
                // The last column is red, the others grey.
                pixels[red + y * chromaStride + x] = (byte) (x == 2 ? 200 : 128);
            }
        }
        VideoFrame frame =
                new VideoFrame(
                        new TimeInterval(0, 0), WIDTH, HEIGHT, PixelFormat.I420, STRIDE, pixels);

        try (FrameMat matrix = new FrameMat()) {
            Mat bgr = matrix.load(frame);

            assertEquals(WIDTH, bgr.cols());
            assertEquals(HEIGHT, bgr.rows());
            for (int y = 0; y < HEIGHT; y++) {
                for (int x = 0; x < WIDTH; x++) {
                    double grey = (luma(x, y) - 16) * 255 / 219.0;
                    double[] pixel = bgr.get(y, x);
                    assertEquals(grey, pixel[0], 1.5, x + ", " + y);
                    // ITU-R BT.601: red = grey + 1.596 * (200 - 128).
                    double reddish = x == WIDTH - 1 ? grey + 1.596 * 72 : grey;
                    assertEquals(reddish, pixel[2], 2, x + ", " + y);
                }
            }
        }
    }

    private static int luma(int x, int y) {
        return 30 + 10 * x + 25 * y;
    }
}
