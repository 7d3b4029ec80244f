package io.github.emotion4j.vision.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.github.emotion4j.core.ComputeDevice;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.vision.internal.ExpressionNetwork.Expression;
import java.util.List;
import java.util.Optional;
import java.util.Random;
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

    private static byte[] mirror(byte[] crop, int size) {
        byte[] mirrored = new byte[crop.length];
        for (int i = 0; i < crop.length; i++) {
            mirrored[i] = crop[i / size * size + size - 1 - i % size];
        }
        return mirrored;
    }
}
