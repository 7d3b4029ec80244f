package io.github.emotion4j.vision.internal.detect;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.github.emotion4j.vision.internal.OpenCvNatives;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Rect;

class NetworkInputTest {
    @BeforeAll
    static void load() {
        OpenCvNatives.ensure();
    }

    @Test
    void mirror_reversesEachRowOfEachPlaneOfEachItem_andKeepsPlanesAndRows() {
        float[] levels = new float[256];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = i;
        }
        Mat first = picture(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
        Mat second = picture(21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32);
        Rect all = new Rect(0, 0, 2, 2);
        NetworkInput input = new NetworkInput(levels, 2, 3, 2);
        input.place(0, first, all, all);
        input.place(1, second, all, all);

        input.mirror();

        // Red, green and blue planes of two rows; the third column, which is black, comes first.
        float[] expected = {
            0, 6, 3, 0, 12, 9, 0, 5, 2, 0, 11, 8, 0, 4, 1, 0, 10, 7, //
            0, 26, 23, 0, 32, 29, 0, 25, 22, 0, 31, 28, 0, 24, 21, 0, 30, 27
        };
        assertArrayEquals(expected, input.tensor().data());
        first.release();
        second.release();
    }

    /** Two rows of two pixels, blue, green and red each. */
    private static Mat picture(int... values) {
        byte[] bgr = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bgr[i] = (byte) values[i];
        }
        Mat picture = new Mat(2, 2, CvType.CV_8UC3);
        picture.put(0, 0, bgr);
        return picture;
    }
}
