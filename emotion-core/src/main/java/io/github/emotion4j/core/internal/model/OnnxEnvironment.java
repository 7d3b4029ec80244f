package io.github.emotion4j.core.internal.model;

import ai.djl.engine.Engine;
import ai.onnxruntime.OrtEnvironment;
import io.github.emotion4j.core.model.TensorEngine;
import org.jspecify.annotations.Nullable;

/**
 * OnnxRuntime's environment, of which a JVM has one. DJL's engine refuses one that another made, so
 * it is DJL that makes it where its engine is on the class path: an application that runs its own
 * models by DJL can then do so before and after this library.
 */
final class OnnxEnvironment {
    private static final OnnxEnvironment FIRST = new OnnxEnvironment();

    private final @Nullable Throwable fault;

    private OnnxEnvironment() {
        this.fault = makeByDjl();
    }

    /**
     * The environment, made by the first call.
     *
     * @throws RuntimeException or {@link LinkageError} if the natives do not load
     */
    static OrtEnvironment get() {
        Throwable fault = FIRST.fault;
        try {
            return OrtEnvironment.getEnvironment();
        } catch (RuntimeException | LinkageError e) {
            // The JVM tells why natives did not load once, here to DJL.
            if (fault != null) {
                e.addSuppressed(fault);
            }
            throw e;
        }
    }

    private static @Nullable Throwable makeByDjl() {
        try {
            // Only PyTorch looks at the number of threads.
            OfflineDjl.load(1, () -> Engine.getEngine(Engines.name(TensorEngine.ONNX_RUNTIME)));
            return null;
        } catch (RuntimeException | LinkageError | AssertionError e) {
            // DJL's engine is not there, or the application made the environment without DJL.
            return e;
        }
    }
}
