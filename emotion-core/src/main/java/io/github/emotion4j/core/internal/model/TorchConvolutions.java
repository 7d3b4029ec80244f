package io.github.emotion4j.core.internal.model;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv1d;
import io.github.emotion4j.core.model.TensorEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks whether PyTorch convolves rightly on this processor. That of DJL 0.36 (2.7.1, with oneDNN
 * 3.7) does not on an AMD EPYC of family 26 in a virtual machine, where several inputs have a
 * number of channels that is no multiple of 16: it gives other numbers and no error.
 */
final class TorchConvolutions {
    private static final Logger LOG = LoggerFactory.getLogger(TorchConvolutions.class);

    private static final int INPUTS = 4;
    private static final int CHANNELS = 129;
    private static final int OUTPUTS = 16;
    private static final int LENGTH = 8;
    private static final int KERNEL = 3;

    /** Asked once, when the first network is loaded. */
    private static final class Once {
        static final boolean RIGHT = compute();
    }

    private TorchConvolutions() {}

    /** Whether they are right; where they are not, the log says so once, and what to do. */
    static boolean areRight() {
        return Once.RIGHT;
    }

    private static boolean compute() {
        float[] inputs = numbers(INPUTS * CHANNELS * LENGTH, 7);
        float[] weights = numbers(OUTPUTS * CHANNELS * KERNEL, 5);
        float[] found;
        try (NDManager manager =
                NDManager.newBaseManager(Device.cpu(), Engines.name(TensorEngine.PYTORCH))) {
            found =
                    Conv1d.conv1d(
                                    manager.create(inputs, new Shape(INPUTS, CHANNELS, LENGTH)),
                                    manager.create(weights, new Shape(OUTPUTS, CHANNELS, KERNEL)))
                            .singletonOrThrow()
                            .toFloatArray();
        }
        int length = LENGTH - KERNEL + 1;
        boolean right = true;
        for (int i = 0; i < found.length; i++) {
            int input = i / (OUTPUTS * length);
            int output = i / length % OUTPUTS;
            double sum = 0;
            for (int c = 0; c < CHANNELS; c++) {
                for (int k = 0; k < KERNEL; k++) {
                    sum +=
                            (double) inputs[(input * CHANNELS + c) * LENGTH + i % length + k]
                                    * weights[(output * CHANNELS + c) * KERNEL + k];
                }
            }
            right &= Math.abs(sum - found[i]) < 0.01;
        }
        if (!right) {
            LOG.warn(
                    "PyTorch computes convolutions wrongly on this processor, and so what it says of"
                            + " faces and voices; use OnnxRuntime, or start Java with the"
                            + " environment variable ONEDNN_MAX_CPU_ISA=SSE41 (docs/natives.md)");
        }
        return right;
    }

    /** Small whole numbers, so that every order of the sums gives the same. */
    private static float[] numbers(int count, int period) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = i * 31 % period - period / 2;
        }
        return numbers;
    }
}
