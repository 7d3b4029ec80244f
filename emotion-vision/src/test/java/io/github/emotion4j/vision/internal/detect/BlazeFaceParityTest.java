package io.github.emotion4j.vision.internal.detect;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Rect;
import org.opencv.core.Scalar;
import org.opencv.imgcodecs.Imgcodecs;

/**
 * Holds the rebuilt networks against the outputs of the original TFLite file, run by TensorFlow,
 * and against each other, and the detector against its Python twin. The files' layout is described
 * in {@code models/training/face-detector/README.md}.
 */
class BlazeFaceParityTest {
    private static final Path TWIN = Path.of("src/test/resources/face-detector/detections.json");
    static final Path PORTRAIT =
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
        Mat picture = new Mat(height, width, CvType.CV_8UC3);
        picture.put(0, 0, bgr);

        List<Tensor> outputs = run(engine, "face-detector", picture);
        picture.release();

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

    @ParameterizedTest
    @ValueSource(strings = {"face-detector", "face-detector-short-range"})
    void theFilesOfBothEngines_giveTheSame(String id) {
        OpenCvNatives.ensure();
        Mat portrait = Imgcodecs.imread(PORTRAIT.toString());

        List<Tensor> torch = run(TensorEngine.PYTORCH, id, portrait);
        List<Tensor> onnx = run(TensorEngine.ONNX_RUNTIME, id, portrait);
        portrait.release();

        float[] tolerances = {1e-5f, 1e-3f, 1e-3f}; // scores, boxes and keypoints in pixels
        for (int i = 0; i < tolerances.length; i++) {
            assertArrayEquals(torch.get(i).data(), onnx.get(i).data(), tolerances[i]);
        }
    }

    private static List<Tensor> run(TensorEngine engine, String id, Mat picture) {
        Rect all = new Rect(0, 0, picture.cols(), picture.rows());
        try (TensorModel model = TensorModel.load(loader(Optional.of(engine)), id)) {
            float[] levels = BlazeFaceNetwork.levels(model.description());
            NetworkInput input = new NetworkInput(levels, 1, all.width, all.height);
            input.place(0, picture, all, all);
            return model.run(input.tensor());
        }
    }

    private static ModelLoader loader(Optional<TensorEngine> engine) {
        return new ModelLoader(ComputeDevice.cpu(), 1, engine, Optional.empty());
    }

    @Test
    void detectionInThePortrait_equalsThatOfThePythonTwin() throws IOException {
        OpenCvNatives.ensure();
        Mat portrait = Imgcodecs.imread(PORTRAIT.toString());

        assertIsTwins("astronaut.png", portrait);
        portrait.release();
    }

    /**
     * A grey band over the face that fills its picture. Where it hides rows 24 to 72, short range
     * alone is unsure (.51 of .75), so that all looks decide. Where it hides rows 16 to 48, a false
     * second face at an eye (.53) is refused since full range sees none there.
     */
    @ParameterizedTest
    @CsvSource({"24, 72", "16, 48"})
    void aCoveredFaceThatFillsThePicture_isFoundAsByThePythonTwin(int from, int to)
            throws IOException {
        OpenCvNatives.ensure();
        Mat portrait = Imgcodecs.imread(PORTRAIT.toString());
        Mat face = portrait.submat(56, 184, 166, 294).clone();
        Mat band = face.rowRange(from, to);
        band.setTo(new Scalar(128, 128, 128));

        assertIsTwins("covered, rows " + from + " to " + to, face);
        band.release();
        face.release();
        portrait.release();
    }

    /**
     * A picture has the one face that {@code detections.json} has of it: the resampling differs.
     */
    private static void assertIsTwins(String name, Mat picture) throws IOException {
        JsonArray faces =
                JsonParser.parseString(Files.readString(TWIN))
                        .getAsJsonObject()
                        .getAsJsonArray(name);
        ModelLoader models = loader(Optional.empty());
        try (FaceMesh mesh = FaceMesh.load(models);
                BlazeFaceDetector detector =
                        BlazeFaceDetector.load(models, Optional.of(mesh), 24)) {
            List<Detection> found = detector.detect(picture);

            assertEquals(1, faces.size());
            assertEquals(1, found.size(), found.toString());
            JsonObject expected = faces.get(0).getAsJsonObject();
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
        }
    }
}
