package io.github.emotion4j.vision.internal.detect;

import io.github.emotion4j.core.internal.model.Tensor;
import io.github.emotion4j.core.internal.model.TensorModel;
import io.github.emotion4j.core.model.ModelDescription;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.vision.FaceBox;
import io.github.emotion4j.vision.FaceLandmarks;
import io.github.emotion4j.vision.internal.PixelLevels;
import java.util.ArrayList;
import java.util.List;
import org.opencv.core.Mat;

/**
 * One network of BlazeFace (Bazarevsky et al. 2019, arXiv:1907.05047): parts of a picture in, faces
 * in the picture's pixels out. Thread-safe.
 */
final class BlazeFaceNetwork implements AutoCloseable {
    private final TensorModel model;
    private final int strideMultiple;
    private final float[] levels;
    private final int scoresOutput;
    private final int boxesOutput;
    private final int pointsOutput;

    private BlazeFaceNetwork(TensorModel model) {
        this.model = model;
        ModelDescription description = model.description();
        this.strideMultiple = (int) description.number("inputs.0.strideMultiple");
        this.levels = levels(description);
        this.scoresOutput = description.output("scores");
        this.boxesOutput = description.output("boxes");
        this.pointsOutput = description.output("keypoints");
    }

    /**
     * Loads a network.
     *
     * @param models loads it
     * @param id the model's id
     * @return the network, to be closed by the caller
     */
    static BlazeFaceNetwork load(ModelLoader models, String id) {
        TensorModel model = TensorModel.load(models, id);
        try {
            return new BlazeFaceNetwork(model);
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

    ModelDescription description() {
        return model.description();
    }

    /**
     * Looks at several parts of a picture in one forward, not mirrored; otherwise as {@link
     * #look(Mat, List, double, boolean)} does.
     */
    List<List<Detection>> look(Mat bgr, List<Window> windows, double leastScore) {
        return look(bgr, windows, leastScore, false);
    }

    /**
     * Looks at several parts of a picture or at their mirror images in one forward.
     *
     * @param bgr the picture
     * @param windows what to look at, at least one, all of one size, which is filled up with black
     *     below and to the right to what the network takes
     * @param leastScore candidates below it are left out
     * @param isMirrored whether the windows are seen as in a mirror. They must then be as wide as
     *     the network takes, a multiple of its {@code strideMultiple}: what is filled up would come
     *     to lie on the left. Places of candidates are those in the mirror image
     * @return the candidates of each window, in the picture's pixels, not yet merged
     */
    List<List<Detection>> look(
            Mat bgr, List<Window> windows, double leastScore, boolean isMirrored) {
        int width = roundUp(windows.get(0).width());
        int height = roundUp(windows.get(0).height());
        NetworkInput input = new NetworkInput(levels, windows.size(), width, height);
        for (int i = 0; i < windows.size(); i++) {
            windows.get(i).place(input, i, bgr);
        }
        if (isMirrored) {
            input.mirror();
        }
        List<Tensor> outputs = model.run(input.tensor());
        List<List<Detection>> all = new ArrayList<>(windows.size());
        for (int i = 0; i < windows.size(); i++) {
            all.add(candidates(outputs, i, windows.get(i), leastScore));
        }
        return all;
    }

    /** The longest side of an input that need not be filled up, at most as long as asked. */
    int filled(double longSide) {
        return (int) longSide / strideMultiple * strideMultiple;
    }

    private int roundUp(int length) {
        return (length + strideMultiple - 1) / strideMultiple * strideMultiple;
    }

    private List<Detection> candidates(
            List<Tensor> outputs, int item, Window window, double leastScore) {
        float[] scores = outputs.get(scoresOutput).data();
        float[] boxes = outputs.get(boxesOutput).data();
        float[] points = outputs.get(pointsOutput).data();
        int anchors = (int) outputs.get(scoresOutput).shape()[1];
        List<Detection> candidates = new ArrayList<>();
        for (int anchor = item * anchors; anchor < (item + 1) * anchors; anchor++) {
            if (scores[anchor] < leastScore) {
                continue;
            }
            int box = 4 * anchor;
            int point = 12 * anchor;
            FaceLandmarks landmarks =
                    new FaceLandmarks(
                            window.toPicture(points[point], points[point + 1]),
                            window.toPicture(points[point + 2], points[point + 3]),
                            window.toPicture(points[point + 4], points[point + 5]),
                            window.toPicture(points[point + 6], points[point + 7]));
            FaceBox found =
                    window.toPicture(boxes[box], boxes[box + 1], boxes[box + 2], boxes[box + 3]);
            candidates.add(new Detection(scores[anchor], found, landmarks));
        }
        return candidates;
    }

    @Override
    public void close() {
        model.close();
    }
}
