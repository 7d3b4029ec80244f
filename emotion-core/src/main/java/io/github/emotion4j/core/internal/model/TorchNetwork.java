package io.github.emotion4j.core.internal.model;

import ai.djl.Device;
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
import io.github.emotion4j.core.model.TensorEngine;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/** A network on PyTorch, through DJL; each call has a predictor of its own, kept for the next. */
final class TorchNetwork implements LoadedNetwork {
    private final Model model;
    private final ConcurrentLinkedDeque<Predictor<Tensor[], Tensor[]>> idle =
            new ConcurrentLinkedDeque<>();

    private TorchNetwork(Model model) {
        this.model = model;
    }

    /**
     * Loads weights.
     *
     * @param gpu the CUDA device, or -1 for the CPU
     * @throws MalformedModelException if PyTorch refuses them
     */
    static TorchNetwork load(String name, byte[] weights, int gpu)
            throws IOException, MalformedModelException {
        Model model =
                Model.newInstance(
                        name,
                        gpu < 0 ? Device.cpu() : Device.gpu(gpu),
                        Engines.name(TensorEngine.PYTORCH));
        try {
            model.load(new ByteArrayInputStream(weights), Map.of("mapLocation", "true"));
            if (gpu < 0) {
                TorchConvolutions.areRight();
            }
            return new TorchNetwork(model);
        } catch (IOException | MalformedModelException | RuntimeException | Error e) {
            model.close();
            throw e;
        }
    }

    @Override
    public Tensor[] run(Tensor[] inputs) throws TranslateException {
        Predictor<Tensor[], Tensor[]> predictor = idle.poll();
        if (predictor == null) {
            predictor = model.newPredictor(new PlainTranslator());
        }
        try {
            return predictor.predict(inputs);
        } finally {
            idle.push(predictor);
        }
    }

    @Override
    public void close() {
        idle.forEach(Predictor::close);
        model.close();
    }

    /** Copies tensors in and out; the context's manager, closed after each call, owns the rest. */
    private static final class PlainTranslator implements Translator<Tensor[], Tensor[]> {
        @Override
        public NDList processInput(TranslatorContext context, Tensor[] inputs) {
            NDManager manager = context.getNDManager();
            NDList list = new NDList(inputs.length);
            for (Tensor input : inputs) {
                list.add(manager.create(input.data(), new Shape(input.shape())));
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
