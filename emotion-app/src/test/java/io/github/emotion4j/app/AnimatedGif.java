package io.github.emotion4j.app;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;

/** Makes a small film without a codec. */
public final class AnimatedGif {
    private static final String FORMAT = "javax_imageio_gif_image_1.0";

    private AnimatedGif() {}

    /** Frames that grow lighter, each shown for that long. */
    public static byte[] of(int frames, int frameMillis, int size) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream stream = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(stream);
            writer.prepareWriteSequence(null);
            for (int i = 0; i < frames; i++) {
                BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_BYTE_GRAY);
                for (int p = 0; p < size * size; p++) {
                    image.getRaster().setSample(p % size, p / size, 0, 5 * i);
                }
                IIOMetadata metadata =
                        writer.getDefaultImageMetadata(new ImageTypeSpecifier(image), null);
                metadata.setFromTree(FORMAT, timed(metadata, frameMillis));
                writer.writeToSequence(new IIOImage(image, null, metadata), null);
            }
            writer.endWriteSequence();
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static IIOMetadataNode timed(IIOMetadata metadata, int frameMillis) {
        IIOMetadataNode root = (IIOMetadataNode) metadata.getAsTree(FORMAT);
        IIOMetadataNode control =
                (IIOMetadataNode) root.getElementsByTagName("GraphicControlExtension").item(0);
        control.setAttribute("delayTime", Integer.toString(frameMillis / 10));
        return root;
    }
}
