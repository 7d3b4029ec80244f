package io.github.emotion4j.vision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.ComputeDevice;
import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.EmotionStream;
import io.github.emotion4j.core.EmotionTimeline;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.ModelException;
import io.github.emotion4j.core.Observation;
import io.github.emotion4j.core.RecognitionListener;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.VideoFrame;
import io.github.emotion4j.core.VideoFrame.PixelFormat;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way from pictures to estimates, with the networks that ship. */
class FacePipelineTest {
    private static final Path PORTRAIT = Path.of("src/test/resources/astronaut.jpg");

    /** Read off the portrait by eye: from the brow to the chin. */
    private static final FaceBox FACE = new FaceBox(172, 68, 108, 108);

    private static final TimeInterval NOW = new TimeInterval(0, 0);
    private static EmotionRecognizer recognizer;
    private static BufferedImage portrait;

    @BeforeAll
    static void load() throws IOException {
        recognizer = EmotionRecognizer.builder().device(ComputeDevice.cpu()).build();
        portrait = ImageIO.read(PORTRAIT.toFile());
    }

    @AfterAll
    static void close() {
        recognizer.close();
    }

    @Test
    void portrait_showsOneHappyFaceAtItsPlace() {
        List<Observation> faces = faces(Recording.of(PORTRAIT));

        assertEquals(1, faces.size());
        FaceDetail detail = faces.get(0).detail(FaceDetail.class).orElseThrow();
        assertTrue(detail.box().intersectionOverUnion(FACE) > 0.7, detail.toString());
        assertTrue(detail.quality() > 0.7, detail.toString());
        Evidence.Present evidence = (Evidence.Present) faces.get(0).evidence();
        assertEquals(Emotion.HAPPINESS, evidence.probabilities().orElseThrow().top());
        assertTrue(evidence.probabilities().orElseThrow().confidence() > 0.8, evidence.toString());
        assertTrue(evidence.embedding().length >= 128);
    }

    @Test
    void portrait_givesOneEstimate() {
        EmotionTimeline timeline = recognizer.recognize(Recording.of(PORTRAIT));

        assertEquals(1, timeline.estimates().size());
        assertEquals(Emotion.HAPPINESS, timeline.summary().perceived().orElseThrow());
        assertTrue(timeline.summary().affect().orElseThrow().valence() > 0.4);
    }

    @Test
    void theSamePixels_giveTheSameNumbersHoweverTheyCome() throws IOException {
        int width = portrait.getWidth();
        int height = portrait.getHeight();
        byte[] bgr = new byte[3 * width * height];
        VideoFrame.of(NOW, portrait).pixels().get(bgr);
        byte[] rgb = bgr.clone();
        int stride = 3 * width + 37;
        byte[] padded = new byte[stride * height];
        for (int i = 0; i < bgr.length; i += 3) {
            rgb[i] = bgr[i + 2];
            rgb[i + 2] = bgr[i];
        }
        for (int row = 0; row < height; row++) {
            System.arraycopy(bgr, 3 * row * width, padded, row * stride, 3 * width);
        }
        Path png = Files.createTempFile("portrait", ".png");
        ImageIO.write(portrait, "png", png.toFile());

        EmotionEstimate expected = estimate(Recording.of(portrait));

        assertEquals(expected, estimate(frame(width, height, PixelFormat.RGB, 3 * width, rgb)));
        assertEquals(expected, estimate(frame(width, height, PixelFormat.BGR, stride, padded)));
        assertEquals(expected, estimate(Recording.of(png)));
        assertEquals(expected, estimate(Recording.of("portrait", Files.readAllBytes(png))));
        Files.delete(png);
    }

