package io.github.emotion4j.vision.internal.detect;

import static java.util.Comparator.comparingDouble;

import io.github.emotion4j.core.model.ModelDescription;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.core.model.Tensor;
import io.github.emotion4j.core.model.TensorModel;
import io.github.emotion4j.vision.FaceBox;
import io.github.emotion4j.vision.FaceLandmarks;
import io.github.emotion4j.vision.FaceLandmarks.Point;
import io.github.emotion4j.vision.internal.PixelLevels;
import java.util.ArrayList;
import java.util.List;
import org.opencv.core.Mat;
import org.opencv.core.Rect;

/**
 * BlazeFace (Bazarevsky et al. 2019, arXiv:1907.05047), full range, at any picture size: its
 * network is fully convolutional. A coarse pass finds large faces and a fine pass small ones, both
 * generously; then a close look at each candidate, at the size that the network sees best, decides
 * and gives box and landmarks. Thread-safe.
 */
public final class BlazeFaceDetector implements FaceDetector {
    private static final String MODEL = "face-detector";

    /**
     * Boxes vary by some pixels around the smallest face that is asked for. Specks well below it,
     * blown up for the close look, are where false alarms come from.
     */
    private static final double MIN_SHARE = 0.75;

    /** Faces looked at in one forward, which bounds the memory. */
    private static final int CLOSE_BATCH = 32;

    private final TensorModel model;
    private final int minFacePixels;
    private final int stride;
    private final int coarseLongSide;
    private final double smallestFaceInput;
    private final double longestInput;
    private final double candidateScore;
    private final double score;
    private final double overlap;
    private final int closeSize;
    private final double closeMargin;
    private final float[] levels;
    private final int scoresOutput;
    private final int boxesOutput;
    private final int pointsOutput;

    private BlazeFaceDetector(TensorModel model, int minFacePixels) {
        this.model = model;
        this.minFacePixels = minFacePixels;
        ModelDescription description = model.description();
        this.stride = (int) description.number("inputs.0.strideMultiple");
        this.coarseLongSide = (int) description.number("detection.coarseLongSide");
        this.smallestFaceInput = description.number("detection.smallestFaceInput");
        this.longestInput = description.number("detection.longestInput");
        this.candidateScore = description.number("detection.candidateScore");
        this.score = description.number("detection.score");
        this.overlap = description.number("detection.overlap");
        this.closeSize = (int) description.number("detection.closeSize");
        this.closeMargin = description.number("detection.closeMargin");
        this.scoresOutput = description.output("scores");
        this.boxesOutput = description.output("boxes");
        this.pointsOutput = description.output("keypoints");
        this.levels = levels(description);
    }

