package io.github.emotion4j.vision;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.ModelException;
import io.github.emotion4j.core.Observation;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.RecognitionListener;
import io.github.emotion4j.core.Recording;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class FaceAnalyzerTest {
    private static final Path PORTRAIT = Path.of("src/test/resources/astronaut.jpg");
    private static FaceAnalyzer analyzer;
    private static BufferedImage portrait;

    @BeforeAll
    static void load() throws IOException {
        analyzer = FaceAnalyzer.create();
        portrait = ImageIO.read(PORTRAIT.toFile());
    }

    @AfterAll
    static void close() {
        analyzer.close();
    }

    @Test
    void aPictureGivesTheSameFaceHoweverItComes() throws IOException {
        List<Face> fromPath = analyzer.faces(PORTRAIT);

        assertEquals(1, fromPath.size());
        Face face = fromPath.get(0);
        assertEquals(Emotion.HAPPINESS, face.probabilities().orElseThrow().top());
        assertEquals(Optional.of(Emotion.HAPPINESS), face.perceived());
        assertTrue(face.embedding().orElseThrow().length > 0);
        assertEquals(fromPath, analyzer.faces("portrait", Files.readAllBytes(PORTRAIT)));
    }

    @Test
    void limitsAndModelsAreThoseOfTheBuilder(@TempDir Path models) throws IOException {
        FaceAnalyzer.Builder small =
                FaceAnalyzer.builder().limits(Limits.builder().maxPixels(1000).build());
        try (FaceAnalyzer limited = small.build()) {
            assertThrows(InputException.class, () -> limited.faces(PORTRAIT));
        }
        Files.writeString(
                Files.createDirectories(models.resolve("face-expression")).resolve("model.json"),
                "{}");
        FaceAnalyzer.Builder own = FaceAnalyzer.builder().models(models);
        assertThrows(ModelException.class, own::build);
    }

    @Test
    void closed_isSaidOfTheAnalyzer() {
        FaceAnalyzer ended = FaceAnalyzer.create();
        ended.close();
        for (Executable call :
                List.<Executable>of(
                        () -> ended.faces(Path.of("missing.jpg")),
                        () -> ended.faces(portrait),
                        () -> ended.croppedFace(portrait),
                        () -> ended.alignedFace(portrait))) {
            assertEquals(
                    "The analyzer is closed",
                    assertThrows(IllegalStateException.class, call).getMessage());
        }
    }

    @Test
    void facesHaveNumbersAndThePoorOneAReason() {
        // The portrait beside a copy that is nearly black.
        BufferedImage two = new BufferedImage(1024, 512, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = two.createGraphics();
        pen.drawImage(portrait, 0, 0, null);
        pen.drawImage(portrait, 512, 0, null);
        pen.setColor(new Color(0, 0, 0, 240));
        pen.fillRect(0, 0, 512, 512);
        pen.dispose();

        List<Face> faces = analyzer.faces(two);

        assertEquals(List.of(1, 2), faces.stream().map(Face::personId).toList());
        Face dark = faces.stream().filter(f -> f.box().left() < 512).findFirst().orElseThrow();
        assertEquals("dark", dark.estimate().abstentionReasons().get(0).code());
        assertTrue(dark.perceived().isEmpty());
        assertTrue(dark.probabilities().isEmpty() && dark.embedding().isEmpty());
        // The one that can be judged speaks for the picture, though both are of one size.
        try (EmotionRecognizer recognizer = EmotionRecognizer.create()) {
            assertEquals(
                    Emotion.HAPPINESS,
                    recognizer.recognize(Recording.of(two)).summary().perceived().orElseThrow());
        }
    }

    @Test
    void aFace_isAReadableLine_andJsonByTheSchema() throws IOException {
        Face face = analyzer.faces(PORTRAIT).get(0);
        String line = face.toString();
        assertTrue(
                line.matches(
                        "person 1 at \\d+,\\d+, \\d+x\\d+ px  happiness +>?\\d+ %"
                                + "  valence [+]0[.]\\d\\d arousal .*"),
                line);
        String json = face.toJson();
        String estimate = json.substring(json.indexOf("\"estimate\":") + 11, json.length() - 1);
        assertEquals(face.perceived(), EmotionEstimate.ofJson(estimate).perceived());
        assertFalse(json.contains("embedding"));

        BufferedImage dim = painted(256, -2000, 3000, 2000, new Color(0, 0, 0, 240));
        Face dark = analyzer.faces(dim).get(0);
        assertTrue(dark.toString().contains("px  no class: "), dark.toString());
        for (String document : List.of(json, dark.toJson())) {
            assertEquals(
                    List.of(),
                    schema().validate(document, InputFormat.JSON).stream()
                            .map(Object::toString)
                            .toList());
        }
        assertTrue(dark.toJson().contains("\"geometry\":null"), dark.toJson());
    }

    private static JsonSchema schema() throws IOException {
        try (InputStream stream = Emotion.class.getResourceAsStream("emotion4j.schema.json")) {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(stream);
        }
    }

    @Test
    void aFaceThatWasCutOut_isJudgedAsInItsPicture() {
        Face whole = analyzer.faces(portrait).get(0);
        Face cropped = analyzer.croppedFace(portrait.getSubimage(150, 40, 150, 150));
        FaceLandmarks eyes = whole.landmarks();
        // A square whose eyes lie at 0.316 and 0.684 of its width, 0.395 of its height.
        int side = (int) Math.round(eyes.eyeDistance() / 0.368);
        int left = (int) Math.round(eyes.leftEye().x() - 0.316 * side);
        int top = (int) Math.round((eyes.leftEye().y() + eyes.rightEye().y()) / 2 - 0.395 * side);
        Face aligned = analyzer.alignedFace(portrait.getSubimage(left, top, side, side));

        for (Face face : List.of(cropped, aligned)) {
            assertEquals(Emotion.HAPPINESS, face.probabilities().orElseThrow().top());
            assertArrayEquals(
                    whole.probabilities().orElseThrow().toArray(),
                    face.probabilities().orElseThrow().toArray(),
                    0.15);
        }
    }

    @Test
    void aPictureThatIsNotSquare_isNoAlignedFace() {
        BufferedImage high = new BufferedImage(48, 200, BufferedImage.TYPE_3BYTE_BGR);
        String refusal =
                assertThrows(IllegalArgumentException.class, () -> analyzer.alignedFace(high))
                        .getMessage();
        assertTrue(refusal.contains("48x200"), refusal);
    }

    @Test
    void aFaceThatThePictureCutsOff_isJudgedOnlyIfEnoughIsLeft() {
        FaceLandmarks marks = analyzer.faces(portrait).get(0).landmarks();
        int unit = (int) Math.round(marks.eyeDistance());
        int eye = (int) Math.round(marks.leftEye().x());
        int mouth = (int) Math.round(marks.mouthCentre().y());

        // From the brows to just below the lips: all that tells an expression is there.
        int top = (int) Math.round(marks.leftEye().y()) - unit / 2;
        Face tight =
                analyzer.faces(
                                portrait.getSubimage(
                                        eye - unit / 2, top, 2 * unit, mouth + unit / 3 - top))
                        .get(0);
        assertEquals(Optional.of(Emotion.HAPPINESS), tight.perceived());
        assertFalse(issues(tight).contains("cut-off"), issues(tight).toString());

        Face withoutMouth =
                analyzer.faces(portrait.getSubimage(0, 0, 512, mouth - unit / 4)).get(0);
        assertEquals("cut-off", withoutMouth.estimate().abstentionReasons().get(0).code());
        assertTrue(withoutMouth.geometry().isEmpty());

        int left = eye + unit / 10;
        Face withHalfAnEye =
                analyzer.faces(portrait.getSubimage(left, 0, 512 - left, portrait.getHeight()))
                        .get(0);
        assertEquals(Optional.of(Emotion.HAPPINESS), withHalfAnEye.perceived());
        assertEquals(List.of("cut-off"), issues(withHalfAnEye));
    }

    @Test
    void aFaceThatIsCoveredTooMuch_hasNoGeometryAndIsNotTheSubject() {
        FaceLandmarks marks = analyzer.faces(portrait).get(0).landmarks();
        double unit = marks.eyeDistance();
        double y = marks.noseTip().y();
        BufferedImage masked = painted(marks.noseTip().x(), y - 0.3 * unit, y + 1.3 * unit, unit);
        BufferedImage two = new BufferedImage(1024, 512, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = two.createGraphics();
        pen.drawImage(masked, 0, 0, null);
        pen.drawImage(portrait, 512, 0, 480, 480 * portrait.getHeight() / 512, null);
        pen.dispose();

        FaceOptions strict = FaceOptions.builder().minQuality(0.5).build();
        try (EmotionRecognizer recognizer =
                EmotionRecognizer.builder()
                        .onlyNamedModalities()
                        .modality(new FaceModality(strict))
                        .build()) {
            List<Observation> seen = new ArrayList<>();
            recognizer.recognize(
                    Recording.of(two),
                    RecognitionListener.ofObservations(observation -> seen.add(observation)));
            assertEquals(2, seen.size());
            for (Observation face : seen) {
                FaceDetail detail = face.detail(FaceDetail.class).orElseThrow();
                boolean isOpen = detail.box().left() > 512;
                assertEquals(isOpen, face.subject());
                assertEquals(isOpen, detail.geometry().isPresent());
                assertEquals(isOpen, face.evidence() instanceof Evidence.Present);
            }
        }
    }

    @Test
    void aMaskOverTheMouth_lowersQualityAndCertainty_aScarfAroundTheNeckDoesNot() {
        Face open = analyzer.faces(portrait).get(0);
        FaceLandmarks marks = open.landmarks();
        double unit = marks.eyeDistance();
        double x = marks.noseTip().x();
        double y = marks.noseTip().y();

        Face masked = analyzer.faces(painted(x, y - 0.3 * unit, y + 1.3 * unit, unit)).get(0);
        Face scarfed = analyzer.faces(painted(x, y + 1.4 * unit, y + 2.4 * unit, unit)).get(0);

        assertTrue(issues(open).isEmpty() && open.quality() > 0.9);
        assertEquals("mouth-covered", issues(masked).get(0));
        assertTrue(masked.quality() < 0.5, "quality " + masked.quality());
        double sure = masked.probabilities().orElseThrow().probability(Emotion.HAPPINESS);
        assertTrue(sure < 0.6, "happiness " + sure);
        assertTrue(!issues(scarfed).contains("mouth-covered"), issues(scarfed).toString());
        assertEquals(Emotion.HAPPINESS, scarfed.probabilities().orElseThrow().top());
    }

    private static BufferedImage painted(double x, double top, double bottom, double unit) {
        return painted(x, top, bottom, unit, new Color(110, 150, 190));
    }

    private static BufferedImage painted(
            double x, double top, double bottom, double unit, Color colour) {
        BufferedImage picture =
                new BufferedImage(
                        portrait.getWidth(), portrait.getHeight(), BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = picture.createGraphics();
        pen.drawImage(portrait, 0, 0, null);
        pen.setColor(colour);
        int half = (int) Math.round(unit);
        pen.fillRoundRect((int) x - half, (int) top, 2 * half, (int) (bottom - top), half, half);
        pen.dispose();
        return picture;
    }

    private static List<String> issues(Face face) {
        return ((Evidence.Present) face.estimate().evidence(ModalityId.FACE))
                .issues().stream().map(Reason::code).toList();
    }

    @Test
    void nothingToSee_isAnEmptyListOrAnError() {
        assertEquals(
                List.of(), analyzer.faces(new BufferedImage(64, 48, BufferedImage.TYPE_3BYTE_BGR)));
        byte[] text = "no picture".getBytes(StandardCharsets.UTF_8);
        InputException refused =
                assertThrows(InputException.class, () -> analyzer.faces("note.txt", text));
        assertTrue(refused.getMessage().contains("note.txt"), refused.getMessage());
    }
}