    @Test
    void greyAndI420_giveNearlyTheSameNumbers() {
        int width = portrait.getWidth();
        int height = portrait.getHeight();
        byte[] bgr = new byte[3 * width * height];
        VideoFrame.of(NOW, portrait).pixels().get(bgr);
        byte[] grey = new byte[width * height];
        byte[] i420 = new byte[width * height * 3 / 2];
        Arrays.fill(i420, (byte) 128);
        for (int i = 0; i < grey.length; i++) {
            double luma =
                    0.114 * (bgr[3 * i] & 0xff)
                            + 0.587 * (bgr[3 * i + 1] & 0xff)
                            + 0.299 * (bgr[3 * i + 2] & 0xff);
            grey[i] = (byte) Math.round(luma);
            i420[i] = (byte) Math.round(16 + luma * 219 / 255);
        }
        double expected = happiness(estimate(Recording.of(portrait)));
        assertEquals(
                expected,
                happiness(estimate(frame(width, height, PixelFormat.GRAY, width, grey))),
                0.05);
        assertEquals(
                expected,
                happiness(estimate(frame(width, height, PixelFormat.I420, width, i420))),
                0.05);
    }

    @Test
    void pictureWithoutAFace_isAResultWithAReason() {
        BufferedImage sky = new BufferedImage(320, 240, BufferedImage.TYPE_3BYTE_BGR);
        EmotionEstimate estimate = estimate(Recording.of(sky));

        Evidence evidence = estimate.evidence(ModalityId.FACE);
        assertEquals("no-face", assertInstanceOf(Evidence.Missing.class, evidence).reason().code());
        assertTrue(estimate.perceived().isEmpty());
    }

    @Test
    void picturesOfAnyShape_areNoTrouble() {
        for (int[] size : new int[][] {{1, 1}, {30_000, 10}, {10, 30_000}, {31, 33}}) {
            BufferedImage image = new BufferedImage(size[0], size[1], BufferedImage.TYPE_3BYTE_BGR);
            assertTrue(estimate(Recording.of(image)).perceived().isEmpty());
        }
    }

    @Test
    void aFaceOf24PixelsInAWidePicture_isFound() {
        BufferedImage scene = scene(1280, 720, new double[][] {{900, 500, 24}});
        List<Observation> faces = faces(Recording.of(scene));
        assertEquals(1, faces.size());
        FaceBox box = faces.get(0).detail(FaceDetail.class).orElseThrow().box();
        assertTrue(box.intersectionOverUnion(new FaceBox(900, 500, 24, 24)) > 0.5, "" + box);
    }

