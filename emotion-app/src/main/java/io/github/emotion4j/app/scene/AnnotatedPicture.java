package io.github.emotion4j.app.scene;

import io.github.emotion4j.vision.FaceBox;
import io.github.emotion4j.vision.FaceLandmarks;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A frame with boxes, landmarks, and of each person the number and what is perceived. Every line
 * has a dark rim and every text a dark plate, so that both can be read on any picture.
 */
public final class AnnotatedPicture {
    /** Small frames are enlarged, so that the letters are not coarse. */
    private static final int MIN_WIDTH = 960;

    /** No small picture is enlarged beyond it: a strip of 10x30000 would fill the memory. */
    private static final int MAX_SIDE = 4000;

    private static final Color RIM = new Color(0, 0, 0, 150);
    private static final Color PLATE = new Color(16, 18, 22, 225);

    private static final Color DOT = new Color(255, 255, 255, 170);

    private final Graphics2D graphics;
    private final Rectangle2D canvas;
    private final double scale;
    private final float unit;
    private final List<Rectangle2D> plates = new ArrayList<>();

    private AnnotatedPicture(Graphics2D graphics, int width, int height, double scale) {
        this.graphics = graphics;
        this.canvas = new Rectangle2D.Double(0, 0, width, height);
        this.scale = scale;
        this.unit = Math.max(1f, Math.min(width, height) / 420f);
    }

    /**
     * Draws the faces of a moment over its frame.
     *
     * @param frame the frame, which stays as it is
     * @param moment what was seen in it
     * @return a new picture, larger where the frame is small
     */
    public static BufferedImage draw(BufferedImage frame, Optional<Moment> moment) {
        int longest = Math.max(frame.getWidth(), frame.getHeight());
        double wanted = (double) MIN_WIDTH / frame.getWidth();
        double scale = Math.max(1, Math.min(wanted, (double) MAX_SIDE / longest));
        int width = (int) Math.round(scale * frame.getWidth());
        int height = (int) Math.round(scale * frame.getHeight());
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.setRenderingHint(
                RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(
                RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setRenderingHint(
                RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        graphics.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.drawImage(frame, 0, 0, width, height, null);
        AnnotatedPicture annotated = new AnnotatedPicture(graphics, width, height, scale);
        moment.ifPresent(
                m -> {
                    m.faces().forEach(annotated::outline);
                    m.faces().forEach(annotated::label);
                });
        graphics.dispose();
        return picture;
    }

    private void outline(Sighting sighting) {
        Rectangle2D box = box(sighting);
        double corner = 0.12 * Math.min(box.getWidth(), box.getHeight());
        Shape frame =
                new RoundRectangle2D.Double(
                        box.getX(), box.getY(), box.getWidth(), box.getHeight(), corner, corner);
        float line = (sighting.subject() ? 3 : 2) * unit;
        stroke(frame, line + 2 * unit, RIM);
        stroke(frame, line, Palette.colour(sighting.verdict()));

        sighting.face().geometry().ifPresent(measured -> dots(measured.points()));
        double radius = Math.max(2.2 * unit, 0.022 * box.getWidth());
        FaceLandmarks landmarks = sighting.face().landmarks();
        for (FaceLandmarks.Point point :
                List.of(
                        landmarks.leftEye(),
                        landmarks.rightEye(),
                        landmarks.noseTip(),
                        landmarks.mouthCentre())) {
            Shape dot =
                    new Ellipse2D.Double(
                            scale * point.x() - radius,
                            scale * point.y() - radius,
                            2 * radius,
                            2 * radius);
            stroke(dot, 2.6f * unit, RIM);
            stroke(dot, 1.2f * unit, Color.WHITE);
        }
    }

    /** The many points of a measured face, small enough that the face is still seen. */
    private void dots(List<FaceLandmarks.Point> points) {
        double radius = 0.55 * unit;
        graphics.setColor(DOT);
        for (FaceLandmarks.Point point : points) {
            graphics.fill(
                    new Ellipse2D.Double(
                            scale * point.x() - radius,
                            scale * point.y() - radius,
                            2 * radius,
                            2 * radius));
        }
    }

    private void label(Sighting sighting) {
        Rectangle2D box = box(sighting);
        float size = (float) Math.max(11 * unit, Math.min(17 * unit, box.getWidth() / 8));
        Font font = new Font(Font.SANS_SERIF, Font.BOLD, 1).deriveFont(size);
        graphics.setFont(font);
        FontMetrics metrics = graphics.getFontMetrics();
        String text = sighting.personId() + "  " + sighting.verdict().label();
        double chip = 0.62 * size;
        double padding = 0.5 * size;
        double width = metrics.stringWidth(text) + chip + 2.7 * padding;
        double height = metrics.getHeight() + padding;

        Rectangle2D plate = place(box, width, height, 2.5 * unit);
        plates.add(plate);
        graphics.setColor(PLATE);
        graphics.fill(
                new RoundRectangle2D.Double(
                        plate.getX(), plate.getY(), width, height, padding, padding));
        graphics.setColor(Palette.colour(sighting.verdict()));
        double chipTop = plate.getCenterY() - chip / 2;
        graphics.fill(
                new RoundRectangle2D.Double(
                        plate.getX() + padding, chipTop, chip, chip, chip / 3, chip / 3));
        graphics.setColor(Color.WHITE);
        graphics.drawString(
                text,
                (float) (plate.getX() + 1.7 * padding + chip),
                (float) (plate.getY() + padding / 2 + metrics.getAscent()));
    }

    /** Above the face, else below, else inside: the first place that is free and in the picture. */
    private Rectangle2D place(Rectangle2D box, double width, double height, double gap) {
        double left = Math.max(0, Math.min(box.getX(), canvas.getWidth() - width));
        double[] tops = {
            box.getY() - height - gap, box.getMaxY() + gap, box.getMaxY() - height - gap
        };
        for (double top : tops) {
            Rectangle2D plate = new Rectangle2D.Double(left, top, width, height);
            if (top >= 0
                    && plate.getMaxY() <= canvas.getHeight()
                    && plates.stream().noneMatch(plate::intersects)) {
                return plate;
            }
        }
        double top = Math.max(0, Math.min(tops[2], canvas.getHeight() - height));
        return new Rectangle2D.Double(left, top, width, height);
    }

    private Rectangle2D box(Sighting sighting) {
        FaceBox box = sighting.face().box();
        return new Rectangle2D.Double(
                scale * box.left(), scale * box.top(), scale * box.width(), scale * box.height());
    }

    private void stroke(Shape shape, float width, Color colour) {
        graphics.setColor(colour);
        graphics.setStroke(new BasicStroke(width));
        graphics.draw(shape);
    }
}
