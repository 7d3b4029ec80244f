package io.github.emotion4j.vision.internal.detect;

import io.github.emotion4j.core.ModelException;
import io.github.emotion4j.vision.FaceBox;
import io.github.emotion4j.vision.FaceLandmarks;
import io.github.emotion4j.vision.FaceLandmarks.Point;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.opencv.core.CvException;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Size;
import org.opencv.objdetect.FaceDetectorYN;

/**
 * A user's YuNet file (Wu et al. 2023, doi:10.1007/s11633-023-1423-y) run by OpenCV. Thread-safe:
 * callers take turns, since the detector has state.
 */
public final class YuNetDetector implements FaceDetector {
    /** Below the 0.9 of OpenCV's default. Chosen by hand. */
    private static final float SCORE_THRESHOLD = 0.7f;

    private static final Size TRIAL_SIZE = new Size(320, 320);

    /** Left, top, width, height; five points; score. */
    private static final int COLUMNS = 15;

    private final FaceDetectorYN detector;
    private final int minFacePixels;

    private YuNetDetector(FaceDetectorYN detector, int minFacePixels) {
        this.detector = detector;
        this.minFacePixels = minFacePixels;
    }

    /**
     * Loads a network.
     *
     * @param onnx its file
     * @param minFacePixels the width of the smallest face that is reported
     * @return the detector
     */
    public static YuNetDetector load(Path onnx, int minFacePixels) {
        if (!Files.isRegularFile(onnx)) {
            throw new ModelException("There is no YuNet file " + onnx, null);
        }
        try {
            YuNetDetector detector =
                    new YuNetDetector(
                            FaceDetectorYN.create(onnx.toString(), "", TRIAL_SIZE, SCORE_THRESHOLD),
                            minFacePixels);
            Mat nothing = Mat.zeros(TRIAL_SIZE, CvType.CV_8UC3);
            detector.detect(nothing); // Another network is only noticed when it runs.
            nothing.release();
            return detector;
        } catch (CvException | ModelException e) {
            throw new ModelException(
                    onnx + " is no YuNet network that OpenCV can run: " + e.getMessage(), e);
        }
    }

    @Override
    public synchronized List<Detection> detect(Mat bgr) {
        Mat found = new Mat();
        try {
            detector.setInputSize(bgr.size());
            detector.detect(bgr, found);
            List<Detection> faces = new ArrayList<>();
            float[] row = new float[COLUMNS];
            for (int i = 0; i < found.rows(); i++) {
                found.get(i, 0, row);
                if (row[2] >= minFacePixels) {
                    faces.add(face(row));
                }
            }
            return faces;
        } catch (CvException e) {
            throw new ModelException(
                    "YuNet cannot look at " + bgr.size() + " pixels: " + e.getMessage(), e);
        } finally {
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

    /** YuNet names eyes from the person's side: its "right eye" is on the left of the picture. */
    private static Detection face(float[] row) {
        Point mouth = new Point((row[10] + row[12]) / 2, (row[11] + row[13]) / 2);
        FaceLandmarks landmarks =
                new FaceLandmarks(
                        new Point(row[4], row[5]),
                        new Point(row[6], row[7]),
                        new Point(row[8], row[9]),
                        mouth);
        return new Detection(row[14], new FaceBox(row[0], row[1], row[2], row[3]), landmarks);
    }
}