    @Test
    void aFaceThatFillsThePicture_isFound() {
        BufferedImage close =
                portrait.getSubimage((int) FACE.left(), (int) FACE.top(), (int) FACE.width(), 108);
        BufferedImage large = new BufferedImage(720, 720, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = large.createGraphics();
        graphics.drawImage(close, 0, 0, 720, 720, null);
        graphics.dispose();
        assertEquals(1, faces(Recording.of(large)).size());
    }

    @Test
    void severalFaces_areToldApartAndTheLargestIsTheSubject() {
        BufferedImage scene =
                scene(640, 480, new double[][] {{60, 100, 60}, {250, 90, 110}, {480, 120, 80}});
        List<Observation> faces = faces(Recording.of(scene));

        assertEquals(3, faces.size());
        assertEquals(3, faces.stream().map(Observation::personId).distinct().count());
        Observation subject = faces.stream().filter(Observation::subject).findFirst().orElseThrow();
        FaceBox box = subject.detail(FaceDetail.class).orElseThrow().box();
        assertTrue(box.intersectionOverUnion(new FaceBox(250, 90, 110, 110)) > 0.6, "" + box);
    }

    @Test
    void aDarkFace_isMissingForThatReason() {
        BufferedImage dark =
                new BufferedImage(
                        portrait.getWidth(), portrait.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
        for (int y = 0; y < dark.getHeight(); y++) {
            for (int x = 0; x < dark.getWidth(); x++) {
                Color colour = new Color(portrait.getRGB(x, y));
                int level = colour.getGreen() / 10;
                dark.setRGB(x, y, new Color(level, level, level).getRGB());
            }
        }
        EmotionEstimate estimate = estimate(Recording.of(dark));
        Evidence.Missing missing =
                assertInstanceOf(Evidence.Missing.class, estimate.evidence(ModalityId.FACE));
        assertEquals("dark", missing.reason().code());
    }

    @Test
    void aFaceBelowTheLeastQuality_isMissingForWhatIsWorst() {
        FaceOptions strict = FaceOptions.builder().minQuality(1).build();
        BufferedImage small = scene(640, 480, new double[][] {{300, 200, 40}});
        try (EmotionRecognizer picky =
                EmotionRecognizer.builder()
                        .device(ComputeDevice.cpu())
                        .onlyNamedModalities()
                        .modality(new FaceModality(strict))
                        .build()) {
            Evidence face =
                    picky.recognize(Recording.of(small)).summary().evidence(ModalityId.FACE);
            assertEquals(
                    "small-face", assertInstanceOf(Evidence.Missing.class, face).reason().code());
        }
    }

    @Test
    void clipAndStream_giveTheSameNumbers() {
        List<Signal> clip = movingFace(40);
        List<EmotionEstimate> live = new ArrayList<>();
        try (EmotionStream stream = recognizer.openStream(live::add)) {
            clip.forEach(stream::accept);
        }
        assertEquals(recognizer.recognize(Recording.of(clip)).estimates(), live);
        assertEquals(4, live.size());
    }

    @Test
    void aResumedStream_goesOnWithTheSameNumbers() {
        List<Signal> clip = movingFace(40);
        int cut = 17;
        List<EmotionEstimate> all = new ArrayList<>();
        List<EmotionEstimate> resumed = new ArrayList<>();
        byte[] state;
        int before;
        try (EmotionStream stream = recognizer.openStream(all::add)) {
            clip.subList(0, cut).forEach(stream::accept);
            state = stream.toBytes();
            before = all.size();
            clip.subList(cut, clip.size()).forEach(stream::accept);
        }
        RecognitionListener listener = estimate -> resumed.add(estimate);
        try (EmotionStream stream = recognizer.resumeStream(state, listener)) {
            clip.subList(cut, clip.size()).forEach(stream::accept);
        }
        assertEquals(all.subList(before, all.size()), resumed);
    }

    @Test
    void aMovingFace_keepsItsNumber() {
        List<Observation> faces = faces(Recording.of(movingFace(40)));
        assertEquals(40, faces.size());
        assertTrue(faces.stream().allMatch(face -> face.personId() == 1 && face.subject()));
    }

    @Test
    void manyThreads_getTheSameNumbersFromOneRecognizer() throws Exception {
        EmotionEstimate expected = estimate(Recording.of(portrait));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<EmotionEstimate>> results = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                results.add(threads.submit(() -> estimate(Recording.of(portrait))));
            }
            for (Future<EmotionEstimate> result : results) {
                assertEquals(expected, result.get());
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void haarFallback_findsThePortraitsFace() {
        FaceOptions options = FaceOptions.builder().detector(FaceOptions.Detector.haar()).build();
        try (EmotionRecognizer haar =
                EmotionRecognizer.builder()
                        .device(ComputeDevice.cpu())
                        .modality(new FaceModality(options))
                        .build()) {
            assertEquals(
                    Emotion.HAPPINESS,
                    haar.recognize(Recording.of(PORTRAIT))
                            .summary()
                            .probabilities()
                            .orElseThrow()
                            .top());
        }
    }

    @Test
    void yuNetFile_thatIsNone_isRefused(@TempDir Path folder) throws IOException {
        Path missing = folder.resolve("yunet.onnx");
        assertTrue(yuNetFailure(missing).contains("no YuNet file"), yuNetFailure(missing));
        Path text = Files.writeString(folder.resolve("text.onnx"), "not a network");
        assertTrue(yuNetFailure(text).contains("text.onnx"), yuNetFailure(text));
    }

    @Test
    void brokenFile_isNamed(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("holiday.jpg"), "no picture");
        InputException thrown =
                assertThrows(InputException.class, () -> estimate(Recording.of(file)));
        assertTrue(thrown.getMessage().contains("holiday.jpg"), thrown.getMessage());
    }

    @Test
    void options_outOfRange_areRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> FaceOptions.builder().minQuality(Double.NaN).build());
        assertThrows(
                IllegalArgumentException.class, () -> FaceOptions.builder().maxFaces(0).build());
        assertThrows(
                IllegalArgumentException.class,
                () -> FaceOptions.builder().minFacePixels(3).build());
        assertThrows(
                IllegalArgumentException.class,
                () -> FaceOptions.builder().minFacePixels(5000).build());
        assertThrows(IllegalArgumentException.class, () -> FaceOptions.Subject.person(0));
        assertThrows(
                IllegalArgumentException.class,
                () -> FaceOptions.builder().smoothing(Duration.ofMillis(-1)).build());
        Duration ages = Duration.ofSeconds(Long.MAX_VALUE);
        assertTrue(
                assertThrows(
                                IllegalArgumentException.class,
                                () -> FaceOptions.builder().detectionPeriod(ages).build())
                        .getMessage()
                        .startsWith("detectionPeriod must be from 0 to a day"));
    }

