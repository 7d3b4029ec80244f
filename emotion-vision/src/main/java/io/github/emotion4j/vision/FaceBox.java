package io.github.emotion4j.vision;

/**
 * The rectangle around a face, from the brow to the chin, in pixels; it may reach out of the
 * picture. Immutable.
 *
 * @param left its left edge
 * @param top its upper edge
 * @param width at least 0
 * @param height at least 0
 */
public record FaceBox(double left, double top, double width, double height) {
    /**
     * The area that two boxes share, over the area that they cover together.
     *
     * @param other another box
     * @return intersection over union, in [0, 1]; 0 if both are empty
     */
    public double intersectionOverUnion(FaceBox other) {
        double overlapWidth =
                Math.min(left + width, other.left + other.width) - Math.max(left, other.left);
        double overlapHeight =
                Math.min(top + height, other.top + other.height) - Math.max(top, other.top);
        double overlap = Math.max(0, overlapWidth) * Math.max(0, overlapHeight);
        double union = width * height + other.width * other.height - overlap;
        return union > 0 ? overlap / union : 0;
    }

    /** {@return the middle's column, in pixels} */
    public double centreX() {
        return left + width / 2;
    }

    /** {@return the middle's row, in pixels} */
    public double centreY() {
        return top + height / 2;
    }
}
