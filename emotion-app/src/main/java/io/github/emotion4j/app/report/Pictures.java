package io.github.emotion4j.app.report;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Locale;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Pictures inside the page. */
final class Pictures {
    private static final float JPEG_QUALITY = 0.85f;

    private Pictures() {}

    /** An {@code img} element that holds its picture as JPEG, at most that wide. */
    static String img(BufferedImage image, int mostWidth, String alt) {
        BufferedImage small = shrink(image, mostWidth);
        return String.format(
                Locale.ROOT,
                "<img src=\"data:image/jpeg;base64,%s\" width=\"%d\" height=\"%d\" alt=\"%s\"/>",
                Base64.getEncoder().encodeToString(jpeg(small)),
                small.getWidth(),
                small.getHeight(),
                Markup.escape(alt));
    }

    private static BufferedImage shrink(BufferedImage image, int mostWidth) {
        int width = Math.min(mostWidth, image.getWidth());
        int height = Math.max(1, Math.round((float) image.getHeight() * width / image.getWidth()));
        BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = small.createGraphics();
        graphics.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(image, 0, 0, width, height, null);
        graphics.dispose();
        return small;
    }

    private static byte[] jpeg(BufferedImage image) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream stream = ImageIO.createImageOutputStream(bytes)) {
            ImageWriteParam settings = writer.getDefaultWriteParam();
            settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            settings.setCompressionQuality(JPEG_QUALITY);
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, null), settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
