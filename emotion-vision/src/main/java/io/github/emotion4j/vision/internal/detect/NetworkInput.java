package io.github.emotion4j.vision.internal.detect;

import io.github.emotion4j.core.internal.model.Tensor;
import java.util.Arrays;
import org.opencv.core.Mat;
import org.opencv.core.Rect;
import org.opencv.core.Size;
import org.opencv.imgproc.Imgproc;

/**
 * A batch of pictures as a detector's input: RGB planes, black where a picture does not reach.
 * Confined to one thread.
 */
final class NetworkInput {
    private final float[] levels;
    private final int count;
    private final int width;
    private final int height;
    private final float[] data;

    /**
     * Makes a black batch.
     *
     * @param levels what the network gets for each of the 256 levels
     * @param count pictures
     * @param width columns of the input
     * @param height rows of the input
     */
    NetworkInput(float[] levels, int count, int width, int height) {
        this.levels = levels;
        this.count = count;
        this.width = width;
        this.height = height;
        this.data = new float[count * 3 * width * height];
        Arrays.fill(data, levels[0]);
    }

    /**
     * Scales a part of a picture into one item of the batch.
     *
     * @param item the item's index
     * @param bgr the picture
     * @param from the part, inside the picture
     * @param to where it goes, inside the input
     */
    void place(int item, Mat bgr, Rect from, Rect to) {
        Mat part = bgr.submat(from);
        Mat scaled = new Mat();
        try {
            // Shrinking by less than two skips no pixel when it is linear, and is five times as
            // fast.
            boolean shrinks = 2 * to.width < from.width;
            Imgproc.resize(
                    part,
                    scaled,
                    new Size(to.width, to.height),
                    0,
                    0,
                    shrinks ? Imgproc.INTER_AREA : Imgproc.INTER_LINEAR);
            byte[] pixels = new byte[3 * to.width * to.height];
            scaled.get(0, 0, pixels);
            int plane = width * height;
            int base = item * 3 * plane;
            int source = 0;
            for (int y = 0; y < to.height; y++) {
                int target = base + (to.y + y) * width + to.x;
                for (int x = 0; x < to.width; x++) {
                    data[target + 2 * plane] = levels[pixels[source++] & 0xff];
                    data[target + plane] = levels[pixels[source++] & 0xff];
                    data[target++] = levels[pixels[source++] & 0xff];
                }
            }
        } finally {
            part.release();
            scaled.release();
        }
    }

    /** Reverses the order of the columns of all items, black filling included. */
    void mirror() {
        for (int row = 0; row < data.length; row += width) {
            for (int left = row, right = row + width - 1; left < right; left++, right--) {
                float value = data[left];
                data[left] = data[right];
                data[right] = value;
            }
        }
    }

    Tensor tensor() {
        return Tensor.of(data, count, 3, height, width);
    }
}
