package io.github.emotion4j.core.internal.model;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.github.emotion4j.core.ModelException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * A network on OnnxRuntime, through its own API: DJL's engine would require a second engine, write
 * the weights to a temporary file, and look for CUDA at each model.
 */
final class OnnxNetwork implements LoadedNetwork {
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final List<String> inputNames;

    /**
     * Memory of inputs between calls: OnnxRuntime would allocate it anew for each array, which for
     * a picture takes longer than to fill it.
     */
    private final ConcurrentLinkedDeque<ByteBuffer> idle = new ConcurrentLinkedDeque<>();

    private OnnxNetwork(OrtEnvironment environment, OrtSession session, List<String> inputNames) {
        this.environment = environment;
        this.session = session;
        this.inputNames = inputNames;
    }

    /**
     * Loads weights.
     *
     * @param gpu the CUDA device, or -1 for the CPU
     * @throws OrtException if OnnxRuntime refuses them
     */
    static OnnxNetwork load(byte[] weights, List<String> inputNames, int gpu, int threads)
            throws OrtException {
        OrtEnvironment environment = OnnxEnvironment.get();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            if (gpu >= 0) {
                options.addCUDA(gpu);
            }
            OrtSession session = environment.createSession(weights, options);
            return new OnnxNetwork(environment, session, inputNames);
        }
    }

    @Override
    public Tensor[] run(Tensor[] inputs) throws OrtException {
        Map<String, OnnxTensor> named = new LinkedHashMap<>();
        List<ByteBuffer> used = new ArrayList<>(inputs.length);
        try {
            for (int i = 0; i < inputs.length; i++) {
                ByteBuffer memory = memory(inputs[i].data().length * (long) Float.BYTES);
                used.add(memory);
                FloatBuffer data = memory.asFloatBuffer().put(inputs[i].data()).flip();
                named.put(
                        inputNames.get(i),
                        OnnxTensor.createTensor(environment, data, inputs[i].shape()));
            }
            try (OrtSession.Result result = session.run(named)) {
                List<Tensor> outputs = new ArrayList<>();
                for (Map.Entry<String, ?> output : result) {
                    outputs.add(copy(output.getKey(), output.getValue()));
                }
                return outputs.toArray(new Tensor[0]);
            }
        } finally {
            named.values().forEach(OnnxTensor::close);
            used.forEach(idle::push);
        }
    }

    private ByteBuffer memory(long bytes) {
        ByteBuffer memory = idle.poll();
        return memory != null && memory.capacity() >= bytes
                ? memory
                : ByteBuffer.allocateDirect(Math.toIntExact(bytes)).order(ByteOrder.nativeOrder());
    }

    private static Tensor copy(String name, Object value) throws OrtException {
        if (!(value instanceof OnnxTensor tensor) || tensor.getInfo().type != OnnxJavaType.FLOAT) {
            throw new OrtException("The output " + name + " holds no floats");
        }
        FloatBuffer buffer = tensor.getFloatBuffer();
        float[] data = new float[buffer.remaining()];
        buffer.get(data);
        return Tensor.of(data, tensor.getInfo().getShape());
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new ModelException("OnnxRuntime cannot free a network: " + e.getMessage(), e);
        }
    }
}
