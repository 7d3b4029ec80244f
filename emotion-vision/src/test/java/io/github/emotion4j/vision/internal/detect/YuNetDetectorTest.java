package io.github.emotion4j.vision.internal.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.vision.FaceLandmarks.Point;
import io.github.emotion4j.vision.internal.OpenCvNatives;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Rect;
import org.opencv.core.Scalar;

/**
 * Runs a network with YuNet's inputs and outputs that calls a bright 32x32 cell a face, at places
 * that {@code make_bright_spot.py} beside it states.
 */
class YuNetDetectorTest {
    private static final Path NETWORK = Path.of("src/test/resources/yunet/bright_spot.onnx");
    private static final double PIXELS = 0.01;

    @BeforeAll
    static void loadNatives() {
        OpenCvNatives.ensure();
    }

    @Test
    void brightCell_isFoundWhereItLies_whateverThePicturesSize() {
        try (YuNetDetector detector = YuNetDetector.load(NETWORK, 24)) {
            for (int width : new int[] {320, 640}) {
                Mat picture = picture(width, width * 3 / 4, new Rect(128, 160, 32, 32), 230);
                List<Detection> found = detector.detect(picture);
                picture.release();

                assertEquals(1, found.size());
                Detection face = found.get(0);
                assertEquals(230 / 255.0, face.score(), 1e-5);
                assertEquals(144, face.box().centreX(), PIXELS);
                assertEquals(168, face.box().centreY(), PIXELS);
                assertEquals(64, face.box().width(), PIXELS);
                assertEquals(96, face.box().height(), PIXELS);
                assertPoint(131.2, 166.4, face.landmarks().leftEye());
                assertPoint(134.4, 172.8, face.landmarks().rightEye());
                assertPoint(137.6, 179.2, face.landmarks().noseTip());
                assertPoint(142.4, 188.8, face.landmarks().mouthCentre());
            }
        }
    }

    @Test
    void dimCell_belowTheThreshold_isNoFace() {
        try (YuNetDetector detector = YuNetDetector.load(NETWORK, 24)) {
            Mat picture = picture(320, 320, new Rect(128, 160, 32, 32), 170);
            assertTrue(detector.detect(picture).isEmpty());
            picture.release();
        }
    }

    private static Mat picture(int width, int height, Rect spot, double value) {
        Mat picture = Mat.zeros(height, width, CvType.CV_8UC3);
        picture.submat(spot).setTo(Scalar.all(value));
        return picture;
    }

    private static void assertPoint(double x, double y, Point point) {
        assertEquals(x, point.x(), PIXELS);
        assertEquals(y, point.y(), PIXELS);
    }
}
