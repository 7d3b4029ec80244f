package io.github.emotion4j.vision.internal.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.ComputeDevice;
import io.github.emotion4j.core.internal.model.Tensor;
import io.github.emotion4j.core.internal.model.TensorModel;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.core.model.TensorEngine;
import io.github.emotion4j.vision.FaceGeometry;
import io.github.emotion4j.vision.FaceLandmarks.Point;
import io.github.emotion4j.vision.internal.OpenCvNatives;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Rect;
import org.opencv.imgcodecs.Imgcodecs;
import org.opencv.imgproc.Imgproc;

/** A portrait as it is, turned, mirrored and warped: what the measures must say is known. */
class FaceMeshTest {
    private static final Path PORTRAIT =
            Path.of(
                    "../emotion-app/src/main/resources/io/github/emotion4j/app/media/astronaut.png");
    private static final Path REFERENCE =
            Path.of("src/test/resources/face-landmarks/reference.bin");
    private static final int SIZE = 192;

    private static Mat portrait;
    private static BlazeFaceDetector detector;
    private static FaceMesh mesh;
    private static FaceGeometry plain;

    @BeforeAll
    static void measure() {
        OpenCvNatives.ensure();
        ModelLoader loader = loader(Optional.empty());
        portrait = Imgcodecs.imread(PORTRAIT.toString());
        detector = BlazeFaceDetector.load(loader, Optional.empty(), 24);
        mesh = FaceMesh.load(loader);
        plain = geometry(portrait);
    }

    @AfterAll
    static void close() {
        portrait.release();
        mesh.close();
        detector.close();
    }

    private static ModelLoader loader(Optional<TensorEngine> engine) {
        return new ModelLoader(ComputeDevice.cpu(), 1, engine, Optional.empty());
    }

    private static FaceGeometry geometry(Mat picture) {
        return mesh.measure(picture, List.of(detector.detect(picture).get(0))).get(0);
    }

    private static FaceGeometry changed(Consumer<Mat> change) {
        Mat copy = portrait.clone();
        try {
            change.accept(copy);
            return geometry(copy);
        } finally {
            copy.release();
        }
    }

    /** The file's layout and source are described in models/training/face-landmarks/README.md. */
    @ParameterizedTest
    @EnumSource(TensorEngine.class)
    void points_equalThoseOfAnotherConversion(TensorEngine engine) throws IOException {
        ByteBuffer file =
                ByteBuffer.wrap(Files.readAllBytes(REFERENCE)).order(ByteOrder.LITTLE_ENDIAN);
        float[] face = new float[3 * SIZE * SIZE];
        for (int pixel = 0; pixel < SIZE * SIZE; pixel++) {
            for (int colour = 0; colour < 3; colour++) {
                face[colour * SIZE * SIZE + pixel] = (file.get() & 0xff) / 255f;
            }
        }

        List<Tensor> outputs;
        try (TensorModel model = TensorModel.load(loader(Optional.of(engine)), "face-landmarks")) {
            outputs = model.run(Tensor.of(face, 1, 3, SIZE, SIZE));
        }

        float[] points = outputs.get(0).data();
        assertEquals(3 * 478, points.length);
        for (int i = 0; i < points.length; i++) {
            // What refines lips and eyes differs by up to 0.055 pixels; the depth does not.
            assertEquals(file.getFloat(), points[i], i % 3 == 2 ? 1e-3 : 0.06, "value " + i);
        }
        assertTrue(outputs.get(1).data()[0] > 0.99);
    }

    @Test
    void smilingPortrait_isOpenEyedStraightAndSmiling() {
        assertEquals(478, plain.points().size());
        assertEquals(0, plain.yawDegrees(), 10);
        assertEquals(0, plain.pitchDegrees(), 12);
        assertTrue(plain.leftEyeOpenness() > 0.2 && plain.rightEyeOpenness() > 0.2);
        assertTrue(plain.mouthCornerRaise() > 0.03 && plain.mouthOpening() > 0.03);
        assertEquals(0, plain.gazeRightDegrees(), 12);
        assertEquals(0, plain.gazeDownDegrees(), 12);
    }

