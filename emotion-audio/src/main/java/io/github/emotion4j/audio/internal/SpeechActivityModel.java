package io.github.emotion4j.audio.internal;

import io.github.emotion4j.core.ModelException;
import io.github.emotion4j.core.internal.model.Tensor;
import io.github.emotion4j.core.internal.model.TensorModel;
import io.github.emotion4j.core.model.ModelDescription;
import io.github.emotion4j.core.model.ModelLoader;
import java.util.List;
import java.util.Locale;

/**
 * The network that distinguishes speech from other sound: Silero VAD for 16 kHz, rebuilt so that
 * many windows go through in one call. Thread-safe.
 */
public final class SpeechActivityModel implements AutoCloseable {
    /** New samples of a window: 32 ms. */
    static final int WINDOW = 512;

    /** Samples before a window that the network sees again. */
    static final int CONTEXT = 64;

    private static final String ID = "speech-activity";

    private final TensorModel model;
    private final long[] stateShape;
    private final int probabilities;
    private final int next;

    /**
     * Loads the model.
     *
     * @param models where models come from
     * @throws ModelException if it is not found, or was made for other windows
     */
    public SpeechActivityModel(ModelLoader models) {
        model = TensorModel.load(models, ID);
        ModelDescription description = model.description();
        require(description, "inputs.0.rate", MonoResampler.RATE_HERTZ);
        require(description, "inputs.0.window", WINDOW);
        require(description, "inputs.0.context", CONTEXT);
        double[] shape = description.numbers("inputs.1.shape");
        stateShape = new long[shape.length];
        for (int i = 0; i < shape.length; i++) {
            stateShape[i] = (long) shape[i];
        }
        probabilities = description.output("probabilities");
        next = description.output("next");
    }

    private static void require(ModelDescription description, String field, int expected) {
        if (description.number(field) != expected) {
            throw new ModelException(
                    String.format(
                            Locale.ROOT,
                            "The model %s wants %s = %s, and this version gives %d",
                            ID,
                            field,
                            description.number(field),
                            expected),
                    null);
        }
    }

    /** The state of a stream that has heard nothing. */
    float[] startState() {
        int length = 1;
        for (long axis : stateShape) {
            length *= (int) axis;
        }
        return new float[length];
    }

    /**
     * Hears windows of one stream.
     *
     * @param windows row-major (window, 64 + 512), in the order of time
     * @param count how many
     * @param state of the stream, changed in place
     * @return the probability of speech in each window, in [0, 1]
     */
    float[] hear(float[] windows, int count, float[] state) {
        List<Tensor> out =
                model.run(
                        Tensor.of(windows, count, CONTEXT + WINDOW),
                        Tensor.of(state.clone(), stateShape));
        System.arraycopy(out.get(next).data(), 0, state, 0, state.length);
        return out.get(probabilities).data();
    }

    @Override
    public void close() {
        model.close();
    }
}
