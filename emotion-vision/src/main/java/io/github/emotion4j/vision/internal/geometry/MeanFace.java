package io.github.emotion4j.vision.internal.geometry;

import io.github.emotion4j.core.model.ModelDescription;
import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;

/**
 * A face seen from the front, onto which others are laid: the rotation, size and place at which
 * some of its points fit best (weighted orthogonal Procrustes analysis, Schoenemann 1966,
 * doi:10.1007/BF02289451). Immutable and thread-safe.
 */
public final class MeanFace {
    /** The outer corners of the eyes. */
    private static final int LEFT_CORNER = 33;

    private static final int RIGHT_CORNER = 263;

    private final int[] chosen;
    private final double[] weights;
    private final Points own;
    private final double[] ownCentre;
    private final double ownSpread;

    /**
     * The mean face that a network's description holds.
     *
     * @param description the landmark network's
     */
    public MeanFace(ModelDescription description) {
        double[] numbers = description.numbers("canonical.points");
        this.chosen = new int[numbers.length];
        for (int i = 0; i < chosen.length; i++) {
            chosen[i] = (int) numbers[i];
        }
        this.weights = normalised(description.numbers("canonical.weights"));
        this.own = inEyeSpans(description.numbers("canonical.coordinates"));
        int[] all = new int[chosen.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = i;
        }
        this.ownCentre = centre(own, all);
        double spread = 0;
        for (int i = 0; i < all.length; i++) {
            for (int axis = 0; axis < 3; axis++) {
                double apart = own.coordinates()[3 * i + axis] - ownCentre[axis];
                spread += weights[i] * apart * apart;
            }
        }
        this.ownSpread = spread;
    }

    /**
     * How a face is turned, and its points as seen from the front, in eye spans.
     *
     * @param rotation from the front to how the face is seen, 3x3, row by row
     * @param frontal the points, turned back
     */
    public record Fit(double[] rotation, Points frontal) {
        double yawDegrees() {
            return Math.toDegrees(Math.asin(Math.max(-1, Math.min(1, rotation[6]))));
        }

        double pitchDegrees() {
            return -Math.toDegrees(Math.atan2(rotation[7], rotation[8]));
        }

        double rollDegrees() {
            return Math.toDegrees(Math.atan2(rotation[3], rotation[0]));
        }
    }

    /**
     * Lays a face onto the mean face.
     *
     * @param face its points, numbered as the mean face's; in any unit
     * @return how it fits
     */
    public Fit fit(Points face) {
        double[] centre = centre(face, chosen);
        double[] product = new double[9];
        for (int i = 0; i < chosen.length; i++) {
            for (int row = 0; row < 3; row++) {
                double seen = face.coordinates()[3 * chosen[i] + row] - centre[row];
                for (int column = 0; column < 3; column++) {
                    double mean = own.coordinates()[3 * i + column] - ownCentre[column];
                    product[3 * row + column] += weights[i] * seen * mean;
                }
            }
        }
        double[] rotation = nearestRotation(product);
        double scale = 0;
        for (int i = 0; i < 9; i++) {
            scale += rotation[i] * product[i];
        }
        scale = Math.max(scale / ownSpread, 1e-9);
        double[] frontal = new double[face.coordinates().length];
        for (int i = 0; i < frontal.length; i += 3) {
            for (int axis = 0; axis < 3; axis++) {
                double sum = 0;
                for (int row = 0; row < 3; row++) {
                    sum += rotation[3 * row + axis] * (face.coordinates()[i + row] - centre[row]);
                }
                frontal[i + axis] = sum / scale + ownCentre[axis];
            }
        }
        return new Fit(rotation, new Points(frontal));
    }

    /** The rotation R of the greatest trace of R' times a matrix, by its singular values. */
    private static double[] nearestRotation(double[] matrix) {
        Mat given = new Mat(3, 3, CvType.CV_64F);
        Mat singular = new Mat();
        Mat left = new Mat();
        Mat right = new Mat();
        try {
            given.put(0, 0, matrix);
            Core.SVDecomp(given, singular, left, right);
            double[] u = new double[9];
            double[] v = new double[9];
            left.get(0, 0, u);
            right.get(0, 0, v);
            // A reflection is no rotation: then the least singular value's axis is turned round.
            double sign = Math.signum(determinant(u) * determinant(v));
            double[] rotation = new double[9];
            for (int row = 0; row < 3; row++) {
                for (int column = 0; column < 3; column++) {
                    rotation[3 * row + column] =
                            u[3 * row] * v[column]
                                    + u[3 * row + 1] * v[3 + column]
                                    + sign * u[3 * row + 2] * v[6 + column];
                }
            }
            return rotation;
        } finally {
            given.release();
            singular.release();
            left.release();
            right.release();
        }
    }

    private static double determinant(double[] m) {
        return m[0] * (m[4] * m[8] - m[5] * m[7])
                - m[1] * (m[3] * m[8] - m[5] * m[6])
                + m[2] * (m[3] * m[7] - m[4] * m[6]);
    }

    private double[] centre(Points points, int[] of) {
        double[] centre = new double[3];
        for (int i = 0; i < of.length; i++) {
            for (int axis = 0; axis < 3; axis++) {
                centre[axis] += weights[i] * points.coordinates()[3 * of[i] + axis];
            }
        }
        return centre;
    }

    private Points inEyeSpans(double[] coordinates) {
        double span = 0;
        for (int i = 0; i < chosen.length; i++) {
            if (chosen[i] == LEFT_CORNER) {
                span -= coordinates[3 * i];
            } else if (chosen[i] == RIGHT_CORNER) {
                span += coordinates[3 * i];
            }
        }
        double[] scaled = new double[coordinates.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = coordinates[i] / span;
        }
        return new Points(scaled);
    }

    private static double[] normalised(double[] weights) {
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        double[] shares = new double[weights.length];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = weights[i] / sum;
        }
        return shares;
    }
}
