package io.github.emotion4j.vision.internal.track;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.vision.FaceBox;
import io.github.emotion4j.vision.FaceLandmarks;
import io.github.emotion4j.vision.FaceLandmarks.Point;
import io.github.emotion4j.vision.FaceOptions;
import io.github.emotion4j.vision.internal.OpenCvNatives;
import io.github.emotion4j.vision.internal.detect.Detection;
import io.github.emotion4j.vision.internal.detect.FaceDetector;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.opencv.core.Mat;

class FaceTrackerTest {
    private static final long FRAME = 40_000_000;
    private static final FaceOptions OPTIONS = FaceOptions.defaults();

    private final ScriptedDetector detector = new ScriptedDetector();
    private FaceTracker tracker = new FaceTracker(detector, OPTIONS);
    private Mat picture;
    private long nanos = -FRAME;

    @BeforeAll
    static void loadOpenCv() {
        OpenCvNatives.ensure();
    }

    @Test
    void numbers_stayWithMovingFaces() {
        for (int i = 0; i < 50; i++) {
            List<Track> seen = update(face(100 + 3 * i, 100, 80), face(500 - 3 * i, 100, 60));
            assertEquals(List.of(1, 2), ids(seen));
            assertEquals(100 + 3 * i, seen.get(0).last().box().left());
        }
    }

    @Test
    void aFaceHiddenForAMoment_keepsItsNumber() {
        update(face(100, 100, 80));
        for (int i = 0; i < 20; i++) {
            assertEquals(List.of(), update());
        }
        assertEquals(List.of(1), ids(update(face(105, 100, 80))));
    }

    @Test
    void aFaceHiddenForLong_getsANewNumber() {
        update(face(100, 100, 80));
        for (int i = 0; i < 30; i++) {
            update();
        }
        assertEquals(List.of(2), ids(update(face(100, 100, 80))));
    }

    @Test
    void theWholePicture_isSearchedOnlyNowAndThen() {
        for (int i = 0; i < 100; i++) {
            update(face(100, 100, 80));
        }
        // Four seconds at a search every 400 ms.
        assertEquals(10, detector.searches);
    }

    @Test
    void theWholePicture_isSearchedAtOnceWhenAFaceIsLost() {
        update(face(100, 100, 80), face(300, 100, 80));
        int before = detector.searches;
        assertEquals(List.of(1), ids(update(face(100, 100, 80))));
        assertEquals(before + 1, detector.searches);
    }

    @Test
    void aPictureWithoutFaces_isSearchedOnlyNowAndThen() {
        update(face(100, 100, 80));
        for (int i = 0; i < 99; i++) {
            update();
        }
        // Once for the first frame, once at the loss, then every 400 ms.
        assertEquals(11, detector.searches);
    }

    @Test
    void noMoreFacesThanAsked_areGivenWhenAHiddenOneComesBack() {
        tracker = new FaceTracker(detector, FaceOptions.builder().maxFaces(1).build());
        assertEquals(List.of(1), ids(update(face(100, 100, 80))));
        assertEquals(List.of(2), ids(update(face(300, 100, 80))));
        assertEquals(1, update(face(100, 100, 80), face(300, 100, 80)).size());
    }

    @Test
    void theLargestFace_isTheSubjectAndStaysIt() {
        assertEquals(2, subject(face(10, 10, 70), face(300, 100, 80)));
        assertEquals(2, subject(face(10, 10, 110), face(300, 100, 80)));
        assertEquals(0, subject(face(10, 10, 110)));
        for (int i = 0; i < 30; i++) {
            subject(face(10, 10, 110));
        }
        assertEquals(1, subject(face(10, 10, 110)));
    }

    @Test
    void theFaceInTheMiddle_isTheSubjectIfAsked() {
        tracker =
                new FaceTracker(
                        detector,
                        FaceOptions.builder().subject(new FaceOptions.Subject.Centre()).build());
        assertEquals(2, subject(face(10, 10, 200), face(300, 220, 40)));
    }

