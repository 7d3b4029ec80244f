package io.github.emotion4j.vision.internal.detect;

import static java.util.Comparator.comparingDouble;

import io.github.emotion4j.vision.FaceBox;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.opencv.core.Mat;

/**
 * Faces that fill the picture or are cut by its border, which BlazeFace's full-range network is
 * seldom sure of: its short-range network proposes and judges them. It sees faces where there are
 * none more often, so it is used for large faces only, and its mean score over several sizes of the
 * window decides. Thread-safe.
 */
final class TightFaces {
    private final BlazeFaceNetwork network;
    private final int size;
    private final double[] searchMargins;
    private final double[] lookMargins;
    private final double candidateScore;
    private final double score;
    private final double turnedScore;
    private final double overlap;
    private final double minShare;

    /**
     * Judges by a network.
     *
     * @param network the short-range network; stays the caller's to close
     */
    TightFaces(BlazeFaceNetwork network) {
        this.network = network;
        this.size = (int) network.description().number("detection.size");
        this.searchMargins = network.description().numbers("detection.searchMargins");
        this.lookMargins = network.description().numbers("detection.lookMargins");
        this.candidateScore = network.description().number("detection.candidateScore");
        this.score = network.description().number("detection.score");
        this.turnedScore = network.description().number("detection.turnedScore");
        this.overlap = network.description().number("detection.overlap");
        this.minShare = network.description().number("detection.minShare");
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
        network.look(bgr, windows, candidateScore).forEach(candidates::addAll);
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
     * The face at a place, if the mean of the windows' best scores says that it is one. Turned
     * views must be surer: they show what no face looks like upright, and there are three of them.
     */
    Optional<Detection> judge(Mat bgr, FaceBox box, double rollDegrees) {
        double side = Math.max(box.width(), box.height());
        List<Window> windows = new ArrayList<>();
        for (double margin : lookMargins) {
            windows.add(
                    Window.square(box.centreX(), box.centreY(), margin * side, rollDegrees, size));
        }
        double sum = 0;
        List<Detection> faces = new ArrayList<>();
        for (List<Detection> candidates : network.look(bgr, windows, candidateScore)) {
            Optional<Detection> best =
                    Suppression.blend(candidates, overlap).stream()
                            .filter(f -> f.box().intersectionOverUnion(box) >= overlap)
                            .max(comparingDouble(Detection::score));
            sum += best.map(Detection::score).orElse(0.0);
            best.ifPresent(faces::add);
        }
        double mean = sum / lookMargins.length;
        return mean < (rollDegrees == 0 ? score : turnedScore)
                ? Optional.empty()
                : faces.stream()
                        .max(comparingDouble(Detection::score))
                        .map(best -> new Detection(mean, best.box(), best.landmarks()));
    }
}
