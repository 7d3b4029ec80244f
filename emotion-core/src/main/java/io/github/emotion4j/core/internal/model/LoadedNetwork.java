package io.github.emotion4j.core.internal.model;

/**
 * A network that an engine has loaded. Thread-safe; {@link TensorModel} closes it once, at rest.
 */
interface LoadedNetwork extends AutoCloseable {
    /**
     * Runs the network.
     *
     * @param inputs one tensor for each input, in order
     * @return one tensor for each output, in order
     * @throws Exception if the engine refuses them
     */
    Tensor[] run(Tensor[] inputs) throws Exception;

    @Override
    void close();
}
