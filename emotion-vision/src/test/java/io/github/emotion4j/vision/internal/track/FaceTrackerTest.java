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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.opencv.core.Mat;

class FaceTrackerTest {
    private static final long FRAME = 40_000_000;
    private static final FaceOptions OPTIONS = FaceOptions.defaults();
    private static final FaceOptions SEARCH_ALWAYS =
            FaceOptions.builder().detectionPeriod(Duration.ZERO).build();

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
    void aFaceHiddenForLong_keepsItsNumberOnlyAtItsPlaceAndIfItWasAlone() {
        tracker = new FaceTracker(detector, SEARCH_ALWAYS);
        update(face(100, 100, 80));
        pause(5);
        assertEquals(List.of(1), ids(update(face(110, 100, 80))));
        pause(5);
        assertEquals(List.of(2), ids(update(face(400, 100, 80))));
        pause(5);
        assertEquals(List.of(3), ids(update(face(400, 100, 150))));
        pause(11);
        assertEquals(List.of(4), ids(update(face(400, 100, 150))));
        pause(2);
        assertEquals(List.of(5), ids(update(face(100, 100, 80))));
        pause(2);
        assertEquals(List.of(6), ids(update(face(400, 100, 150))));
    }

    @Test
    void twoFacesThatCross_keepTheirNumbers() {
        tracker = new FaceTracker(detector, SEARCH_ALWAYS);
        for (int i = 0; i < 26; i++) {
            double front = 60 + 10 * i;
            double behind = 300 - 10 * i;
            boolean isHidden = Math.abs(front - behind) < 110;
            List<Track> seen =
                    isHidden
                            ? updateAfter(80, face(front, 100, 70))
                            : updateAfter(80, face(front, 100, 70), face(behind, 100, 70));
            assertEquals(isHidden ? List.of(1) : List.of(1, 2), ids(seen), "frame " + i);
            assertEquals(front, seen.get(0).last().box().left());
            // What the next frame depends on is in the state.
            byte[] state = tracker.state();
            tracker = new FaceTracker(detector, SEARCH_ALWAYS);
            tracker.restore(state);
        }
    }

    @Test
    void aFaceThatPassesBehindAnother_keepsItsNumberAndTakesNoneOther() {
        tracker = new FaceTracker(detector, SEARCH_ALWAYS);
        for (int i = 0; i < 40; i++) {
            double walking = 50 + 8 * i;
            boolean isHidden = Math.abs(walking + 30 - 250) < 75;
            List<Track> seen =
                    isHidden
                            ? updateAfter(40, face(200, 100, 100))
                            : updateAfter(40, face(200, 100, 100), face(walking, 110, 60));
            assertEquals(isHidden ? List.of(1) : List.of(1, 2), ids(seen), "frame " + i);
            assertEquals(100, seen.get(0).last().box().width());
        }
    }

    @Test
    void numbers_stayWithFastFacesAtFewFrames() {
        for (int i = 0; i < 5; i++) {
            Detection fast = face(50 + 60 * i, 100, 70);
            assertEquals(List.of(1, 2), ids(updateAfter(200, fast, face(500, 300, 70))));
        }
    }

    @Test
    void aLoneFace_isFollowedFurtherThanOneAmongSeveral() {
        tracker = new FaceTracker(detector, SEARCH_ALWAYS);
        assertEquals(List.of(1), ids(updateAfter(200, face(50, 100, 70))));
        assertEquals(List.of(1), ids(updateAfter(200, face(200, 100, 70))));
        assertEquals(List.of(1, 2), ids(updateAfter(200, face(200, 100, 70), face(900, 100, 70))));
        assertEquals(List.of(2, 3), ids(updateAfter(200, face(350, 100, 70), face(900, 100, 70))));
    }

    @Test
    void aNewFaceFarFromAHiddenOne_getsItsOwnNumber() {
        tracker = new FaceTracker(detector, SEARCH_ALWAYS);
        update(face(50, 100, 70));
        assertEquals(List.of(), updateAfter(200));
        assertEquals(List.of(2), ids(updateAfter(200, face(200, 100, 70))));
    }

    @Test
    void numbers_stayWithFacesAtAFrameEachTwoSeconds() {
        for (int i = 0; i < 6; i++) {
            assertEquals(
                    List.of(1, 2),
                    ids(updateAfter(2000, face(100, 100, 80), face(300 + 20 * i, 100, 80))));
        }
        assertEquals(List.of(1), ids(updateAfter(2000, face(100, 100, 80))));
        assertEquals(List.of(1, 2), ids(updateAfter(2000, face(100, 100, 80), face(420, 100, 80))));
    }

    @Test
    void aTurnedFaceThatNoSearchFinds_isFollowedOn() {
        Detection upright = face(100, 100, 80);
        Detection turned = turned(face(300, 100, 80));
        update(upright, turned);
        detector.findsTurned = false;
        for (int i = 0; i < 30; i++) {
            assertEquals(List.of(1, 2), ids(update(upright, turned)));
        }
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
    void theFacesKept_areTheSubjectAndThenTheLargest() {
        Detection small = new Detection(0.99, face(300, 100, 60).box(), face(0, 0, 9).landmarks());
        tracker = new FaceTracker(detector, SEARCH_ALWAYS.toBuilder().maxFaces(1).build());
        assertEquals(1, subject(small, face(10, 10, 80)));
        assertEquals(80, update(small, face(10, 10, 80)).get(0).last().box().width());
        for (int i = 0; i < 20; i++) {
            assertEquals(1, subject(small, face(10, 10, 80), face(500, 10, 120)));
        }
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
                        FaceOptions.builder().subject(FaceOptions.Subject.centre()).build());
        assertEquals(2, subject(face(10, 10, 200), face(300, 220, 40)));
    }

    @Test
    void thePersonNamed_isTheSubjectIfAsked() {
        tracker =
                new FaceTracker(
                        detector,
                        FaceOptions.builder().subject(FaceOptions.Subject.person(2)).build());
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

    private List<Track> updateAfter(int millis, Detection... faces) {
        nanos += millis * 1_000_000L - FRAME;
        return update(faces);
    }

    private void pause(int seconds) {
        for (int i = 0; i < 10 * seconds; i++) {
            assertEquals(List.of(), updateAfter(100));
        }
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

    /** A face that lies on its side. */
    private static Detection turned(Detection face) {
        FaceBox box = face.box();
        double x = box.centreX();
        FaceLandmarks landmarks =
                new FaceLandmarks(
                        new Point(x + 0.1 * box.width(), box.top() + 0.3 * box.height()),
                        new Point(x + 0.1 * box.width(), box.top() + 0.7 * box.height()),
                        new Point(x - 0.1 * box.width(), box.centreY()),
                        new Point(x - 0.3 * box.width(), box.centreY()));
        return new Detection(face.score(), box, landmarks);
    }

    /** Gives the faces of the script; follows only those that are still there. */
    private static final class ScriptedDetector implements FaceDetector {
        private List<Detection> faces = List.of();
        private boolean findsTurned = true;
        private int searches;

        @Override
        public List<Detection> detect(Mat bgr) {
            searches++;
            return faces.stream()
                    .filter(f -> findsTurned || Math.abs(f.landmarks().rollDegrees()) < 45)
                    .toList();
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