    @Test
    void thePersonNamed_isTheSubjectIfAsked() {
        tracker =
                new FaceTracker(
                        detector,
                        FaceOptions.builder().subject(new FaceOptions.Subject.Person(2)).build());
        assertEquals(0, subject(face(10, 10, 200)));
        for (int i = 0; i < 10; i++) {
            subject(face(10, 10, 200), face(300, 220, 40));
        }
        assertEquals(2, subject(face(10, 10, 200), face(300, 220, 40)));
    }

    @Test
    void steadyLandmarks_areCalmerThanTheDetectorsAndDoNotLag() {
        Random random = new Random(1);
        double raw = 0;
        double steady = 0;
        for (int i = 0; i < 200; i++) {
            double jitter = random.nextGaussian();
            Track track = update(face(100 + jitter, 100, 80)).get(0);
            if (i > 20) {
                double left = track.last().landmarks().leftEye().x() - jitter;
                raw += jitter * jitter;
                steady += Math.pow(track.landmarks().leftEye().x() - left, 2);
            }
        }
        assertTrue(steady < 0.5 * raw, steady + " of " + raw);

        double x = 100;
        Track track = update(face(x, 100, 80)).get(0);
        for (int i = 0; i < 25; i++) {
            x += 4;
            track = update(face(x, 100, 80)).get(0);
        }
        double lag = track.last().landmarks().leftEye().x() - track.landmarks().leftEye().x();
        assertTrue(lag < 5, lag + " pixels behind at 100 pixels a second");
    }

    @Test
    void smoothing_reachesTwoThirdsOfAStepInItsTimeConstant() {
        Track track = new Track(1, face(0, 0, 10), 0);
        EmotionProbabilities before =
                EmotionProbabilities.of(new double[] {1, 0, 0, 0, 0, 0, 0, 0});
        EmotionProbabilities after = EmotionProbabilities.of(new double[] {0, 0, 0, 0, 1, 0, 0, 0});
        track.smooth(before, 0, 200_000_000, 1);
        EmotionProbabilities smoothed = before;
        for (int i = 1; i <= 5; i++) {
            smoothed = track.smooth(after, i * FRAME, 200_000_000, 1);
        }
        assertEquals(1 - Math.exp(-1), smoothed.toArray()[4], 1e-9);
        assertEquals(after, track.smooth(after, 6 * FRAME, 0, 1));
    }

    private List<Track> update(Detection... faces) {
        detector.faces = List.of(faces);
        nanos += FRAME;
        if (picture == null) {
            picture = new Mat();
        }
        return tracker.update(picture, nanos);
    }

    private int subject(Detection... faces) {
        List<Track> seen = update(faces);
        return tracker.subject(seen, seen, 640, 480).map(Track::personId).orElse(0);
    }

    private static List<Integer> ids(List<Track> tracks) {
        return tracks.stream().map(Track::personId).toList();
    }

    private static Detection face(double left, double top, double side) {
        FaceLandmarks landmarks =
                new FaceLandmarks(
                        new Point(left + 0.3 * side, top + 0.4 * side),
                        new Point(left + 0.7 * side, top + 0.4 * side),
                        new Point(left + 0.5 * side, top + 0.6 * side),
                        new Point(left + 0.5 * side, top + 0.8 * side));
        return new Detection(0.9, new FaceBox(left, top, side, side), landmarks);
    }

    /** Gives the faces of the script; follows only those that are still there. */
    private static final class ScriptedDetector implements FaceDetector {
        private List<Detection> faces = List.of();
        private int searches;

        @Override
        public List<Detection> detect(Mat bgr) {
            searches++;
            return faces;
        }

        @Override
        public List<Detection> follow(Mat bgr, List<Detection> last) {
            List<Detection> found = new ArrayList<>();
            for (Detection detection : last) {
                faces.stream()
                        .filter(f -> f.box().intersectionOverUnion(detection.box()) > 0)
                        .findFirst()
                        .ifPresent(found::add);
            }
            return found;
        }

        @Override
        public void close() {}
    }
}
