package io.github.emotion4j.vision.internal.detect;

import io.github.emotion4j.core.internal.model.Tensor;
import io.github.emotion4j.core.internal.model.TensorModel;
import io.github.emotion4j.core.model.ModelDescription;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.vision.FaceBox;
import io.github.emotion4j.vision.FaceGeometry;
import io.github.emotion4j.vision.FaceLandmarks.Point;
import io.github.emotion4j.vision.internal.geometry.GeometryMeasures;
import io.github.emotion4j.vision.internal.geometry.MeanFace;
import io.github.emotion4j.vision.internal.geometry.Points;
import java.util.ArrayList;
import java.util.List;
import org.opencv.core.Core;
import org.opencv.core.Mat;

/**
 * MediaPipe's attention mesh (Grishchenko et al. 2020, arXiv:2006.10962): 478 points of each face.
 * Thread-safe.
 */
public final class FaceMesh implements AutoCloseable {
    private static final String MODEL = "face-landmarks";

    /** Faces looked at in one forward, which bounds the memory. */
    private static final int BATCH = 16;

    private final TensorModel model;
    private final MeanFace mean;
    private final float[] levels;
    private final int size;
    private final double margin;
    private final int pointsOutput;
    private final int presenceOutput;

    private FaceMesh(TensorModel model) {
        this.model = model;
        ModelDescription description = model.description();
        this.mean = new MeanFace(description);
        this.levels = BlazeFaceNetwork.levels(description);
        double[] shape = description.numbers("inputs.0.shape");
        this.size = (int) shape[shape.length - 1];
        this.margin = description.number("window.margin");
        this.pointsOutput = description.output("points");
        this.presenceOutput = description.output("presence");
    }

    /**
     * Loads the network.
     *
     * @param models loads it
     * @return the network, to be closed by the caller
     */
    public static FaceMesh load(ModelLoader models) {
        TensorModel model = TensorModel.load(models, MODEL);
        try {
            return new FaceMesh(model);
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }

    /**
     * Measures faces.
     *
     * @param bgr the picture
     * @param faces where they are
     * @return their geometry, in order
     */
    public List<FaceGeometry> measure(Mat bgr, List<Detection> faces) {
        List<FaceGeometry> measured = new ArrayList<>(faces.size());
        for (int from = 0; from < faces.size(); from += BATCH) {
            List<Window> windows =
                    faces.subList(from, Math.min(from + BATCH, faces.size())).stream()
                            .map(this::window)
                            .toList();
            NetworkInput input = new NetworkInput(levels, windows.size(), size, size);
            for (int i = 0; i < windows.size(); i++) {
                windows.get(i).placeTurned(input, i, bgr, Core.BORDER_REPLICATE);
            }
            Tensor points = model.run(input.tensor()).get(pointsOutput);
            for (int i = 0; i < windows.size(); i++) {
                Points seen = toPicture(points.item(i), windows.get(i));
                measured.add(GeometryMeasures.of(seen, mean));
            }
        }
        return measured;
    }

    /**
     * Whether a face is where one may be.
     *
     * @param bgr the picture
     * @param face where it may be
     * @return the mean probability of the place and its mirror image
     */
    double presence(Mat bgr, Detection face) {
        NetworkInput input = new NetworkInput(levels, 1, size, size);
        window(face).place(input, 0, bgr);
        double seen = presence(input);
        input.mirror();
        return (seen + presence(input)) / 2;
    }

    private double presence(NetworkInput input) {
        return model.run(input.tensor()).get(presenceOutput).item(0)[0];
    }

    private Window window(Detection face) {
        FaceBox box = face.box();
        double side = margin * Math.max(box.width(), box.height());
        return Window.square(
                box.centreX(), box.centreY(), side, face.landmarks().rollDegrees(), size);
    }

    private static Points toPicture(float[] points, Window window) {
        double[] coordinates = new double[points.length];
        for (int i = 0; i < points.length; i += 3) {
            Point place = window.toPicture(points[i], points[i + 1]);
            coordinates[i] = place.x();
            coordinates[i + 1] = place.y();
            coordinates[i + 2] = points[i + 2] * window.scaleX();
        }
        return new Points(coordinates);
    }

    @Override
    public void close() {
        model.close();
    }
}
