package io.github.emotion4j.vision.internal.geometry;

import io.github.emotion4j.vision.FaceGeometry;

/** The measures of {@link FaceGeometry} from a face's points. */
public final class GeometryMeasures {
    /**
     * Diameter of the iris over radius of the eyeball, both of the mean adult eye, in millimetres.
     */
    private static final double IRIS_OVER_EYE = 11.7 / 12;

    /**
     * Mean of 233 posed faces that look into the camera (JAFFE -8.1 of the lower line, Yale -7.1),
     * rounded.
     */
    private static final double STRAIGHT_DEGREES = 8;

    private GeometryMeasures() {}

    /**
     * Measures a face.
     *
     * @param points its 478 points, in pixels of the picture
     * @param mean the face onto which it is laid
     * @return its geometry
     */
    public static FaceGeometry of(Points points, MeanFace mean) {
        MeanFace.Fit fit = mean.fit(points);
        Points face = fit.frontal();
        return new FaceGeometry(
                points.flat(),
                fit.yawDegrees(),
                fit.pitchDegrees(),
                fit.rollDegrees(),
                openness(face, 33, 160, 158, 133, 153, 144),
                openness(face, 362, 385, 387, 263, 373, 380),
                (degrees(face, face.x(468) - face.meanX(33, 133), 469, 471)
                                + degrees(face, face.x(473) - face.meanX(362, 263), 474, 476))
                        / 2,
                (degrees(face, face.y(468) - face.meanY(33, 133), 469, 471)
                                        + degrees(
                                                face, face.y(473) - face.meanY(362, 263), 474, 476))
                                / 2
                        + STRAIGHT_DEGREES,
                face.distance(13, 14),
                face.distance(61, 291),
                face.meanY(13, 14) - face.meanY(61, 291),
                face.meanY(33, 133, 362, 263)
                        - face.meanY(70, 63, 105, 66, 107, 300, 293, 334, 296, 336),
                face.distance(107, 336));
    }

    /** The lids' mean distance over the width, of six points around an eye from its left corner. */
    private static double openness(
            Points face, int left, int above, int above2, int right, int below2, int below) {
        return (face.distance(above, below) + face.distance(above2, below2))
                / 2
                / Math.max(face.distance(left, right), 1e-9);
    }

    /** The angle by which an eye is turned, if its iris is off by a length. */
    private static double degrees(Points face, double off, int irisEdge, int otherEdge) {
        double diameter = Math.max(face.distance(irisEdge, otherEdge), 1e-9);
        return Math.toDegrees(Math.asin(Math.max(-1, Math.min(1, off / diameter * IRIS_OVER_EYE))));
    }
}
