package io.github.emotion4j.core.internal.model;

import ai.djl.engine.Engine;
import ai.djl.util.cuda.CudaUtils;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import io.github.emotion4j.core.ComputeDevice;
import io.github.emotion4j.core.ModelException;
import io.github.emotion4j.core.internal.io.NativeFault;
import io.github.emotion4j.core.model.ModelDescription;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.core.model.TensorEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The engines of this JVM: which are present, which devices they support, and why one does not
 * load.
 */
final class Engines {
    /**
     * What NVIDIA's driver leaves where it is installed; without it CUDA need not be looked for.
     */
    private static final List<String> DRIVER =
            List.of(
                    "/proc/driver/nvidia/version",
                    "/dev/nvidiactl",
                    "/usr/lib/wsl/lib/libcuda.so.1",
                    System.getenv().getOrDefault("SystemRoot", "C:\\Windows")
                            + "\\System32\\nvcuda.dll");

    private Engines() {}

    /** How an engine is called, by DJL too. */
    static String name(TensorEngine engine) {
        return switch (engine) {
            case PYTORCH -> "PyTorch";
            case ONNX_RUNTIME -> "OnnxRuntime";
        };
    }

    /** Whether an engine's classes are on the class path; its natives may not be. */
    static boolean isThere(TensorEngine engine) {
        String type =
                engine == TensorEngine.PYTORCH
                        ? "ai.djl.pytorch.engine.PtEngineProvider"
                        : "ai.onnxruntime.OrtEnvironment";
        try {
            Class.forName(type, false, Engines.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    /** Whether there may be a CUDA device. */
    private static boolean mayHaveCuda() {
        return DRIVER.stream().anyMatch(file -> Files.exists(Path.of(file)));
    }

    /** How many CUDA devices an engine can use. */
    private static int gpus(TensorEngine engine, int threads) {
        require(engine, threads);
        boolean cuda =
                engine == TensorEngine.PYTORCH
                        ? Engine.getEngine(name(engine)).hasCapability("CUDA")
                        : OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA);
        return cuda ? CudaUtils.getGpuCount() : 0;
    }

    /**
     * Loads an engine's natives unless they are loaded.
     *
     * @param threads what PyTorch may use in one call, if it is loaded by this
     * @throws ModelException if it cannot, with the reason and what to do
     */
    static void require(TensorEngine engine, int threads) {
        String platform = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        String dependency =
                "add the dependency ai.djl.onnxruntime:onnxruntime-engine, the quicker one on CPUs,"
                        + " or ai.djl.pytorch:pytorch-native-cpu with the classifier of this"
                        + " platform, such as linux-x86_64";
        if (!isThere(engine)) {
            throw new ModelException(
                    name(engine) + " is not on the class path; " + dependency, null);
        }
        try {
            if (engine == TensorEngine.PYTORCH) {
                OfflineDjl.load(threads, () -> Engine.getEngine(name(engine)));
            } else {
                OnnxEnvironment.get();
            }
        } catch (RuntimeException | LinkageError e) {
            String reason = NativeFault.reason(e);
            boolean missing = reason.isEmpty() && engine == TensorEngine.PYTORCH;
            throw new ModelException(
                    String.format(
                            Locale.ROOT,
                            "The natives of %s did not load on %s: %s",
                            name(engine),
                            platform,
                            missing
                                    ? dependency + ". Cause: " + e.getMessage()
                                    : orCause(reason, e)),
                    e);
        }
    }

    private static String orCause(String reason, Throwable e) {
        return reason.isEmpty() ? e.toString() : reason;
    }

    /** The engine that runs a model: the one asked for, or the one that suits model and device. */
    static TensorEngine choose(ModelLoader models, ModelDescription description) {
        return models.engine()
                .orElseGet(
                        () ->
                                description.shipsFor(TensorEngine.ONNX_RUNTIME)
                                                && isThere(TensorEngine.ONNX_RUNTIME)
                                                && !wantsGpu(models, TensorEngine.PYTORCH)
                                        ? TensorEngine.ONNX_RUNTIME
                                        : TensorEngine.PYTORCH);
    }

    private static boolean wantsGpu(ModelLoader models, TensorEngine asked) {
        if (!(models.device() instanceof ComputeDevice.Auto)) {
            return models.device() instanceof ComputeDevice.Gpu;
        }
        // Without the driver, no engine is loaded only to learn that there is no GPU.
        if (!mayHaveCuda() || !isThere(asked)) {
            return false;
        }
        try {
            return gpus(asked, models.threads()) > 0;
        } catch (ModelException e) {
            // Its natives are not there: another engine runs on the CPU, or loading says what to
            // add.
            return false;
        }
    }

    /** The CUDA device on which an engine runs models, -1 for the CPU. */
    static int gpu(ModelLoader models, TensorEngine chosen) {
        if (!wantsGpu(models, chosen)) {
            return -1;
        }
        if (models.device() instanceof ComputeDevice.Gpu gpu) {
            int gpus = mayHaveCuda() ? gpus(chosen, models.threads()) : 0;
            if (gpu.index() >= gpus) {
                throw new ModelException(
                        String.format(
                                Locale.ROOT,
                                "%s sees %d CUDA device(s), so there is no gpu(%d); add the CUDA"
                                        + " natives (README, \"Natives\") or choose cpu()",
                                name(chosen),
                                gpus,
                                gpu.index()),
                        null);
            }
            return gpu.index();
        }
        return 0;
    }
}
