package io.github.emotion4j.vision.internal.detect;

import static java.util.Comparator.comparingDouble;

import io.github.emotion4j.core.model.ModelDescription;
import io.github.emotion4j.vision.FaceBox;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.opencv.core.Mat;

/**
 * Faces that fill the picture or are cut by its border, which BlazeFace's full-range network is
 * seldom sure of: its short-range network proposes and judges them. It sees faces where there are
 * none more often, so it is used for large faces only, and its mean score over several sizes of the
 * window decides. Where that leaves doubt, the mirror image and the full-range network are asked,
 * too, and the face mesh where there is one, which was made for places that another network has
 * proposed. Thread-safe.
 *
 * <p>The score of a face is always the short-range network's mean over the upright windows, without
 * their mirror images, whoever decided. So it is at least the lower {@code doubtScores}, which may
 * be less than what the rest of the library takes for a face.
 */
final class TightFaces {
    /**
     * Candidates of one search that are judged, which bounds its time: noise has dozens of large
     * ones. No picture that the detector was measured on has as many.
     */
    private static final int MOST_CANDIDATES = 16;

    private final BlazeFaceNetwork shortRange;
    private final BlazeFaceNetwork fullRange;
    private final Optional<FaceMesh> mesh;
    private final int size;
    private final double[] searchMargins;
    private final double[] lookMargins;
    private final double searchScore;
    private final double candidateScore;
    private final double doubtFrom;
    private final double sureFrom;
    private final double fullRangeShare;
    private final double leastJointScore;
    private final double presenceShare;
    private final double turnedScore;
    private final double overlap;
    private final double minShare;

    /**
     * Judges by two or three networks.
     *
     * @param shortRange proposes and judges; stays the caller's to close
     * @param fullRange is asked in doubt; stays the caller's to close
     * @param mesh is asked in doubt; stays the caller's to close
     */
    TightFaces(BlazeFaceNetwork shortRange, BlazeFaceNetwork fullRange, Optional<FaceMesh> mesh) {
        this.shortRange = shortRange;
        this.fullRange = fullRange;
        this.mesh = mesh;
        ModelDescription settings = shortRange.description();
        this.size = (int) settings.number("detection.size");
        this.searchMargins = settings.numbers("detection.searchMargins");
        this.lookMargins = settings.numbers("detection.lookMargins");
        this.searchScore = settings.number("detection.searchScore");
        this.candidateScore = settings.number("detection.candidateScore");
        this.doubtFrom = settings.numbers("detection.doubtScores")[0];
        this.sureFrom = settings.numbers("detection.doubtScores")[1];
        this.fullRangeShare = settings.number("detection.fullRangeShare");
        this.leastJointScore = settings.number("detection.score");
        this.presenceShare = settings.number("detection.presenceShare");
        this.turnedScore = settings.number("detection.turnedScore");
        this.overlap = settings.number("detection.overlap");
        this.minShare = settings.number("detection.minShare");
    }

    /**
     * Whether a face, found here or by a close look, is so sure that nothing else need be asked:
     * neither the other looks at it nor turned views of the picture.
     */
    boolean isSure(Detection face) {
        return face.score() >= sureFrom;
    }

    /**
     * Whether an upright face is less sure than a turned one must be, so that a turned one at its
     * place replaces it by being as sure.
     */
    boolean yieldsToTurned(Detection upright) {
        return upright.score() < turnedScore;
    }

    /** Whether a face is large enough, for its picture, to be judged here. */
    boolean judges(FaceBox box, Mat bgr) {
        return box.width() >= minShare * Math.max(bgr.cols(), bgr.rows());
    }

    /**
     * Searches a picture.
     *
     * @param bgr the picture
     * @param rollDegrees how far faces are turned
     * @param others candidates that were proposed already and that no close look was sure of
     * @return the faces, the surest first
     */
    List<Detection> search(Mat bgr, double rollDegrees, List<Detection> others) {
        double longSide = Math.max(bgr.cols(), bgr.rows());
        List<Window> windows = new ArrayList<>();
        for (double margin : searchMargins) {
            double side = longSide * (1 + 2 * margin);
            windows.add(Window.square(bgr.cols() / 2.0, bgr.rows() / 2.0, side, rollDegrees, size));
        }
        List<Detection> candidates = new ArrayList<>(others);
        // Turned views must be so sure in the end that what begins weakly is not worth its price.
        double least = rollDegrees == 0 ? searchScore : candidateScore;
        shortRange.look(bgr, windows, least).forEach(candidates::addAll);
        candidates.removeIf(candidate -> !judges(candidate.box(), bgr));
        return judge(bgr, rollDegrees, candidates);
    }

