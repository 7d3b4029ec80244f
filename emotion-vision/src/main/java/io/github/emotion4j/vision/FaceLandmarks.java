package io.github.emotion4j.vision;

/**
 * Points of a face, in pixels. Left and right are as seen in the picture. Immutable.
 *
 * @param leftEye the eye on the left of the picture
 * @param rightEye the eye on the right of the picture
 * @param noseTip the tip of the nose
 * @param mouthCentre the middle of the mouth
 */
public record FaceLandmarks(Point leftEye, Point rightEye, Point noseTip, Point mouthCentre) {
    /**
     * A point.
     *
     * @param x column
     * @param y row
     */
    public record Point(double x, double y) {}

    /** {@return the distance between the eyes, in pixels} */
    public double eyeDistance() {
        return Math.hypot(rightEye.x - leftEye.x, rightEye.y - leftEye.y);
    }

    /**
     * {@return how far the head is tilted to its shoulder, in degrees in (-180, 180], positive
     * where the eye on the right is lower}
     */
    public double rollDegrees() {
        return Math.toDegrees(Math.atan2(rightEye.y - leftEye.y, rightEye.x - leftEye.x));
    }
}
