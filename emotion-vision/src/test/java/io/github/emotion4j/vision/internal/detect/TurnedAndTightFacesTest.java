package io.github.emotion4j.vision.internal.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.ComputeDevice;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.vision.FaceBox;
import io.github.emotion4j.vision.internal.OpenCvNatives;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Point;
import org.opencv.core.Rect;
import org.opencv.core.Scalar;
import org.opencv.core.Size;
import org.opencv.imgcodecs.Imgcodecs;
import org.opencv.imgproc.Imgproc;

/** Faces that do not stand upright in the midst of a picture. */
class TurnedAndTightFacesTest {
    /** The face of the portrait, from the brow to the chin, read off by eye. */
    private static final FaceBox FACE = new FaceBox(172, 68, 108, 108);

    private static BlazeFaceDetector detector;
    private static Mat portrait;

    @BeforeAll
    static void load() {
        OpenCvNatives.ensure();
        detector =
                BlazeFaceDetector.load(
                        new ModelLoader(ComputeDevice.cpu(), 1, Optional.empty(), Optional.empty()),
                        Optional.empty(),
                        24);
        portrait = Imgcodecs.imread("src/test/resources/astronaut.jpg");
    }

    @AfterAll
    static void close() {
        portrait.release();
        detector.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 20, 45, 70, 90, 120, 150, 180, -160, -90, -45})
    void aTurnedFaceIsFoundWithItsRoll(int degrees) {
        Mat turned = turned(degrees);

        List<Detection> found = detector.detect(turned);

        assertEquals(1, found.size(), found.toString());
        double apart = Math.abs(found.get(0).landmarks().rollDegrees() - degrees) % 360;
        assertTrue(Math.min(apart, 360 - apart) < 10, found.toString());
        // What follows it in the next frame sees the same.
        List<Detection> followed = detector.follow(turned, found);
        assertEquals(1, followed.size());
        assertTrue(
                followed.get(0).box().intersectionOverUnion(found.get(0).box()) > 0.8,
                found + " then " + followed);
        turned.release();
    }

    /** A close look is sure of the left face only, and by .70; the right one has .79 as tight. */
    @Test
    void theSurestFaceComesFirst_whoeverFoundIt() {
        Mat picture = new Mat(128, 416, CvType.CV_8UC3, new Scalar(0, 0, 0));
        Mat original = Imgcodecs.imread(BlazeFaceParityTest.PORTRAIT.toString());
        Mat face = original.submat(new Rect(166, 56, 128, 128));
        Scalar grey = new Scalar(128, 128, 128);
        face.copyTo(picture.submat(new Rect(40, 0, 128, 128)));
        picture.submat(new Rect(40, 0, 96, 48)).setTo(grey);
        face.copyTo(picture.submat(new Rect(248, 0, 128, 128)));
        picture.submat(new Rect(280, 64, 96, 64)).setTo(grey);

        List<Detection> found = detector.detect(picture);

        assertEquals(2, found.size(), found.toString());
        assertTrue(found.get(0).score() > found.get(1).score(), found.toString());
        assertTrue(found.get(0).box().left() > 208, found.toString());
        face.release();
        original.release();
        picture.release();
    }

    @ParameterizedTest
    @ValueSource(ints = {48, 128, 200, 640})
    void aFaceThatFillsThePictureIsFoundAndFollowed(int side) {
        Mat face = portrait.submat(new Rect(166, 52, 120, 128));
        Mat filling = new Mat();
        Imgproc.resize(face, filling, new Size(side, side), 0, 0, Imgproc.INTER_AREA);

        List<Detection> found = detector.detect(filling);

        assertEquals(1, found.size(), found.toString());
        double scale = side / 120.0;
        FaceBox expected =
                new FaceBox(
                        (FACE.left() - 166) * scale,
                        (FACE.top() - 52) * side / 128.0,
                        FACE.width() * scale,
                        FACE.height() * side / 128.0);
        assertTrue(found.get(0).box().intersectionOverUnion(expected) > 0.6, found.toString());
        assertEquals(1, detector.follow(filling, found).size());
        face.release();
        filling.release();
    }

    @ParameterizedTest
    @ValueSource(strings = {"left", "right", "bottom"})
    void aFaceThatTheBorderCutsIsFound(String border) {
        // A fifth of the face lies outside.
        Rect part =
                switch (border) {
                    case "left" -> new Rect(194, 20, 200, 200);
                    case "right" -> new Rect(58, 20, 200, 200);
                    default -> new Rect(120, 0, 200, 158);
                };
        Mat cut = portrait.submat(part);
        assertEquals(1, detector.detect(cut).size());
        cut.release();
    }

    @Test
    void patternsHoldNoFace() {
        Mat pattern = new Mat(240, 240, CvType.CV_8UC3, new Scalar(90, 120, 150));
        for (int i = 0; i < 12; i++) {
            Imgproc.circle(
                    pattern, new Point(20 * i, 15 * i % 240), 18, new Scalar(20 * i, 60, 200), 3);
        }
        assertEquals(List.of(), detector.detect(pattern));
        pattern.release();
    }

    private static Mat turned(int degrees) {
        Mat turned = new Mat();
        Point middle = new Point(FACE.centreX(), FACE.centreY());
        // OpenCV turns counter-clockwise for positive angles; roll counts clockwise.
        Mat matrix = Imgproc.getRotationMatrix2D(middle, -degrees, 1);
        Imgproc.warpAffine(
                portrait,
                turned,
                matrix,
                portrait.size(),
                Imgproc.INTER_LINEAR,
                Core.BORDER_REPLICATE);
        matrix.release();
        return turned;
    }
}
