package io.github.emotion4j.audio.activity;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The weights of the recurrent net that tells speech from other sound: 16 mel groups, a dense layer
 * of 24 tanh units, a gated recurrent layer of 24, one output. About 4,000 parameters; trained by
 * models/training/speech/vad.py. Immutable and shared.
 */
final class ActivityNet {
    private static final String RESOURCE = "voice-activity.bin";

    final int groups;
    final int dense;
    final int hidden;
    private final float[] denseWeight;
    private final float[] denseBias;
    private final float[] inputWeight;
    private final float[] hiddenWeight;
    private final float[] inputBias;
    private final float[] hiddenBias;
    private final float[] outWeight;
    private final float outBias;

    private ActivityNet(ByteBuffer in) {
        groups = in.getInt();
        dense = in.getInt();
        hidden = in.getInt();
        denseWeight = read(in, dense * groups);
        denseBias = read(in, dense);
        inputWeight = read(in, 3 * hidden * dense);
        hiddenWeight = read(in, 3 * hidden * hidden);
        inputBias = read(in, 3 * hidden);
        hiddenBias = read(in, 3 * hidden);
        outWeight = read(in, hidden);
        outBias = in.getFloat();
    }

    /** The bundled weights. */
    static ActivityNet bundled() {
        return Holder.NET;
    }

    private static final class Holder {
        private static final ActivityNet NET = load();

        private static ActivityNet load() {
            try (@Nullable InputStream in = ActivityNet.class.getResourceAsStream(RESOURCE)) {
                if (in == null) {
                    throw new IllegalStateException("emotion-audio lacks its " + RESOURCE);
                }
                byte[] bytes = in.readAllBytes();
                return new ActivityNet(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /**
     * One step.
     *
     * @param x the groups
     * @param h the hidden state, changed in place
     * @param work room for dense + 6 x hidden values
     * @return the logit of speech
     */
    float step(float[] x, float[] h, float[] work) {
        for (int i = 0; i < dense; i++) {
            work[i] = (float) Math.tanh(row(denseWeight, i, x, 0, groups) + denseBias[i]);
        }
        int gates = 3 * hidden;
        for (int i = 0; i < gates; i++) {
            work[dense + i] = row(inputWeight, i, work, 0, dense) + inputBias[i];
            work[dense + gates + i] = row(hiddenWeight, i, h, 0, hidden) + hiddenBias[i];
        }
        float logit = outBias;
        for (int i = 0; i < hidden; i++) {
            float reset = sigmoid(work[dense + i] + work[dense + gates + i]);
            float keep = sigmoid(work[dense + hidden + i] + work[dense + gates + hidden + i]);
            float fresh =
                    (float)
                            Math.tanh(
                                    work[dense + 2 * hidden + i]
                                            + reset * work[dense + gates + 2 * hidden + i]);
            h[i] = (1 - keep) * fresh + keep * h[i];
            logit += outWeight[i] * h[i];
        }
        return logit;
    }

    private static float row(float[] weights, int row, float[] x, int offset, int n) {
        float sum = 0;
        int base = row * n;
        for (int k = 0; k < n; k++) {
            sum += weights[base + k] * x[offset + k];
        }
        return sum;
    }

    static float sigmoid(float x) {
        return (float) (1 / (1 + Math.exp(-x)));
    }

    private static float[] read(ByteBuffer in, int n) {
        float[] values = new float[n];
        in.asFloatBuffer().get(values);
        in.position(in.position() + 4 * n);
        return values;
    }
}
