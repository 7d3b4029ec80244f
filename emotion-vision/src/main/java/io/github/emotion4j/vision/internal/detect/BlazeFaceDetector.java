package io.github.emotion4j.vision.internal.detect;

import io.github.emotion4j.core.model.ModelDescription;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.core.model.Tensor;
import io.github.emotion4j.core.model.TensorModel;
import io.github.emotion4j.vision.FaceBox;
import io.github.emotion4j.vision.FaceLandmarks;
import io.github.emotion4j.vision.FaceLandmarks.Point;
import java.util.ArrayList;
import java.util.List;
import org.opencv.core.Mat;
import org.opencv.core.Rect;

/**
 * BlazeFace (Bazarevsky et al. 2019, arXiv:1907.05047) over a pyramid of picture sizes. The network
 * is fully convolutional, so one forward searches a picture of any size. Thread-safe.
 */
public final class BlazeFaceDetector implements FaceDetector {
    private static final String MODEL = "face-detector";

    private final TensorModel model;
    private final int multiple;
    private final double threshold;
    private final double overlap;
    private final int[] longSides;
    private final int followSide;
    private final double followReach;

    private BlazeFaceDetector(TensorModel model) {
        this.model = model;
        ModelDescription description = model.description();
        this.multiple = (int) description.number("detection.stride_multiple");
        this.threshold = description.number("detection.score_threshold");
        this.overlap = description.number("detection.overlap");
        double[] sides = description.numbers("detection.long_sides");
        this.longSides = new int[sides.length];
        for (int i = 0; i < sides.length; i++) {
            longSides[i] = (int) sides[i];
        }
        this.followSide = (int) description.number("detection.follow_side");
        this.followReach = description.number("detection.follow_reach");
    }

    /**
     * Loads the network.
     *
     * @param models loads it
     * @return the detector, to be closed by the caller
     */
    public static BlazeFaceDetector load(ModelLoader models) {
        return new BlazeFaceDetector(models.load(MODEL));
    }

    @Override
    public List<Detection> detect(Mat bgr) {
        List<Detection> candidates = new ArrayList<>();
        for (int longSide : longSides) {
            search(bgr, longSide, candidates);
        }
        return Suppression.blend(candidates, overlap);
    }

    @Override
    public List<Detection> follow(Mat bgr, List<Detection> last) {
        if (last.isEmpty()) {
            return List.of();
        }
        NetworkInput input = new NetworkInput(last.size(), followSide, followSide);
        List<Window> windows = new ArrayList<>();
        for (int i = 0; i < last.size(); i++) {
            Window window = window(last.get(i).box());
            windows.add(window);
            place(input, i, bgr, window);
        }
        List<Tensor> outputs = model.run(input.tensor());
        List<Detection> found = new ArrayList<>();
        for (int i = 0; i < last.size(); i++) {
            List<Detection> candidates = new ArrayList<>();
            collect(outputs, i, windows.get(i), candidates);
            List<Detection> faces = Suppression.blend(candidates, overlap);
            // The window may show a neighbour too: the face is the one that moved least.
            FaceBox before = last.get(i).box();
            faces.stream()
                    .max(
                            (a, b) ->
                                    Double.compare(
                                            a.box().intersectionOverUnion(before),
                                            b.box().intersectionOverUnion(before)))
                    .filter(face -> face.box().intersectionOverUnion(before) > 0)
                    .ifPresent(found::add);
        }
        return found;
    }

    @Override
    public void close() {
        model.close();
    }

    private void search(Mat bgr, int longSide, List<Detection> candidates) {
        double scale = (double) longSide / Math.max(bgr.cols(), bgr.rows());
        int width = Math.max(1, (int) Math.round(bgr.cols() * scale));
        int height = Math.max(1, (int) Math.round(bgr.rows() * scale));
        NetworkInput input = new NetworkInput(1, roundUp(width), roundUp(height));
        input.place(0, bgr, new Rect(0, 0, bgr.cols(), bgr.rows()), new Rect(0, 0, width, height));
        Window whole = new Window(0, 0, (double) bgr.cols() / width, (double) bgr.rows() / height);
        collect(model.run(input.tensor()), 0, whole, candidates);
    }

    private int roundUp(int length) {
        return (length + multiple - 1) / multiple * multiple;
    }

    /** The square around a face that is searched in the next picture. */
    private Window window(FaceBox box) {
        double side = Math.max(box.width(), box.height()) * followReach;
        double scale = Math.max(side, 1) / followSide;
        return new Window(box.centreX() - side / 2, box.centreY() - side / 2, scale, scale);
    }

    private void place(NetworkInput input, int item, Mat bgr, Window window) {
        int left = clamp(window.left, bgr.cols());
        int top = clamp(window.top, bgr.rows());
        int right = clamp(window.left + followSide * window.scaleX, bgr.cols());
        int bottom = clamp(window.top + followSide * window.scaleY, bgr.rows());
        int toLeft = clamp((left - window.left) / window.scaleX, followSide);
        int toTop = clamp((top - window.top) / window.scaleY, followSide);
        int toRight = clamp((right - window.left) / window.scaleX, followSide);
        int toBottom = clamp((bottom - window.top) / window.scaleY, followSide);
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
        float[] scores = outputs.get(0).data();
        float[] boxes = outputs.get(1).data();
        float[] points = outputs.get(2).data();
        int anchors = (int) outputs.get(0).shape()[1];
        for (int anchor = item * anchors; anchor < (item + 1) * anchors; anchor++) {
            if (scores[anchor] < threshold) {
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
