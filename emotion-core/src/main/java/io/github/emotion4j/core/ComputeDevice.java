package io.github.emotion4j.core;

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

    /**
     * The first CUDA device that the engine sees, else the CPU.
     *
     * @return the choice
     */
    static ComputeDevice auto() {
        return new Auto();
    }

    /**
     * The CPU.
     *
     * @return the choice
     */
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
}