    private static String yuNetFailure(Path file) {
        FaceOptions options =
                FaceOptions.builder().detector(FaceOptions.Detector.yuNet(file)).build();
        EmotionRecognizer.Builder builder =
                EmotionRecognizer.builder()
                        .device(ComputeDevice.cpu())
                        .modality(new FaceModality(options));
        return assertThrows(ModelException.class, builder::build).getMessage();
    }

    private static EmotionEstimate estimate(Recording recording) {
        return recognizer.recognize(recording).estimates().get(0);
    }

    private static double happiness(EmotionEstimate estimate) {
        return estimate.probabilities().orElseThrow().probability(Emotion.HAPPINESS);
    }

    private static Recording frame(
            int width, int height, PixelFormat format, int stride, byte[] pixels) {
        return Recording.of(List.of(new VideoFrame(NOW, width, height, format, stride, pixels)));
    }

    /** The observations of faces, without those that say that there is none. */
    private static List<Observation> faces(Recording recording) {
        List<Observation> faces = new ArrayList<>();
        recognizer.recognize(
                recording,
                RecognitionListener.ofObservations(
                        observation -> {
                            if (observation.personId() != 0) {
                                faces.add(observation);
                            }
                        }));
        return faces;
    }

    /** The portrait's face on a plain ground, once for each {left, top, side}. */
    private static BufferedImage scene(int width, int height, double[][] places) {
        BufferedImage scene = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = scene.createGraphics();
        graphics.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.setColor(new Color(100, 110, 120));
        graphics.fillRect(0, 0, width, height);
        for (double[] place : places) {
            double scale = place[2] / FACE.width();
            BufferedImage head = shrink(portrait.getSubimage(126, 8, 200, 220), scale);
            graphics.drawImage(
                    head,
                    (int) Math.round(place[0] - (FACE.left() - 126) * scale),
                    (int) Math.round(place[1] - (FACE.top() - 8) * scale),
                    null);
        }
        graphics.dispose();
        return scene;
    }

    private static BufferedImage shrink(BufferedImage image, double scale) {
        int width = (int) Math.round(image.getWidth() * scale);
        int height = (int) Math.round(image.getHeight() * scale);
        BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = small.createGraphics();
        graphics.drawImage(
                image.getScaledInstance(width, height, Image.SCALE_AREA_AVERAGING), 0, 0, null);
        graphics.dispose();
        return small;
    }

    private static List<Signal> movingFace(int frames) {
        List<Signal> clip = new ArrayList<>();
        for (int i = 0; i < frames; i++) {
            BufferedImage scene = scene(320, 240, new double[][] {{60 + 3 * i, 60 + i, 70}});
            TimeInterval interval = new TimeInterval(i * 40_000_000L, (i + 1) * 40_000_000L);
            clip.add(VideoFrame.of(interval, scene));
        }
        return clip;
    }
}
