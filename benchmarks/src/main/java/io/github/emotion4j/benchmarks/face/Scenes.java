package io.github.emotion4j.benchmarks.face;

import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.VideoFrame;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** 640x480 frames with faces that move a little, made of one portrait. */
final class Scenes {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 480;

    /** NASA's portrait of Eileen Collins, public domain; the face's box in it. */
    private static final Path PORTRAIT =
            Path.of(
                    System.getProperty(
                            "portrait",
                            "emotion-app/src/main/resources/io/github/emotion4j/app/media/astronaut.png"));

    private static final int FACE_LEFT = 120;
    private static final int FACE_TOP = 0;
    private static final int FACE_SIDE = 240;

    private Scenes() {}

    /** A frame with one face of about 150 pixels, shifted by the frame's number. */
    static VideoFrame oneFace(int number) {
        return scene(number, 1, 300);
    }

    /** A frame with five faces of about 60 pixels, shifted by the frame's number. */
    static VideoFrame fiveFaces(int number) {
        return scene(number, 5, 120);
    }

    private static VideoFrame scene(int number, int faces, int side) {
        BufferedImage portrait = portrait();
        BufferedImage scene = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = scene.createGraphics();
        graphics.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.setColor(new Color(90, 100, 110));
        graphics.fillRect(0, 0, WIDTH, HEIGHT);
        int shift = (int) Math.round(6 * Math.sin(number / 8.0));
        for (int i = 0; i < faces; i++) {
            int x = (WIDTH - faces * side) / 2 + i * side + shift;
            int y = (HEIGHT - side) / 2 + shift;
            graphics.drawImage(
                    portrait,
                    x,
                    y,
                    x + side,
                    y + side,
                    FACE_LEFT,
                    FACE_TOP,
                    FACE_LEFT + FACE_SIDE,
                    FACE_TOP + FACE_SIDE,
                    null);
        }
        graphics.dispose();
        long startNanos = number * 40_000_000L;
        return VideoFrame.of(new TimeInterval(startNanos, startNanos + 40_000_000L), scene);
    }

    private static BufferedImage portrait() {
        try (InputStream stream = Files.newInputStream(PORTRAIT)) {
            return ImageIO.read(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Run from the project's folder, or name the portrait with -Dportrait", e);
        }
    }
}