    @Test
    void turnedPicture_turnsRollAndPointsAlone() {
        double degrees = 20;
        Mat turned = new Mat();
        org.opencv.core.Point middle = new org.opencv.core.Point(256, 256);
        Mat matrix = Imgproc.getRotationMatrix2D(middle, -degrees, 1);
        try {
            Imgproc.warpAffine(portrait, turned, matrix, portrait.size());
            FaceGeometry face = geometry(turned);

            assertEquals(plain.rollDegrees() + degrees, face.rollDegrees(), 3);
            assertEquals(plain.yawDegrees(), face.yawDegrees(), 5);
            assertEquals(plain.mouthWidth(), face.mouthWidth(), 0.04);
            Point nose = plain.points().get(1);
            double x = matrix.get(0, 0)[0] * nose.x() + matrix.get(0, 1)[0] * nose.y();
            double y = matrix.get(1, 0)[0] * nose.x() + matrix.get(1, 1)[0] * nose.y();
            assertEquals(x + matrix.get(0, 2)[0], face.points().get(1).x(), 4);
            assertEquals(y + matrix.get(1, 2)[0], face.points().get(1).y(), 4);
        } finally {
            turned.release();
            matrix.release();
        }
    }

    @Test
    void mirroredPicture_swapsSides() {
        FaceGeometry face = changed(picture -> Core.flip(picture, picture, 1));

        assertEquals(-plain.yawDegrees(), face.yawDegrees(), 4);
        assertEquals(-plain.rollDegrees(), face.rollDegrees(), 3);
        assertEquals(-plain.gazeRightDegrees(), face.gazeRightDegrees(), 5);
        assertEquals(plain.leftEyeOpenness(), face.rightEyeOpenness(), 0.06);
        assertEquals(plain.browRaise(), face.browRaise(), 0.03);
    }

    @Test
    void eyePaintedShut_isClosed_andTheOtherIsNot() {
        FaceGeometry face =
                changed(
                        picture -> {
                            // The lid's skin over the eye, and a dark line for the lashes.
                            Point outer = plain.points().get(33);
                            Point inner = plain.points().get(133);
                            Point cheek = plain.points().get(101);
                            double middleX = (outer.x() + inner.x()) / 2;
                            double middleY = (outer.y() + inner.y()) / 2;
                            double width = inner.x() - outer.x();
                            double[] skin = picture.get((int) cheek.y(), (int) cheek.x());
                            org.opencv.core.Scalar colour = new org.opencv.core.Scalar(skin);
                            var middle = new org.opencv.core.Point(middleX, middleY);
                            var size = new org.opencv.core.Size(0.62 * width, 0.42 * width);
                            Imgproc.ellipse(picture, middle, size, 0, 0, 360, colour, -1);
                            var below = new org.opencv.core.Point(middleX, middleY + 0.05 * width);
                            var lashes = new org.opencv.core.Size(0.5 * width, 0.08 * width);
                            Imgproc.ellipse(
                                    picture,
                                    below,
                                    lashes,
                                    0,
                                    0,
                                    180,
                                    new org.opencv.core.Scalar(30, 30, 40),
                                    2);
                        });

        assertTrue(face.leftEyeOpenness() < 0.15, "left " + face.leftEyeOpenness());
        assertTrue(face.rightEyeOpenness() > 0.18, "right " + face.rightEyeOpenness());
    }

    @Test
    void lowerFaceWarpedWider_hasAWiderMouth() {
        double stretch = 1.2;
        FaceGeometry face =
                changed(
                        picture -> {
                            Point mouth = plain.points().get(13);
                            int top = (int) plain.points().get(164).y();
                            int half = (int) (1.4 * (plain.points().get(291).x() - mouth.x()));
                            Rect part =
                                    new Rect(
                                            (int) mouth.x() - half,
                                            top,
                                            2 * half,
                                            (int) plain.points().get(18).y() - top);
                            Mat mapX = new Mat(part.height, part.width, CvType.CV_32F);
                            Mat mapY = new Mat(part.height, part.width, CvType.CV_32F);
                            for (int y = 0; y < part.height; y++) {
                                for (int x = 0; x < part.width; x++) {
                                    // Stretched in the middle, less and less towards the sides.
                                    double off = (x - half) / (double) half;
                                    double by = 1 + (1 / stretch - 1) * (1 - off * off);
                                    mapX.put(y, x, (float) (part.x + half + off * by * half));
                                    mapY.put(y, x, (float) (part.y + y));
                                }
                            }
                            Mat source = picture.clone();
                            Mat target = picture.submat(part);
                            Imgproc.remap(source, target, mapX, mapY, Imgproc.INTER_LINEAR);
                            List.of(mapX, mapY, source, target).forEach(Mat::release);
                        });

        assertTrue(
                face.mouthWidth() > 1.04 * plain.mouthWidth(),
                face.mouthWidth() + " after " + plain.mouthWidth());
        assertEquals(plain.browRaise(), face.browRaise(), 0.02);
    }
}
