package io.github.emotion4j.core.model;

import io.github.emotion4j.core.ComputeDevice;
import io.github.emotion4j.core.ModelException;
import io.github.emotion4j.core.model.ModelDescription.WeightsFile;
import io.github.emotion4j.core.spi.BoundedInput;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds models by id, checks their hashes and loads them. Models are looked for in the folder
 * given, else on the class path (artifact {@code emotion4j-models}). Nothing is ever downloaded.
 *
 * <p>Immutable and thread-safe. The models it loads are the caller's to close.
 */
public final class ModelLoader {
    private static final String RESOURCES = "io/github/emotion4j/models/";

    private final ComputeDevice device;
    private final int threads;
    private final Optional<TensorEngine> engine;
    private final Optional<Path> folder;

    /**
     * Makes a loader.
     *
     * @param device where models run
     * @param threads the threads that one call of a model may use, at least 1. PyTorch has one such
     *     number for the whole JVM and takes that of the first model loaded
     * @param engine the engine; if absent, OnnxRuntime where it is on the class path, the model
     *     ships for it and the device is the CPU, else PyTorch
     * @param folder where models are looked for first, one folder a model named by its id
     */
    public ModelLoader(
            ComputeDevice device,
            int threads,
            Optional<TensorEngine> engine,
            Optional<Path> folder) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, not " + threads);
        }
        this.device = device;
        this.threads = threads;
        this.engine = engine;
        this.folder = folder;
    }

    /**
     * Loads a model.
     *
     * @param id the model's id, such as {@code "face-expression"}
     * @return the model, to be closed by the caller
     * @throws ModelException if it is not found, its hash differs, the engine's natives are missing
     *     or the engine refuses the file
     */
    public TensorModel load(String id) {
        String text = new String(read(id, "model.json"), StandardCharsets.UTF_8);
        ModelDescription description = ModelDescription.parse(describe(id, "model.json"), text);
        Choice choice = choose(description);
        Engines.require(choice.engine, threads);
        byte[] weights = read(id, choice.weights.file());
        checkHash(describe(id, choice.weights.file()), choice.weights.sha256(), weights);
        return TensorModel.load(
                description, describe(id, choice.weights.file()), weights, choice, threads);
    }

    /** What runs a model, on which CUDA device, -1 for the CPU, and from which file. */
    record Choice(TensorEngine engine, int gpu, WeightsFile weights) {}

    private Choice choose(ModelDescription description) {
        Optional<WeightsFile> onnx = description.weights(TensorEngine.ONNX_RUNTIME);
        TensorEngine chosen =
                engine.orElseGet(
                        () ->
                                onnx.isPresent()
                                                && Engines.isThere(TensorEngine.ONNX_RUNTIME)
                                                && !wantsGpu(TensorEngine.PYTORCH)
                                        ? TensorEngine.ONNX_RUNTIME
                                        : TensorEngine.PYTORCH);
        WeightsFile weights =
                description
                        .weights(chosen)
                        .orElseThrow(
                                () ->
                                        new ModelException(
                                                "The model "
                                                        + description.id()
                                                        + " does not ship for "
                                                        + chosen,
                                                null));
        return new Choice(chosen, gpu(chosen), weights);
    }

    private boolean wantsGpu(TensorEngine asked) {
        if (!(device instanceof ComputeDevice.Auto)) {
            return device instanceof ComputeDevice.Gpu;
        }
        // Without the driver, no engine is loaded only to learn that there is no GPU.
        if (!Engines.mayHaveCuda() || !Engines.isThere(asked)) {
            return false;
        }
        try {
            return Engines.gpus(asked, threads) > 0;
        } catch (ModelException e) {
            // Its natives are not there: another engine runs on the CPU, or loading says what to
            // add.
            return false;
        }
    }

    private int gpu(TensorEngine chosen) {
        if (!wantsGpu(chosen)) {
            return -1;
        }
        if (device instanceof ComputeDevice.Gpu gpu) {
            int gpus = Engines.mayHaveCuda() ? Engines.gpus(chosen, threads) : 0;
            if (gpu.index() >= gpus) {
                throw new ModelException(
                        String.format(
                                "%s sees %d CUDA device(s), so there is no gpu(%d); add the CUDA"
                                        + " natives (README, \"Natives\") or choose cpu()",
                                chosen.djlName(), gpus, gpu.index()),
                        null);
            }
            return gpu.index();
        }
        return 0;
    }

    private byte[] read(String id, String file) {
        try {
            if (folder.isPresent() && Files.isDirectory(folder.get().resolve(id))) {
                Path path = folder.get().resolve(id).resolve(file);
                BoundedInput.requireRegular(path);
                return Files.readAllBytes(path);
            }
            try (InputStream stream = resource(id, file)) {
                return stream.readAllBytes();
            }
        } catch (NoSuchFileException | FileNotFoundException e) {
            throw new ModelException(
                    "Found no "
                            + describe(id, file)
                            + "; add the dependency io.github.emotion4j:emotion4j-models or name a"
                            + " folder of models",
                    e);
        } catch (IOException e) {
            throw new ModelException(describe(id, file) + " cannot be read: " + e, e);
        }
    }

    private static InputStream resource(String id, String file) throws FileNotFoundException {
        @Nullable InputStream stream =
                ModelLoader.class.getClassLoader().getResourceAsStream(RESOURCES + id + "/" + file);
        if (stream == null) {
            throw new FileNotFoundException(RESOURCES + id + "/" + file);
        }
        return stream;
    }

    private String describe(String id, String file) {
        boolean onDisk = folder.isPresent() && Files.isDirectory(folder.get().resolve(id));
        return onDisk
                ? folder.get().resolve(id).resolve(file).toString()
                : "classpath:" + RESOURCES + id + "/" + file;
    }

    private static void checkHash(String name, String expected, byte[] content) {
        String found;
        try {
            found = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        if (!found.equals(expected.toLowerCase(Locale.ROOT))) {
            throw new ModelException(
                    String.format(
                            "%s was changed or cut: SHA-256 expected %s, found %s. Restore the"
                                    + " file, or correct model.json if the change was meant",
                            name, expected, found),
                    null);
        }
    }
}
