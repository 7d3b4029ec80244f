package io.github.emotion4j.core.model;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.Batchifier;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import io.github.emotion4j.core.ModelException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/**
 * A loaded model: tensors in, tensors out.
 *
 * <p>Thread-safe: calls run in parallel, each on a DJL predictor of its own, which is kept for the
 * next call. Native memory of a call is freed before the call returns. {@link #close()} is
 * idempotent; a call after it throws {@link IllegalStateException}.
 */
public final class TensorModel implements AutoCloseable {
    private final ModelDescription description;
    private final TensorEngine engine;
    private final Model model;
    private final List<String> inputNames;
    private final ConcurrentLinkedDeque<Predictor<Tensor[], Tensor[]>> idle =
            new ConcurrentLinkedDeque<>();
    private int running;
    private boolean closed;

    private TensorModel(ModelDescription description, TensorEngine engine, Model model) {
        this.description = description;
        this.engine = engine;
        this.model = model;
        this.inputNames = description.inputNames();
    }

    static TensorModel load(
            ModelDescription description,
            String file,
            byte[] weights,
            ModelLoader.Choice choice,
            int threads) {
        ModelLoader.engineOf(choice.engine());
        Model model =
                Model.newInstance(description.id(), choice.device(), choice.engine().djlName());
        Map<String, String> options =
                choice.engine() == TensorEngine.PYTORCH
                        ? Map.of("mapLocation", "true")
                        : Map.of("intraOpNumThreads", Integer.toString(threads));
        try {
            model.load(new ByteArrayInputStream(weights), options);
            return new TensorModel(description, choice.engine(), model);
        } catch (IOException | MalformedModelException | EngineException e) {
            model.close();
            throw new ModelException(
                    choice.engine().djlName() + " cannot load " + file + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            model.close();
            throw e;
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

    /**
     * The engine that runs the model.
     *
     * @return the engine
     */
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
        Predictor<Tensor[], Tensor[]> predictor = acquire();
        try {
            Tensor[] outputs = predictor.predict(inputs);
            if (outputs.length != description.outputCount()) {
                throw new ModelException(
                        String.format(
                                "%s gives %d output(s), and its model.json lists %d; weights and"
                                        + " description are not of one model",
                                description.id(), outputs.length, description.outputCount()),
                        null);
            }
            return List.of(outputs);
        } catch (TranslateException e) {
            throw new ModelException(
                    description.id() + " cannot run on " + List.of(inputs) + ": " + rootMessage(e),
                    e);
        } finally {
            release(predictor);
        }
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (running == 0) {
            free();
        }
    }

    private synchronized Predictor<Tensor[], Tensor[]> acquire() {
        if (closed) {
            throw new IllegalStateException("The model " + description.id() + " is closed");
        }
        Predictor<Tensor[], Tensor[]> predictor = idle.poll();
        if (predictor == null) {
            predictor = model.newPredictor(new PlainTranslator(inputNames, engine));
        }
        running++;
        return predictor;
    }

    private synchronized void release(Predictor<Tensor[], Tensor[]> predictor) {
        running--;
        idle.push(predictor);
        // Closing while calls run waits for the last of them, else natives would go under them.
        if (closed && running == 0) {
            free();
        }
    }

    private void free() {
        idle.forEach(Predictor::close);
        idle.clear();
        model.close();
    }

    private static String rootMessage(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        @Nullable String message = root.getMessage();
        return message == null ? root.toString() : message.lines().findFirst().orElse("");
    }

    /** Copies tensors in and out; the context's manager, closed after each call, owns the rest. */
    private record PlainTranslator(List<String> inputNames, TensorEngine engine)
            implements Translator<Tensor[], Tensor[]> {
        @Override
        public NDList processInput(TranslatorContext context, Tensor[] inputs) {
            NDManager manager = context.getNDManager();
            NDList list = new NDList(inputs.length);
            for (int i = 0; i < inputs.length; i++) {
                NDArray array = manager.create(inputs[i].data(), new Shape(inputs[i].shape()));
                if (engine == TensorEngine.ONNX_RUNTIME) {
                    array.setName(inputNames.get(i));
                }
                list.add(array);
            }
            return list;
        }

        @Override
        public Tensor[] processOutput(TranslatorContext context, NDList list) {
            List<Tensor> outputs = new ArrayList<>(list.size());
            for (NDArray array : list) {
                if (array.getDataType() != DataType.FLOAT32) {
                    throw new EngineException("The model gives " + array.getDataType());
                }
                outputs.add(Tensor.of(array.toFloatArray(), array.getShape().getShape()));
            }
            return outputs.toArray(new Tensor[0]);
        }

        @Override
        public @Nullable Batchifier getBatchifier() {
            return null;
        }
    }
}
