package io.github.emotion4j.vision.internal.align;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.Reason;
import io.github.emotion4j.vision.FaceBox;
import io.github.emotion4j.vision.FaceLandmarks;
import io.github.emotion4j.vision.FaceLandmarks.Point;
import io.github.emotion4j.vision.internal.detect.Detection;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FaceQualityTest {
    private static final int SIZE = 48;
    private static final Detection FRONTAL = face(40, 0.9, 20, 22);

    @Test
    void clearFrontalFace_isPerfectAndWithoutIssues() {
        FaceQuality quality = quality(FRONTAL, crop(128, 50));
        assertEquals(1, quality.value());
        assertEquals(List.of(), quality.issues());
    }

    @Test
    void eachFault_isNamedAndLowersTheQuality() {
        assertFault("dark", FRONTAL, crop(15, 5));
        assertFault("over-exposed", FRONTAL, crop(255, 50));
        assertFault("blurred", FRONTAL, slope());
        assertFault("blurred", FRONTAL, smeared());
        assertFault("small-face", face(6, 0.9, 3, 3.3), crop(128, 50));
        assertFault("turned-away", face(40, 0.9, 40, 22), crop(128, 50));
        assertFault("tilted", face(40, 0.9, 20, 2), crop(128, 50));
        assertFault("unsure-face", face(40, 0.5, 20, 22), crop(128, 50));
    }

    @Test
    void darkerPictures_areNeverBetter() {
        double before = 1;
        for (int brightness = 120; brightness >= 0; brightness -= 5) {
            double value = quality(FRONTAL, crop(brightness, brightness / 3)).value();
            assertTrue(value <= before, "at " + brightness);
            before = value;
        }
        assertEquals(0, before);
    }

    @Test
    void turningTheHeadToTheShoulder_changesNothing() {
        FaceLandmarks upright = FRONTAL.landmarks();
        FaceLandmarks turned =
                new FaceLandmarks(
                        turn(upright.leftEye()),
                        turn(upright.rightEye()),
                        turn(upright.noseTip()),
                        turn(upright.mouthCentre()));
        Detection detection = new Detection(0.9, FRONTAL.box(), turned);
        assertEquals(1, quality(detection, crop(128, 50)).value(), 1e-9);
    }

    @Test
    void aFaceThatTheBorderCutsOff_isTheWorseTheLessOfItIsLeft() {
        // Eyes at 100 and 140, 100; the mouth at 120, 140.
        assertEquals(1, cutOff(147, 147).value());
        assertEquals(1, cutOff(500, 147).value());
        FaceQuality halfTheMouth = cutOff(500, 140);
        assertEquals(0.25, halfTheMouth.value(), 1e-9);
        assertEquals("cut-off", halfTheMouth.issues().get(0).code());
        assertEquals(0, cutOff(500, 130).value());
        assertEquals(0.75, cutOff(140, 500).value(), 1e-9);
        FaceQuality anEye = cutOff(132, 500);
        assertEquals(0.25, anEye.value(), 1e-9);
        assertEquals("cut-off", anEye.issues().get(0).code());
    }

    private static FaceQuality cutOff(int width, int height) {
        return FaceQuality.of(FRONTAL, width, height, crop(128, 50), SIZE, 0);
    }

    private static FaceQuality quality(Detection detection, byte[] crop) {
        return FaceQuality.of(detection, 640, 480, crop, SIZE, 0);
    }

    private static void assertFault(String code, Detection detection, byte[] crop) {
        FaceQuality quality = quality(detection, crop);
        assertTrue(quality.value() < 0.7, code + ": " + quality);
        assertEquals(code, quality.issues().stream().map(Reason::code).findFirst().orElse("none"));
    }

    /** A face with eyes so far apart, the nose at a place from the eye on the left. */
    private static Detection face(double eyeDistance, double score, double noseX, double noseY) {
        FaceLandmarks landmarks =
                new FaceLandmarks(
                        new Point(100, 100),
                        new Point(100 + eyeDistance, 100),
                        new Point(100 + noseX, 100 + noseY),
                        new Point(100 + eyeDistance / 2, 100 + eyeDistance));
        return new Detection(score, new FaceBox(80, 60, 100, 100), landmarks);
    }

    private static Point turn(Point point) {
        double angle = Math.toRadians(30);
        return new Point(
                point.x() * Math.cos(angle) - point.y() * Math.sin(angle),
                point.x() * Math.sin(angle) + point.y() * Math.cos(angle));
    }

    /** Squares of four pixels around a brightness, at random. */
    private static byte[] crop(int brightness, int contrast) {
        Random random = new Random(7);
        boolean[] bright = new boolean[SIZE / 4 * (SIZE / 4)];
        for (int i = 0; i < bright.length; i++) {
            bright[i] = random.nextBoolean();
        }
        byte[] crop = new byte[SIZE * SIZE];
        for (int i = 0; i < crop.length; i++) {
            int square = i / SIZE / 4 * (SIZE / 4) + i % SIZE / 4;
            int value = brightness + (bright[square] ? contrast : -contrast);
            crop[i] = (byte) Math.max(0, Math.min(255, value));
        }
        return crop;
    }

    /** What motion leaves of edges: stripes along it. */
    private static byte[] smeared() {
        byte[] crop = new byte[SIZE * SIZE];
        for (int i = 0; i < crop.length; i++) {
            crop[i] = (byte) (i % SIZE / 4 % 2 == 0 ? 80 : 180);
        }
        return crop;
    }

    /** Contrast without any edge. */
    private static byte[] slope() {
        byte[] crop = new byte[SIZE * SIZE];
        for (int i = 0; i < crop.length; i++) {
            crop[i] = (byte) (60 + 3 * (i % SIZE));
        }
        return crop;
    }
}
