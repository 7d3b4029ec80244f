package io.github.emotion4j.vision.internal.align;

import io.github.emotion4j.core.model.ModelDescription;
import io.github.emotion4j.vision.FaceLandmarks;
import io.github.emotion4j.vision.FaceLandmarks.Point;
import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Rect;
import org.opencv.core.Size;
import org.opencv.imgproc.Imgproc;

/**
 * Cuts a face out so that its eyes lie where the expression network expects them: a similarity
 * transform by the two eyes, after shrinking by area means, so that a large face is not sampled at
 * single pixels. Immutable and thread-safe.
 */
public final class FaceAligner {
    /** How far from the eyes' middle the crop reaches, in crop sides, with room for any turn. */
    private static final double REACH = 1.6;

    /** Where the tip of the nose and the mouth lie in the mean aligned face, from its top. */
    private static final double MEAN_NOSE = 0.6;

    /** See {@link #MEAN_NOSE}. */
    private static final double MEAN_MOUTH = 0.78;

    private final int size;
    private final Point leftEye;
    private final Point rightEye;

    /**
     * Makes an aligner.
     *
     * @param description the expression network's, which holds the crop's size and the eyes' places
     */
    public FaceAligner(ModelDescription description) {
        double[] shape = description.numbers("inputs.0.shape");
        this.size = (int) shape[shape.length - 1];
        this.leftEye = target(description.numbers("alignment.left_eye"));
        this.rightEye = target(description.numbers("alignment.right_eye"));
    }

    /** {@return the crop's side, in pixels} */
    public int size() {
        return size;
    }

    /**
     * The points of a face that fills a picture as it fills a crop. Nose and mouth lie where they
     * do in the mean face of the training pictures.
     *
     * @param width the picture's columns
     * @param height the picture's rows
     * @return its points, in the picture's pixels
     */
    public FaceLandmarks aligned(int width, int height) {
        double x = (double) width / size;
        double y = (double) height / size;
        return new FaceLandmarks(
                new Point(leftEye.x() * x, leftEye.y() * y),
                new Point(rightEye.x() * x, rightEye.y() * y),
                new Point(0.5 * width, MEAN_NOSE * height),
                new Point(0.5 * width, MEAN_MOUTH * height));
    }

    /**
     * Cuts a face out.
     *
     * @param bgr the picture
     * @param landmarks the face's points
     * @param crop takes size x size grey pixels, row by row
     */
    public void align(Mat bgr, FaceLandmarks landmarks, byte[] crop) {
        double distance = Math.max(landmarks.eyeDistance(), 1);
        double step = distance / (rightEye.x() - leftEye.x());
        double middleX = (landmarks.leftEye().x() + landmarks.rightEye().x()) / 2;
        double middleY = (landmarks.leftEye().y() + landmarks.rightEye().y()) / 2;
        double reach = REACH * Math.max(step, 1) * size;
        int left = bound(Math.floor(middleX - reach), bgr.cols() - 1);
        int top = bound(Math.floor(middleY - reach), bgr.rows() - 1);
        int right = Math.max(left + 1, bound(Math.ceil(middleX + reach), bgr.cols()));
        int bottom = Math.max(top + 1, bound(Math.ceil(middleY + reach), bgr.rows()));

        Mat part = bgr.submat(new Rect(left, top, right - left, bottom - top));
        Mat grey = new Mat();
        Mat small = new Mat();
        Mat transform = new Mat(2, 3, CvType.CV_64F);
        Mat face = new Mat();
        try {
            Imgproc.cvtColor(part, grey, Imgproc.COLOR_BGR2GRAY);
            Mat source = grey;
            if (step > 1) {
                double width = Math.max(1, Math.rint(grey.cols() / step));
                double height = Math.max(1, Math.rint(grey.rows() / step));
                Imgproc.resize(grey, small, new Size(width, height), 0, 0, Imgproc.INTER_AREA);
                source = small;
            }
            double shrinkX = (double) source.cols() / grey.cols();
            double shrinkY = (double) source.rows() / grey.rows();
            transform.put(
                    0,
                    0,
                    similarity(
                            (landmarks.leftEye().x() - left) * shrinkX,
                            (landmarks.leftEye().y() - top) * shrinkY,
                            (landmarks.rightEye().x() - left) * shrinkX,
                            (landmarks.rightEye().y() - top) * shrinkY));
            Imgproc.warpAffine(
                    source,
                    face,
                    transform,
                    new Size(size, size),
                    Imgproc.INTER_LINEAR,
                    Core.BORDER_REPLICATE);
            face.get(0, 0, crop);
        } finally {
            part.release();
            grey.release();
            small.release();
            transform.release();
            face.release();
        }
    }

    /** The 2x3 matrix that takes two eyes to their places, for OpenCV's pixel centres. */
    private double[] similarity(double leftX, double leftY, double rightX, double rightY) {
        // As complex numbers: target = a * source + b.
        double dx = rightX - leftX;
        double dy = rightY - leftY;
        double length = Math.max(dx * dx + dy * dy, 1e-9);
        double targetDx = rightEye.x() - leftEye.x();
        double targetDy = rightEye.y() - leftEye.y();
        double real = (targetDx * dx + targetDy * dy) / length;
        double imaginary = (targetDy * dx - targetDx * dy) / length;
        double shiftX = leftEye.x() - (real * leftX - imaginary * leftY);
        double shiftY = leftEye.y() - (imaginary * leftX + real * leftY);
        // Ours are continuous coordinates, OpenCV's count from the first pixel's centre.
        shiftX += 0.5 * (real - imaginary) - 0.5;
        shiftY += 0.5 * (imaginary + real) - 0.5;
        return new double[] {real, -imaginary, shiftX, imaginary, real, shiftY};
    }

    private Point target(double[] fraction) {
        return new Point(fraction[0] * size, fraction[1] * size);
    }

    private static int bound(double value, int greatest) {
        return (int) Math.max(0, Math.min(greatest, value));
    }
}
