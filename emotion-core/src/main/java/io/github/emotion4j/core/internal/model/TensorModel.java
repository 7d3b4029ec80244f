package io.github.emotion4j.core.internal.model;

import io.github.emotion4j.core.ModelException;
import io.github.emotion4j.core.model.ModelDescription;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.core.model.TensorEngine;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A loaded model: tensors in, tensors out.
 *
 * <p>Thread-safe: calls run in parallel. Native memory of a call is freed before the call returns.
 * {@link #close()} is idempotent; a call after it throws {@link IllegalStateException}.
 */
public final class TensorModel implements AutoCloseable {
    private final ModelDescription description;
    private final TensorEngine engine;
    private final LoadedNetwork network;
    private final List<String> inputNames;
    private int running;
    private boolean closed;

    private TensorModel(
            ModelDescription description,
            TensorEngine engine,
            LoadedNetwork network,
            List<String> inputNames) {
        this.description = description;
        this.engine = engine;
        this.network = network;
        this.inputNames = inputNames;
    }

    /**
     * Loads a model.
     *
     * @param models where it is found, and what it is to run on
     * @param id the model's id, such as {@code "face-expression"}
     * @return the model, to be closed by the caller
     * @throws ModelException if it is not found, its hash differs, the engine's natives are missing
     *     or the engine refuses the file
     */
    public static TensorModel load(ModelLoader models, String id) {
        ModelDescription description = models.description(id);
        TensorEngine engine = Engines.choose(models, description);
        int gpu = Engines.gpu(models, engine);
        Engines.require(engine, models.threads());
        ModelLoader.Weights weights = models.weights(description, engine);
        List<String> names = description.inputNames();
        try {
            LoadedNetwork network =
                    engine == TensorEngine.PYTORCH
                            ? TorchNetwork.load(description.id(), weights.bytes(), gpu)
                            : OnnxNetwork.load(weights.bytes(), names, gpu, models.threads());
            return new TensorModel(description, engine, network, names);
        } catch (Exception e) {
            throw new ModelException(
                    Engines.name(engine)
                            + " cannot load "
                            + weights.origin()
                            + ": "
                            + rootMessage(e),
                    e);
        }
    }

    /**
     * What the model's {@code model.json} says.
     *
     * @return the description
     */
    public ModelDescription description() {
        return description;
    }

    /** {@return the engine that runs the model} */
    public TensorEngine engine() {
        return engine;
    }

    /**
     * Runs the model.
     *
     * @param inputs one tensor for each input that {@code model.json} lists, in order
     * @return one tensor for each output, in order
     * @throws IllegalArgumentException if the number of tensors differs
     * @throws ModelException if the model refuses their shapes, or gives another number of tensors
     *     than its description lists
     * @throws IllegalStateException if the model is closed
     */
    public List<Tensor> run(Tensor... inputs) {
        if (inputs.length != inputNames.size()) {
            throw new IllegalArgumentException(
                    description.id()
                            + " takes the inputs "
                            + inputNames
                            + ", not "
                            + inputs.length);
        }
        acquire();
        try {
            Tensor[] outputs = network.run(inputs);
            if (outputs.length != description.outputCount()) {
                throw new ModelException(
                        String.format(
                                Locale.ROOT,
                                "%s gives %d output(s), and its model.json lists %d; weights and"
                                        + " description are not of one model",
                                description.id(),
                                outputs.length,
                                description.outputCount()),
                        null);
            }
            return List.of(outputs);
        } catch (ModelException e) {
            throw e;
        } catch (Exception e) {
            throw new ModelException(
                    description.id() + " cannot run on " + List.of(inputs) + ": " + rootMessage(e),
                    e);
        } finally {
            release();
        }
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (running == 0) {
            network.close();
        }
    }

    private synchronized void acquire() {
        if (closed) {
            throw new IllegalStateException("The model " + description.id() + " is closed");
        }
        running++;
    }

    private synchronized void release() {
        running--;
        // Closing while calls run waits for the last of them, else natives would go under them.
        if (closed && running == 0) {
            network.close();
        }
    }

    private static String rootMessage(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        @Nullable String message = root.getMessage();
        return message == null ? root.toString() : message.lines().findFirst().orElse("");
    }
}
