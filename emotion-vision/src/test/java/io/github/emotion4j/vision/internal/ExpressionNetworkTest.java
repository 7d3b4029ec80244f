package io.github.emotion4j.vision.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.ComputeDevice;
import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.core.model.TensorEngine;
import io.github.emotion4j.vision.internal.ExpressionNetwork.Expression;
import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class ExpressionNetworkTest {
    private static final ModelLoader MODELS =
            new ModelLoader(ComputeDevice.cpu(), 1, Optional.empty(), Optional.empty());

    @Test
    void withMirrorAverage_aCropAndItsMirrorImageSayTheSame() {
        try (ExpressionNetwork once = ExpressionNetwork.load(MODELS, false);
                ExpressionNetwork twice = ExpressionNetwork.load(MODELS, true)) {
            byte[] crop = new byte[once.aligner().size() * once.aligner().size()];
            new Random(7).nextBytes(crop);
            byte[] mirrored = mirror(crop, once.aligner().size());

            List<Expression> single = once.classify(List.of(crop, mirrored));
            List<Expression> averaged = twice.classify(List.of(crop, mirrored));

            assertNotEquals(single.get(0).probabilities(), single.get(1).probabilities());
            assertArrayEquals(
                    averaged.get(0).probabilities().toArray(),
                    averaged.get(1).probabilities().toArray(),
                    1e-5);
            float[] embedding = averaged.get(0).embedding();
            for (int i = 0; i < embedding.length; i++) {
                float sum = single.get(0).embedding()[i] + single.get(1).embedding()[i];
                assertEquals(sum / 2, embedding[i], 1e-4);
            }
        }
    }

    @Test
    void classify_inEightBitsAndInFloats_saysNearlyTheSame() throws IOException {
        byte[] smile = portrait();
        double[] eightBits = classify(TensorEngine.ONNX_RUNTIME, smile);
        double[] floats = classify(TensorEngine.PYTORCH, smile);

        // The mean distance over held-back pictures is 0.01
        // (models/training/face-expression/quantise.py).
        assertArrayEquals(floats, eightBits, 0.05);
        assertTrue(floats[Emotion.HAPPINESS.ordinal()] > 0.8);
    }

    private static double[] classify(TensorEngine engine, byte[] crop) {
        ModelLoader models =
                new ModelLoader(ComputeDevice.cpu(), 1, Optional.of(engine), Optional.empty());
        try (ExpressionNetwork network = ExpressionNetwork.load(models, false)) {
            return network.classify(List.of(crop)).get(0).probabilities().toArray();
        }
    }

    /** The portrait's face, cut out so that the eyes lie about where the network expects them. */
    private static byte[] portrait() throws IOException {
        BufferedImage picture = ImageIO.read(new File("src/test/resources/astronaut.jpg"));
        BufferedImage crop = new BufferedImage(48, 48, BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D graphics = crop.createGraphics();
        Image small = picture.getSubimage(166, 56, 116, 116);
        graphics.drawImage(small.getScaledInstance(48, 48, Image.SCALE_AREA_AVERAGING), 0, 0, null);
        graphics.dispose();
        return ((DataBufferByte) crop.getRaster().getDataBuffer()).getData();
    }

    private static byte[] mirror(byte[] crop, int size) {
        byte[] mirrored = new byte[crop.length];
        for (int i = 0; i < crop.length; i++) {
            mirrored[i] = crop[i / size * size + size - 1 - i % size];
        }
        return mirrored;
    }
}
