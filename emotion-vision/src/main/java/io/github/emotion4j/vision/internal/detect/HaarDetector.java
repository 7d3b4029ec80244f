package io.github.emotion4j.vision.internal.detect;

import io.github.emotion4j.core.ModelException;
import io.github.emotion4j.vision.FaceBox;
import io.github.emotion4j.vision.FaceLandmarks;
import io.github.emotion4j.vision.FaceLandmarks.Point;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.opencv.core.Mat;
import org.opencv.core.MatOfRect;
import org.opencv.core.Rect;
import org.opencv.core.Size;
import org.opencv.imgproc.Imgproc;
import org.opencv.objdetect.CascadeClassifier;

/**
 * OpenCV's Haar cascade for frontal faces (Viola and Jones 2001, doi:10.1109/CVPR.2001.990517) with
 * the settings of OpenCV's own example. Thread-safe: callers take turns, since a cascade has state.
 */
public final class HaarDetector implements FaceDetector {
    private static final String CASCADE = "haarcascade_frontalface_default.xml";

    /** OpenCV's default. */
    private static final double SCALE_FACTOR = 1.1;

    /** More than OpenCV's 3, since Haar cascades raise many false alarms. */
    private static final int MIN_NEIGHBOURS = 5;

    /** The cascade gives no score; a value between unsure and sure. */
    private static final double SCORE = 0.75;

    private final CascadeClassifier cascade;
    private final Size smallest;

    private HaarDetector(CascadeClassifier cascade, int minFacePixels) {
        this.cascade = cascade;
        this.smallest = new Size(minFacePixels, minFacePixels);
    }

    /**
     * Loads the cascade from the OpenCV natives' jar.
     *
     * @param minFacePixels the width of the smallest face that is looked for
     * @return the detector
     */
    public static HaarDetector load(int minFacePixels) {
        String resource =
                "/org/bytedeco/opencv/"
                        + Loader.Detector.getPlatform()
                        + "/share/opencv4/haarcascades/"
                        + CASCADE;
        try {
            File file = Loader.cacheResource(resource);
            CascadeClassifier cascade =
                    new CascadeClassifier(file == null ? CASCADE : file.getPath());
            if (cascade.empty()) {
                throw new ModelException("OpenCV's natives hold no " + resource, null);
            }
            return new HaarDetector(cascade, minFacePixels);
        } catch (IOException e) {
            throw new ModelException("Cannot unpack " + resource + ": " + e, e);
        }
    }

    @Override
    public synchronized List<Detection> detect(Mat bgr) {
        Mat grey = new Mat();
        MatOfRect found = new MatOfRect();
        try {
            Imgproc.cvtColor(bgr, grey, Imgproc.COLOR_BGR2GRAY);
            cascade.detectMultiScale(
                    grey, found, SCALE_FACTOR, MIN_NEIGHBOURS, 0, smallest, new Size());
            List<Detection> faces = new ArrayList<>();
            for (Rect rect : found.toArray()) {
                faces.add(face(rect));
            }
            return faces;
        } finally {
            grey.release();
            found.release();
        }
    }

    @Override
    public List<Detection> follow(Mat bgr, List<Detection> last) {
        return List.of();
    }

    /** OpenCV's binding frees the detector when it is collected, and offers no other way. */
    @Override
    public void close() {}

    /** Puts the landmarks where they lie on average in the cascade's square. */
    private static Detection face(Rect rect) {
        FaceLandmarks landmarks =
                new FaceLandmarks(
                        at(rect, 0.31, 0.39),
                        at(rect, 0.69, 0.39),
                        at(rect, 0.5, 0.58),
                        at(rect, 0.5, 0.76));
        return new Detection(
                SCORE, new FaceBox(rect.x, rect.y, rect.width, rect.height), landmarks);
    }

    private static Point at(Rect rect, double x, double y) {
        return new Point(rect.x + x * rect.width, rect.y + y * rect.height);
    }
}
