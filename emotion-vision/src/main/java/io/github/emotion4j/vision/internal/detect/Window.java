package io.github.emotion4j.vision.internal.detect;

import io.github.emotion4j.vision.FaceBox;
import io.github.emotion4j.vision.FaceLandmarks.Point;
import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Rect;
import org.opencv.core.Size;
import org.opencv.imgproc.Imgproc;

/**
 * A part of a picture, upright or turned, as a network's input sees it; black where it reaches out
 * of the picture. Immutable.
 *
 * @param centreX the column, in the picture, of the part's middle
 * @param centreY the row of the part's middle
 * @param scaleX the picture's pixels for each of the input's, across
 * @param scaleY the same, down
 * @param rollDegrees how far the part is turned, clockwise on the screen
 * @param width the input's columns that the part fills
 * @param height the input's rows that the part fills
 */
record Window(
        double centreX,
        double centreY,
        double scaleX,
        double scaleY,
        double rollDegrees,
        int width,
        int height) {
    /** The whole picture, its longer side scaled to a length, in the left upper corner. */
    static Window whole(Mat bgr, double longSide) {
        double scale = longSide / Math.max(bgr.cols(), bgr.rows());
        int width = Math.max(1, (int) Math.round(bgr.cols() * scale));
        int height = Math.max(1, (int) Math.round(bgr.rows() * scale));
        return new Window(
                bgr.cols() / 2.0,
                bgr.rows() / 2.0,
                (double) bgr.cols() / width,
                (double) bgr.rows() / height,
                0,
                width,
                height);
    }

    /** A square around a point. */
    static Window square(
            double centreX, double centreY, double side, double rollDegrees, int size) {
        double scale = Math.max(side, 1) / size;
        return new Window(centreX, centreY, scale, scale, rollDegrees, size, size);
    }

    /** The point of the picture that a point of the input shows. */
    Point toPicture(double x, double y) {
        double right = (x - width / 2.0) * scaleX;
        double down = (y - height / 2.0) * scaleY;
        double roll = Math.toRadians(rollDegrees);
        double cosine = Math.cos(roll);
        double sine = Math.sin(roll);
        return new Point(
                centreX + cosine * right - sine * down, centreY + sine * right + cosine * down);
    }

    /** A box of the input as one of the picture: upright, of the same middle and size. */
    FaceBox toPicture(double left, double top, double right, double bottom) {
        Point middle = toPicture((left + right) / 2, (top + bottom) / 2);
        double wide = Math.max(0, (right - left) * scaleX);
        double high = Math.max(0, (bottom - top) * scaleY);
        return new FaceBox(middle.x() - wide / 2, middle.y() - high / 2, wide, high);
    }

    /** Puts the part into an item of a network's input. */
    void place(NetworkInput input, int item, Mat bgr) {
        if (rollDegrees != 0) {
            placeTurned(input, item, bgr, Core.BORDER_CONSTANT);
            return;
        }
        double left = centreX - width / 2.0 * scaleX;
        double top = centreY - height / 2.0 * scaleY;
        int fromLeft = bound(left, bgr.cols());
        int fromTop = bound(top, bgr.rows());
        int fromRight = bound(left + width * scaleX, bgr.cols());
        int fromBottom = bound(top + height * scaleY, bgr.rows());
        int toLeft = bound((fromLeft - left) / scaleX, width);
        int toTop = bound((fromTop - top) / scaleY, height);
        int toRight = bound((fromRight - left) / scaleX, width);
        int toBottom = bound((fromBottom - top) / scaleY, height);
        if (fromRight > fromLeft && fromBottom > fromTop && toRight > toLeft && toBottom > toTop) {
            input.place(
                    item,
                    bgr,
                    new Rect(fromLeft, fromTop, fromRight - fromLeft, fromBottom - fromTop),
                    new Rect(toLeft, toTop, toRight - toLeft, toBottom - toTop));
        }
    }

    /**
     * Puts a turned part into an item of a network's input; a part that is much larger than the
     * input is shrunk by area means first.
     *
     * @param border the pixels outside of the picture, as OpenCV's border type
     */
    void placeTurned(NetworkInput input, int item, Mat bgr, int border) {
        double reach = Math.hypot(width * scaleX, height * scaleY) / 2;
        int left = bound(centreX - reach, bgr.cols() - 1);
        int top = bound(centreY - reach, bgr.rows() - 1);
        int right = Math.max(left + 1, bound(centreX + reach, bgr.cols()));
        int bottom = Math.max(top + 1, bound(centreY + reach, bgr.rows()));
        Mat part = bgr.submat(new Rect(left, top, right - left, bottom - top));
        Mat small = new Mat();
        Mat transform = new Mat(2, 3, CvType.CV_64F);
        Mat turned = new Mat();
        try {
            double step = Math.max(1, Math.max(scaleX, scaleY));
            Size size =
                    new Size(
                            Math.max(1, Math.rint(part.cols() / step)),
                            Math.max(1, Math.rint(part.rows() / step)));
            Imgproc.resize(part, small, size, 0, 0, Imgproc.INTER_AREA);
            double shrinkX = (double) small.cols() / part.cols();
            double shrinkY = (double) small.rows() / part.rows();
            double roll = Math.toRadians(rollDegrees);
            double cosine = Math.cos(roll);
            double sine = Math.sin(roll);
            // From the input's pixel centres to those of the shrunken part.
            double[] matrix = {
                cosine * scaleX * shrinkX,
                -sine * scaleY * shrinkX,
                0,
                sine * scaleX * shrinkY,
                cosine * scaleY * shrinkY,
                0
            };
            double fromX = 0.5 - width / 2.0;
            double fromY = 0.5 - height / 2.0;
            matrix[2] = (centreX - left) * shrinkX - 0.5 + matrix[0] * fromX + matrix[1] * fromY;
            matrix[5] = (centreY - top) * shrinkY - 0.5 + matrix[3] * fromX + matrix[4] * fromY;
            transform.put(0, 0, matrix);
            Imgproc.warpAffine(
                    small,
                    turned,
                    transform,
                    new Size(width, height),
                    Imgproc.INTER_LINEAR | Imgproc.WARP_INVERSE_MAP,
                    border);
            Rect all = new Rect(0, 0, width, height);
            input.place(item, turned, all, all);
        } finally {
            part.release();
            small.release();
            transform.release();
            turned.release();
        }
    }

    private static int bound(double value, int greatest) {
        return (int) Math.max(0, Math.min(greatest, Math.round(value)));
    }
}
