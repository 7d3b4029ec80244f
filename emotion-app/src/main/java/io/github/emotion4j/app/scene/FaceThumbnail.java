package io.github.emotion4j.app.scene;

import io.github.emotion4j.vision.FaceBox;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;

/**
 * A small square picture of one face.
 *
 * @param frameNanos when it was seen
 * @param sighting the face
 * @param image the picture
 */
public record FaceThumbnail(long frameNanos, Sighting sighting, BufferedImage image) {
    private static final int SIZE = 176;

    /** The square's side over the box's longer side: hair and chin belong to a portrait. */
    private static final double MARGIN = 1.5;

    static FaceThumbnail cut(long frameNanos, Sighting sighting, BufferedImage frame) {
        FaceBox box = sighting.face().box();
        double side = MARGIN * Math.max(box.width(), box.height());
        side = Math.max(1, Math.min(side, Math.min(frame.getWidth(), frame.getHeight())));
        double left = clamp(box.centreX() - side / 2, frame.getWidth() - side);
        double top = clamp(box.centreY() - side / 2, frame.getHeight() - side);
        BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.drawImage(
                frame,
                0,
                0,
                SIZE,
                SIZE,
                (int) left,
                (int) top,
                (int) (left + side),
                (int) (top + side),
                null);
        graphics.dispose();
        return new FaceThumbnail(frameNanos, sighting, image);
    }

    private static double clamp(double value, double highest) {
        return Math.max(0, Math.min(highest, value));
    }
}
