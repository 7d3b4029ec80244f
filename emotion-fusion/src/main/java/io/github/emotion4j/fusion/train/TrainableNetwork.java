package io.github.emotion4j.fusion.train;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import io.github.emotion4j.core.ModelException;
import io.github.emotion4j.core.internal.model.OfflineDjl;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The TorchScript network in DJL's PyTorch engine: gradients out, weights in. Not thread-safe. */
final class TrainableNetwork implements AutoCloseable {
    private final Model model;
    private final PtSymbolBlock block;
    private final List<Parameter> parameters = new ArrayList<>();
    private final NetworkFile file;

    private TrainableNetwork(Model model, NetworkFile file) {
        this.model = model;
        this.block = (PtSymbolBlock) model.getBlock();
        this.file = file;
        block.getParameters().forEach(pair -> parameters.add(pair.getValue()));
    }

    static TrainableNetwork open(NetworkFile file) {
        Model model;
        try {
            model = OfflineDjl.load(1, () -> Model.newInstance("fusion", Device.cpu(), "PyTorch"));
        } catch (RuntimeException | LinkageError e) {
            throw new ModelException(
                    "Training needs PyTorch; add the dependency ai.djl.pytorch:pytorch-native-cpu"
                            + " with the classifier of this platform. Cause: "
                            + e.getMessage(),
                    e);
        }
        try {
            // Only a file, not a stream, can be loaded with parameters that train.
            Path copy = Files.createTempDirectory("emotion4j-fusion");
            try {
                Files.write(copy.resolve("fusion.pt"), file.weights());
                model.load(copy, "fusion", Map.of("trainParam", "true"));
            } finally {
                Files.deleteIfExists(copy.resolve("fusion.pt"));
                Files.delete(copy);
            }
            TrainableNetwork network = new TrainableNetwork(model, file);
            network.settle();
            return network;
        } catch (IOException | MalformedModelException | RuntimeException e) {
            model.close();
            throw new ModelException("PyTorch cannot load the network: " + e.getMessage(), e);
        }
    }

    void seed(long seed) {
        Engine.getEngine("PyTorch").setRandomSeed((int) seed);
    }

    float[][] weights() {
        float[][] weights = new float[parameters.size()][];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = parameters.get(i).getArray().toFloatArray();
        }
        return weights;
    }

    /** The place of a named array among the weights. */
    int index(String name) {
        for (int i = 0; i < parameters.size(); i++) {
            if (parameters.get(i).getName().equals(name)) {
                return i;
            }
        }
        throw new IllegalArgumentException(
                "The network has no weights named " + name + "; export it again by its recipe");
    }

    void setWeights(float[][] weights) {
        for (int i = 0; i < weights.length; i++) {
            parameters.get(i).getArray().set(FloatBuffer.wrap(weights[i]));
        }
    }

    /**
     * The mean cross-entropy of a batch, whose gradients are put into the arrays given, and the
     * logits.
     */
    Outcome gradients(PaddedBatch batch, float[][] gradients) {
        JniUtils.enableTrainingMode(block);
        try (NDManager manager = model.getNDManager().newSubManager();
                GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            NDArray logits = forward(manager, batch);
            NDArray targets =
                    manager.create(
                            batch.targets(),
                            new Shape(batch.size(), batch.time(), file.labels().size()));
            NDArray loss = logits.logSoftmax(-1).mul(targets).sum().div(targets.sum()).neg();
            collector.backward(loss);
            for (int i = 0; i < gradients.length; i++) {
                try (NDArray gradient = parameters.get(i).getArray().getGradient()) {
                    gradients[i] = gradient.toFloatArray();
                    gradient.subi(gradient);
                }
            }
            return new Outcome(loss.getFloat(), logits.toFloatArray());
        }
    }

    /** The logits of a batch, of shape (sequence, step, class), without dropout. */
    float[] logits(PaddedBatch batch) {
        JniUtils.enableInferenceMode(block);
        try (NDManager manager = model.getNDManager().newSubManager()) {
            return forward(manager, batch).toFloatArray();
        }
    }

    /** Writes the network as a plain TorchScript file, set to inference. */
    void write(Path path) throws IOException {
        JniUtils.enableInferenceMode(block);
        try (OutputStream out = Files.newOutputStream(path)) {
            JniUtils.writeModule(block, out, false);
        }
    }

    @Override
    public void close() {
        model.close();
    }

    /**
     * DJL's first forward pass for training sets a flag of the block; from then on dropout is
     * switched here.
     */
    private void settle() {
        int slots = file.slots().size();
        PaddedBatch one =
                new PaddedBatch(
                        1,
                        1,
                        new float[slots * file.width()],
                        new float[slots],
                        new float[file.labels().size()]);
        try (NDManager manager = model.getNDManager().newSubManager()) {
            forward(manager, one);
        }
    }

    /**
     * Always DJL's forward for training: the other one runs in PyTorch's inference mode, whose
     * tensors the compiled network refuses after it has been trained.
     */
    private NDArray forward(NDManager manager, PaddedBatch batch) {
        int slots = file.slots().size();
        int units = file.units();
        NDList inputs =
                new NDList(
                        manager.create(
                                batch.values(),
                                new Shape(batch.size(), batch.time(), slots, file.width())),
                        manager.create(
                                batch.present(), new Shape(batch.size(), batch.time(), slots)),
                        manager.zeros(new Shape(batch.size(), units)),
                        manager.zeros(new Shape(batch.size(), units)),
                        manager.zeros(new Shape(batch.size(), file.past(), units)),
                        manager.zeros(new Shape(batch.size(), file.opinions())));
        NDList outputs = block.forward(new ParameterStore(manager, false), inputs, true);
        outputs.attach(manager);
        return outputs.get(0);
    }

    /** What learning from a batch gave. */
    record Outcome(double loss, float[] logits) {}
}