    /**
     * Judges candidates, the surest {@value #MOST_CANDIDATES} of them.
     *
     * @param bgr the picture
     * @param rollDegrees how far faces are turned
     * @param candidates where they may be
     * @return those that are faces, the surest first
     */
    List<Detection> judge(Mat bgr, double rollDegrees, List<Detection> candidates) {
        List<Detection> found = new ArrayList<>();
        NonMaximumSuppression.blend(candidates, overlap).stream()
                .limit(MOST_CANDIDATES)
                .forEach(
                        candidate ->
                                judge(bgr, candidate.box(), rollDegrees).ifPresent(found::add));
        return NonMaximumSuppression.blend(found, overlap);
    }

    /**
     * The face at a place, if the mean of the windows' best scores says that it is one, or in doubt
     * the other looks. Turned views must be surer, and doubt counts against them: they show what no
     * face looks like upright, and there are three of them.
     *
     * @param bgr the picture
     * @param box where a face may be
     * @param rollDegrees how far it is turned
     * @return the face with the mean as its score, at least the lower {@code doubtScores}
     */
    Optional<Detection> judge(Mat bgr, FaceBox box, double rollDegrees) {
        List<Detection> faces = looks(shortRange, bgr, box, rollDegrees, false);
        double mean = mean(faces);
        return faces.stream()
                .max(comparingDouble(Detection::score))
                .filter(
                        best ->
                                rollDegrees != 0
                                        ? mean >= turnedScore
                                        : mean >= sureFrom
                                                || (mean >= doubtFrom
                                                        && isFaceByAllLooks(bgr, box, mean, best)))
                .map(best -> new Detection(mean, best.box(), best.landmarks()));
    }

    /**
     * Whether the joint score of both networks, each over a place and its mirror image, is high
     * enough; the mesh raises or lowers it by half of its share at most. What cannot change the
     * answer is not asked, the dearer ones last.
     */
    private boolean isFaceByAllLooks(Mat bgr, FaceBox box, double uprightMean, Detection best) {
        double byMesh = mesh.isPresent() ? presenceShare / 2 : 0;
        double shortRangeMean = (uprightMean + mean(looks(shortRange, bgr, box, 0, true))) / 2;
        double jointScore = (1 - fullRangeShare) * shortRangeMean;
        if (jointScore - byMesh >= leastJointScore) {
            return true;
        }
        double unmirroredMean = mean(looks(fullRange, bgr, box, 0, false));
        double mirroredMean = mean(looks(fullRange, bgr, box, 0, true));
        jointScore += fullRangeShare * (unmirroredMean + mirroredMean) / 2;
        if (mesh.isEmpty() || Math.abs(jointScore - leastJointScore) > byMesh) {
            return jointScore >= leastJointScore;
        }
        double presence = mesh.get().presence(bgr, best);
        return jointScore + presenceShare * (presence - 0.5) >= leastJointScore;
    }

    /**
     * The best detections of a place, at most one a window. Both networks are asked from short
     * range's {@code candidateScore} on, below full range's own: the joint score is a mean, which
     * weak answers count in, and it was chosen so.
     *
     * @param isMirrored whether the windows are seen as in a mirror. What is in the middle of a
     *     window is there in its mirror image too, but boxes and landmarks lie in the mirror image:
     *     use the scores only
     */
    private List<Detection> looks(
            BlazeFaceNetwork network,
            Mat bgr,
            FaceBox box,
            double rollDegrees,
            boolean isMirrored) {
        double side = Math.max(box.width(), box.height());
        List<Window> windows = new ArrayList<>();
        for (double margin : lookMargins) {
            windows.add(
                    Window.square(box.centreX(), box.centreY(), margin * side, rollDegrees, size));
        }
        List<Detection> faces = new ArrayList<>();
        for (List<Detection> seen : network.look(bgr, windows, candidateScore, isMirrored)) {
            NonMaximumSuppression.blend(seen, overlap).stream()
                    .filter(f -> f.box().intersectionOverUnion(box) >= overlap)
                    .max(comparingDouble(Detection::score))
                    .ifPresent(faces::add);
        }
        return faces;
    }

    /** The mean over all windows, where one that shows nothing counts as zero. */
    private double mean(List<Detection> faces) {
        return faces.stream().mapToDouble(Detection::score).sum() / lookMargins.length;
    }
}