    /**
     * Loads the network.
     *
     * @param models loads it
     * @param minFacePixels the width of the smallest face that is looked for
     * @return the detector, to be closed by the caller
     */
    public static BlazeFaceDetector load(ModelLoader models, int minFacePixels) {
        TensorModel model = models.load(MODEL);
        try {
            return new BlazeFaceDetector(model, minFacePixels);
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }

    /** What the network gets for each of the 256 levels of a colour. */
    static float[] levels(ModelDescription description) {
        return PixelLevels.normalised(
                description.number("inputs.0.scale"),
                description.numbers("inputs.0.mean")[0],
                description.numbers("inputs.0.std")[0]);
    }

    @Override
    public List<Detection> detect(Mat bgr) {
        List<Detection> candidates = new ArrayList<>();
        search(bgr, coarseLongSide, candidates);
        double longSide = Math.max(bgr.cols(), bgr.rows());
        double fine = Math.min(longestInput, longSide * smallestFaceInput / minFacePixels);
        if (fine > coarseLongSide) {
            search(bgr, fine, candidates);
        }
        // Two candidates can lead to the same face.
        return Suppression.blend(follow(bgr, Suppression.blend(candidates, overlap)), overlap);
    }

    @Override
    public List<Detection> follow(Mat bgr, List<Detection> last) {
        List<Detection> found = new ArrayList<>(last.size());
        for (int from = 0; from < last.size(); from += CLOSE_BATCH) {
            int to = Math.min(from + CLOSE_BATCH, last.size());
            lookClosely(bgr, last.subList(from, to), found);
        }
        return found;
    }

    private void lookClosely(Mat bgr, List<Detection> last, List<Detection> found) {
        NetworkInput input = input(last.size(), closeSize, closeSize);
        List<Window> windows = new ArrayList<>(last.size());
        for (Detection detection : last) {
            Window window = window(detection.box());
            place(input, windows.size(), bgr, window);
            windows.add(window);
        }
        List<Tensor> outputs = model.run(input.tensor());
        for (int i = 0; i < last.size(); i++) {
            List<Detection> candidates = new ArrayList<>();
            collect(outputs, i, windows.get(i), candidates);
            FaceBox before = last.get(i).box();
            // The window may show a neighbour too: the face is the one that moved least.
            Suppression.blend(candidates, overlap).stream()
                    .filter(face -> face.score() >= score)
                    .filter(face -> face.box().width() >= MIN_SHARE * minFacePixels)
                    .filter(face -> face.box().intersectionOverUnion(before) >= overlap)
                    .max(comparingDouble(face -> face.box().intersectionOverUnion(before)))
                    .ifPresent(found::add);
        }
    }

    private NetworkInput input(int count, int width, int height) {
        return new NetworkInput(levels, count, width, height);
    }

    @Override
    public void close() {
        model.close();
    }

    private void search(Mat bgr, double longSide, List<Detection> candidates) {
        double scale = longSide / Math.max(bgr.cols(), bgr.rows());
        int width = Math.max(1, (int) Math.round(bgr.cols() * scale));
        int height = Math.max(1, (int) Math.round(bgr.rows() * scale));
        NetworkInput input = input(1, roundUp(width), roundUp(height));
        input.place(0, bgr, new Rect(0, 0, bgr.cols(), bgr.rows()), new Rect(0, 0, width, height));
        Window whole = new Window(0, 0, (double) bgr.cols() / width, (double) bgr.rows() / height);
        collect(model.run(input.tensor()), 0, whole, candidates);
    }

    private int roundUp(int length) {
        return (length + stride - 1) / stride * stride;
    }

    /** The square around a face that is looked at closely. */
    private Window window(FaceBox box) {
        double side = Math.max(box.width(), box.height()) * closeMargin;
        double scale = Math.max(side, 1) / closeSize;
        return new Window(box.centreX() - side / 2, box.centreY() - side / 2, scale, scale);
    }

    private void place(NetworkInput input, int item, Mat bgr, Window window) {
        int left = clamp(window.left, bgr.cols());
        int top = clamp(window.top, bgr.rows());
        int right = clamp(window.left + closeSize * window.scaleX, bgr.cols());
        int bottom = clamp(window.top + closeSize * window.scaleY, bgr.rows());
        int toLeft = clamp((left - window.left) / window.scaleX, closeSize);
        int toTop = clamp((top - window.top) / window.scaleY, closeSize);
        int toRight = clamp((right - window.left) / window.scaleX, closeSize);
        int toBottom = clamp((bottom - window.top) / window.scaleY, closeSize);
        if (right > left && bottom > top && toRight > toLeft && toBottom > toTop) {
            input.place(
                    item,
                    bgr,
                    new Rect(left, top, right - left, bottom - top),
                    new Rect(toLeft, toTop, toRight - toLeft, toBottom - toTop));
        }
    }

    private static int clamp(double value, int greatest) {
        return (int) Math.max(0, Math.min(greatest, Math.round(value)));
    }

    private void collect(
            List<Tensor> outputs, int item, Window window, List<Detection> candidates) {
        float[] scores = outputs.get(scoresOutput).data();
        float[] boxes = outputs.get(boxesOutput).data();
        float[] points = outputs.get(pointsOutput).data();
        int anchors = (int) outputs.get(scoresOutput).shape()[1];
        for (int anchor = item * anchors; anchor < (item + 1) * anchors; anchor++) {
            if (scores[anchor] < candidateScore) {
                continue;
            }
            double left = window.x(boxes[4 * anchor]);
            double top = window.y(boxes[4 * anchor + 1]);
            FaceBox box =
                    new FaceBox(
                            left,
                            top,
                            Math.max(0, window.x(boxes[4 * anchor + 2]) - left),
                            Math.max(0, window.y(boxes[4 * anchor + 3]) - top));
            FaceLandmarks landmarks =
                    new FaceLandmarks(
                            window.point(points, 12 * anchor),
                            window.point(points, 12 * anchor + 2),
                            window.point(points, 12 * anchor + 4),
                            window.point(points, 12 * anchor + 6));
            candidates.add(new Detection(scores[anchor], box, landmarks));
        }
    }

    /** Maps the network's pixels to the picture's. */
    private record Window(double left, double top, double scaleX, double scaleY) {
        double x(float value) {
            return left + value * scaleX;
        }

        double y(float value) {
            return top + value * scaleY;
        }

        Point point(float[] points, int index) {
            return new Point(x(points[index]), y(points[index + 1]));
        }
    }
}
