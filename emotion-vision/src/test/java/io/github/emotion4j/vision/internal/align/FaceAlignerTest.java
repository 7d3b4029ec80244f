package io.github.emotion4j.vision.internal.align;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.ComputeDevice;
import io.github.emotion4j.core.internal.model.TensorModel;
import io.github.emotion4j.core.model.ModelDescription;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.vision.FaceLandmarks;
import io.github.emotion4j.vision.FaceLandmarks.Point;
import io.github.emotion4j.vision.internal.OpenCvNatives;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Scalar;
import org.opencv.imgproc.Imgproc;

class FaceAlignerTest {
    private static FaceAligner aligner;
    private static double[] leftTarget;
    private static double[] rightTarget;

    @BeforeAll
    static void loadDescription() {
        OpenCvNatives.ensure();
        ModelLoader loader =
                new ModelLoader(ComputeDevice.cpu(), 1, Optional.empty(), Optional.empty());
        try (TensorModel model = TensorModel.load(loader, "face-expression")) {
            ModelDescription description = model.description();
            aligner = new FaceAligner(description);
            leftTarget = description.numbers("alignment.left_eye");
            rightTarget = description.numbers("alignment.right_eye");
        }
    }

    @ParameterizedTest(name = "eyes {0} pixels apart, turned by {1} degrees")
    @CsvSource({"8, 0", "17, 0", "60, 0", "200, 0", "60, 25", "60, -40", "140, 90", "12, 180"})
    void align_putsTheEyesWhereTheNetworkExpectsThem(double distance, double degrees) {
        double angle = Math.toRadians(degrees);
        double dx = distance / 2 * Math.cos(angle);
        double dy = distance / 2 * Math.sin(angle);
        Point left = new Point(320.3 - dx, 240.6 - dy);
        Point right = new Point(320.3 + dx, 240.6 + dy);
        Mat picture = new Mat(480, 640, CvType.CV_8UC3, new Scalar(0, 0, 0));
        dot(picture, left, distance);
        dot(picture, right, distance);
        byte[] crop = new byte[aligner.size() * aligner.size()];

        aligner.align(picture, new FaceLandmarks(left, right, left, right), crop);

        // Half a pixel of the dots' own rounding, scaled to the crop, and a tenth for the rest.
        double tolerance = 0.1 + 0.5 * 0.368 * aligner.size() / distance;
        assertPeak(crop, leftTarget, tolerance);
        assertPeak(crop, rightTarget, tolerance);
        picture.release();
    }

    @Test
    void align_atThePicturesEdge_repeatsItsBorder() {
        Mat picture = new Mat(60, 60, CvType.CV_8UC3, new Scalar(77, 77, 77));
        Point left = new Point(-5, 3);
        Point right = new Point(20, 3);
        byte[] crop = new byte[aligner.size() * aligner.size()];

        aligner.align(picture, new FaceLandmarks(left, right, left, right), crop);

        for (byte pixel : crop) {
            assertEquals(77, pixel);
        }
        picture.release();
    }

    @Test
    void align_ofALargeFace_averagesItsPixels() {
        Mat picture = new Mat(800, 800, CvType.CV_8UC3);
        byte[] row = new byte[3 * 800];
        for (int y = 0; y < 800; y++) {
            for (int x = 0; x < 800; x++) {
                byte value = (byte) ((x + y) % 2 == 0 ? 0 : 254);
                row[3 * x] = value;
                row[3 * x + 1] = value;
                row[3 * x + 2] = value;
            }
            picture.put(y, 0, row);
        }
        byte[] crop = new byte[aligner.size() * aligner.size()];
        Point left = new Point(300, 400);
        Point right = new Point(500, 400);

        aligner.align(picture, new FaceLandmarks(left, right, left, right), crop);

        for (byte pixel : crop) {
            assertEquals(127, pixel & 0xff, 12, "a checkerboard becomes grey, not speckles");
        }
        picture.release();
    }

    private static void dot(Mat picture, Point at, double distance) {
        // OpenCV draws around pixel centres, which lie at halves.
        Imgproc.circle(
                picture,
                new org.opencv.core.Point(Math.rint(at.x() - 0.5), Math.rint(at.y() - 0.5)),
                (int) Math.max(1, distance / 10),
                new Scalar(255, 255, 255),
                -1);
    }

    /** The brightness' centre of mass around a place, in continuous coordinates. */
    private static void assertPeak(byte[] crop, double[] fraction, double tolerance) {
        int size = aligner.size();
        double x = fraction[0] * size;
        double y = fraction[1] * size;
        double sum = 0;
        double sumX = 0;
        double sumY = 0;
        for (int row = (int) y - 7; row <= (int) y + 7; row++) {
            for (int column = (int) x - 7; column <= (int) x + 7; column++) {
                int value = crop[row * size + column] & 0xff;
                sum += value;
                sumX += value * (column + 0.5);
                sumY += value * (row + 0.5);
            }
        }
        assertTrue(sum > 0, "a dot is there");
        assertEquals(x, sumX / sum, tolerance);
        assertEquals(y, sumY / sum, tolerance);
    }
}
