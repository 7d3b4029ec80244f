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
 * too. Thread-safe.
 */
final class TightFaces {
    private final BlazeFaceNetwork shortRange;
    private final BlazeFaceNetwork fullRange;
    private final int size;
    private final double[] searchMargins;
    private final double[] lookMargins;
    private final double searchScore;
    private final double candidateScore;
    private final double[] doubtScores;
    private final double fullRangeShare;
    private final double score;
    private final double turnedScore;
    private final double overlap;
    private final double minShare;

    /**
     * Judges by two networks.
     *
     * @param shortRange proposes and judges; stays the caller's to close
     * @param fullRange is asked in doubt; stays the caller's to close
     */
    TightFaces(BlazeFaceNetwork shortRange, BlazeFaceNetwork fullRange) {
        this.shortRange = shortRange;
        this.fullRange = fullRange;
        ModelDescription settings = shortRange.description();
        this.size = (int) settings.number("detection.size");
        this.searchMargins = settings.numbers("detection.searchMargins");
        this.lookMargins = settings.numbers("detection.lookMargins");
        this.searchScore = settings.number("detection.searchScore");
        this.candidateScore = settings.number("detection.candidateScore");
        this.doubtScores = settings.numbers("detection.doubtScores");
        this.fullRangeShare = settings.number("detection.fullRangeShare");
        this.score = settings.number("detection.score");
        this.turnedScore = settings.number("detection.turnedScore");
        this.overlap = settings.number("detection.overlap");
        this.minShare = settings.number("detection.minShare");
    }

    /** Whether an upright face is less sure than a turned one must be. */
    boolean doubts(Detection upright) {
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
     * @param others large candidates that another network proposes and is not sure of
     * @return the faces that this network is sure of
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
     * Judges candidates.
     *
     * @param bgr the picture
     * @param rollDegrees how far faces are turned
     * @param candidates where they may be
     * @return the faces that this network is sure of
     */
    List<Detection> judge(Mat bgr, double rollDegrees, List<Detection> candidates) {
        List<Detection> found = new ArrayList<>();
        for (Detection candidate : Suppression.blend(candidates, overlap)) {
            judge(bgr, candidate.box(), rollDegrees).ifPresent(found::add);
        }
        return Suppression.blend(found, overlap);
    }

    /**
     * The face at a place, if the mean of the windows' best scores says that it is one, or in doubt
     * the other looks. Turned views must be surer, and doubt counts against them: they show what no
     * face looks like upright, and there are three of them.
     */
    Optional<Detection> judge(Mat bgr, FaceBox box, double rollDegrees) {
        List<Detection> faces = looks(shortRange, bgr, box, rollDegrees, false);
        double mean = mean(faces);
        boolean isFace;
        if (rollDegrees != 0) {
            isFace = mean >= turnedScore;
        } else if (mean < doubtScores[0] || mean >= doubtScores[1]) {
            isFace = mean >= doubtScores[1];
        } else {
            isFace = again(bgr, box, mean) >= score;
        }
        return isFace
                ? faces.stream()
                        .max(comparingDouble(Detection::score))
                        .map(best -> new Detection(mean, best.box(), best.landmarks()))
                : Optional.empty();
    }

    /** The mean score of both networks and mirror images at an upright place. */
    private double again(Mat bgr, FaceBox box, double shortMean) {
        double near = (shortMean + mean(looks(shortRange, bgr, box, 0, true))) / 2;
        double full = mean(looks(fullRange, bgr, box, 0, false));
        double mirrored = mean(looks(fullRange, bgr, box, 0, true));
        return near + fullRangeShare * ((full + mirrored) / 2 - near);
    }

    /**
     * The best detections of a place, at most one a window. What is in the middle of a window is
     * there in its mirror image too.
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
            Suppression.blend(seen, overlap).stream()
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
