package io.github.emotion4j.vision.internal.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.emotion4j.core.ComputeDevice;
import io.github.emotion4j.core.internal.model.Tensor;
import io.github.emotion4j.core.internal.model.TensorModel;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.core.model.TensorEngine;
import io.github.emotion4j.vision.internal.OpenCvNatives;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Rect;
import org.opencv.core.Scalar;
import org.opencv.imgcodecs.Imgcodecs;

/**
 * Holds the rebuilt network against the outputs of the original TFLite file, run by TensorFlow. The
 * file's layout is described in {@code models/training/detector/README.md}.
 */
class BlazeFaceParityTest {
    private static final Path TWIN = Path.of("src/test/resources/face-detector/detections.json");
    private static final Path PORTRAIT =
            Path.of(
                    "../emotion-app/src/main/resources/io/github/emotion4j/app/media/astronaut.png");
    private static final Path REFERENCE = Path.of("src/test/resources/face-detector/reference.bin");

    @ParameterizedTest
    @EnumSource(TensorEngine.class)
    void outputs_equalThoseOfTheOriginal(TensorEngine engine) throws IOException {
        OpenCvNatives.ensure();
        ByteBuffer file =
                ByteBuffer.wrap(Files.readAllBytes(REFERENCE)).order(ByteOrder.LITTLE_ENDIAN);
        int height = file.getInt();
        int width = file.getInt();
        int anchors = file.getInt();
        int rows = file.getInt();
        byte[] bgr = new byte[3 * height * width];
        for (int i = 0; i < bgr.length; i += 3) {
            bgr[i + 2] = file.get();
            bgr[i + 1] = file.get();
            bgr[i] = file.get();
        }

        List<Tensor> outputs = run(engine, bgr, width, height);

        float[] scores = outputs.get(0).data();
        assertEquals(anchors, scores.length);
        for (float score : scores) {
            assertEquals(file.getFloat(), score, 1e-5);
        }
        int[] chosen = new int[rows];
        for (int i = 0; i < rows; i++) {
            chosen[i] = file.getInt();
        }
        for (int anchor : chosen) {
            for (int i = 0; i < 4; i++) {
                assertEquals(file.getFloat(), outputs.get(1).data()[4 * anchor + i], 1e-3);
            }
            for (int i = 0; i < 12; i++) {
                assertEquals(file.getFloat(), outputs.get(2).data()[12 * anchor + i], 1e-3);
            }
        }
    }

    private static List<Tensor> run(TensorEngine engine, byte[] bgr, int width, int height) {
        ModelLoader loader =
                new ModelLoader(ComputeDevice.cpu(), 1, Optional.of(engine), Optional.empty());
        Mat picture = new Mat(height, width, CvType.CV_8UC3);
        picture.put(0, 0, bgr);
        Rect all = new Rect(0, 0, width, height);
        try (TensorModel model = TensorModel.load(loader, "face-detector")) {
            float[] levels = BlazeFaceNetwork.levels(model.description());
            NetworkInput input = new NetworkInput(levels, 1, width, height);
            input.place(0, picture, all, all);
            return model.run(input.tensor());
        } finally {
            picture.release();
        }
    }

    @Test
    void detectionInThePortrait_equalsThatOfThePythonTwin() throws IOException {
        OpenCvNatives.ensure();
        ModelLoader loader =
                new ModelLoader(ComputeDevice.cpu(), 1, Optional.empty(), Optional.empty());
        JsonObject expected =
                JsonParser.parseString(Files.readString(TWIN))
                        .getAsJsonObject()
                        .getAsJsonArray("astronaut.png")
                        .get(0)
                        .getAsJsonObject();
        Mat portrait = Imgcodecs.imread(PORTRAIT.toString());
        try (BlazeFaceDetector detector = BlazeFaceDetector.load(loader, 24)) {
            List<Detection> found = detector.detect(portrait);

            assertEquals(1, found.size());
            Detection face = found.get(0);
            assertEquals(expected.get("score").getAsDouble(), face.score(), 0.02);
            JsonArray box = expected.getAsJsonArray("box");
            assertEquals(box.get(0).getAsDouble(), face.box().left(), 1);
            assertEquals(box.get(1).getAsDouble(), face.box().top(), 1);
            assertEquals(box.get(2).getAsDouble(), face.box().left() + face.box().width(), 1);
            assertEquals(box.get(3).getAsDouble(), face.box().top() + face.box().height(), 1);
            JsonArray leftEye = expected.getAsJsonArray("keypoints").get(0).getAsJsonArray();
            assertEquals(leftEye.get(0).getAsDouble(), face.landmarks().leftEye().x(), 1);
            assertEquals(leftEye.get(1).getAsDouble(), face.landmarks().leftEye().y(), 1);
        } finally {
            portrait.release();
        }
    }

    /** Upright looks alone leave doubt; the mirror images and full range decide. */
    @Test
    void aCoveredFaceThatFillsThePicture_isFoundAsByThePythonTwin() throws IOException {
        OpenCvNatives.ensure();
        ModelLoader loader =
                new ModelLoader(ComputeDevice.cpu(), 1, Optional.empty(), Optional.empty());
        JsonObject expected =
                JsonParser.parseString(Files.readString(TWIN))
                        .getAsJsonObject()
                        .getAsJsonArray("covered")
                        .get(0)
                        .getAsJsonObject();
        Mat portrait = Imgcodecs.imread(PORTRAIT.toString());
        Mat face = portrait.submat(56, 184, 166, 294).clone();
        Mat band = face.rowRange(24, 72);
        band.setTo(new Scalar(128, 128, 128));
        try (BlazeFaceDetector detector = BlazeFaceDetector.load(loader, 24)) {
            List<Detection> found = detector.detect(face);

            assertEquals(1, found.size(), found.toString());
            assertEquals(expected.get("score").getAsDouble(), found.get(0).score(), 0.02);
            JsonArray box = expected.getAsJsonArray("box");
            assertEquals(box.get(0).getAsDouble(), found.get(0).box().left(), 2);
            assertEquals(box.get(1).getAsDouble(), found.get(0).box().top(), 2);
        } finally {
            band.release();
            face.release();
            portrait.release();
        }
    }
}
