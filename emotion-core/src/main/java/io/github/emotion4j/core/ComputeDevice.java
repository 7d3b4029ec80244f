package io.github.emotion4j.core;

import java.util.Locale;

/** Where the models run. Immutable. */
public sealed interface ComputeDevice {
    /** The first CUDA device that the engine sees, else the CPU. */
    record Auto() implements ComputeDevice {}

    /** The CPU. */
    record Cpu() implements ComputeDevice {}

    /**
     * A CUDA device.
     *
     * @param index its number, from 0
     */
    record Gpu(int index) implements ComputeDevice {
        /**
         * Checks the index.
         *
         * @throws IllegalArgumentException if it is negative
         */
        public Gpu {
            if (index < 0) {
                throw new IllegalArgumentException("A GPU's index is at least 0, not " + index);
            }
        }
    }

    /** {@return the first CUDA device that the engine sees, else the CPU} */
    static ComputeDevice auto() {
        return new Auto();
    }

    /** {@return the CPU} */
    static ComputeDevice cpu() {
        return new Cpu();
    }

    /**
     * A CUDA device.
     *
     * @param index its number, from 0
     * @return the choice
     */
    static ComputeDevice gpu(int index) {
        return new Gpu(index);
    }

    /**
     * Reads a choice as properties and options name it.
     *
     * @param name {@code auto}, {@code cpu}, {@code gpu} (the first) or {@code gpu:N}, in any case
     * @return the choice
     * @throws IllegalArgumentException if it is none of them
     */
    static ComputeDevice parse(String name) {
        String device = name.toLowerCase(Locale.ROOT);
        if (device.equals("auto")) {
            return auto();
        }
        if (device.equals("cpu")) {
            return cpu();
        }
        if (device.matches("gpu(:\\d{1,3})?")) {
            return gpu(device.length() > 4 ? Integer.parseInt(device.substring(4)) : 0);
        }
        throw new IllegalArgumentException("\"" + name + "\" is none of auto, cpu, gpu:N");
    }
}
