package io.github.emotion4j.core.model;

/** The engine that runs a model. */
public enum TensorEngine {
    /** TorchScript on libtorch; every model of the project ships for it. */
    PYTORCH,
    /** ONNX on OnnxRuntime; on CPUs the faster one, for models that ship an {@code .onnx}. */
    ONNX_RUNTIME
}
