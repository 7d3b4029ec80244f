package io.github.emotion4j.core.internal.model;

import java.util.Arrays;

/**
 * A dense array of floats with a shape, in row-major order. The data are not copied: a caller that
 * passes a tensor over must not change them while it is in use.
 */
public final class Tensor {
    private final float[] data;
    private final long[] shape;

    private Tensor(float[] data, long[] shape) {
        this.data = data;
        this.shape = shape;
    }

    /**
     * A tensor over an array.
     *
     * @param data the values, row-major, not copied
     * @param shape the axes' lengths, at least 0; their product is the array's length
     * @return the tensor
     * @throws IllegalArgumentException if the shape does not fit the array
     */
    public static Tensor of(float[] data, long... shape) {
        long size = 1;
        for (long length : shape) {
            if (length < 0) {
                throw new IllegalArgumentException("Negative length in " + Arrays.toString(shape));
            }
            size = Math.multiplyExact(size, length);
        }
        if (size != data.length) {
            throw new IllegalArgumentException(
                    "Shape "
                            + Arrays.toString(shape)
                            + " needs "
                            + size
                            + " values, not "
                            + data.length);
        }
        return new Tensor(data, shape.clone());
    }

    /** {@return the values: the array itself, row-major} */
    public float[] data() {
        return data;
    }

    /** {@return the axes' lengths} */
    public long[] shape() {
        return shape.clone();
    }

    /**
     * One item of the first axis.
     *
     * @param index its index
     * @return a fresh array of its values
     * @throws IndexOutOfBoundsException if there is no such item
     */
    public float[] item(int index) {
        int count = shape.length == 0 ? 0 : (int) shape[0];
        if (index < 0 || index >= count) {
            throw new IndexOutOfBoundsException("Item " + index + " of " + count);
        }
        int length = data.length / count;
        return Arrays.copyOfRange(data, index * length, (index + 1) * length);
    }

    @Override
    public String toString() {
        return "Tensor" + Arrays.toString(shape);
    }
}
