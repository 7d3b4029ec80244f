package io.github.emotion4j.fusion;

import io.github.emotion4j.fusion.internal.ByteHead;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What the fusion network remembers of one person: plain numbers, one state a stream. Immutable and
 * thread-safe.
 *
 * <p>As bytes (big-endian): the four letters {@code E4LS}, a version (int, now 2), then for each of
 * the five arrays its length (int) and its values (IEEE 754 floats), in the order hidden, cell,
 * recent, opinion, unheard.
 */
public final class LstmState {
    private static final ByteHead HEAD =
            new ByteHead(
                    "E4LS",
                    2,
                    "the state of a fusion network",
                    "Start a new session, or restore with the library that saved it");

    private final float[] hidden;
    private final float[] cell;
    private final float[] recent;
    private final float[] opinion;
    private final float[] unheard;

    /**
     * Makes a state of its arrays, which are copied.
     *
     * @param hidden the LSTM's output of the last step
     * @param cell the LSTM's cell
     * @param recent the outputs of the recent steps that attention looks back to, oldest first
     * @param opinion the running log-opinion of the classes
     * @param unheard the steps since each slot was last present, up to as many as {@code recent}
     *     holds
     */
    public LstmState(
            float[] hidden, float[] cell, float[] recent, float[] opinion, float[] unheard) {
        this.hidden = hidden.clone();
        this.cell = cell.clone();
        this.recent = recent.clone();
        this.opinion = opinion.clone();
        this.unheard = unheard.clone();
    }

    /**
     * The LSTM's output of the last step.
     *
     * @return a fresh array
     */
    public float[] hidden() {
        return hidden.clone();
    }

    /**
     * The LSTM's cell.
     *
     * @return a fresh array
     */
    public float[] cell() {
        return cell.clone();
    }

    /**
     * The outputs of the recent steps that attention looks back to.
     *
     * @return a fresh array, oldest first
     */
    public float[] recent() {
        return recent.clone();
    }

    /**
     * The running log-opinion of the classes.
     *
     * @return a fresh array
     */
    public float[] opinion() {
        return opinion.clone();
    }

    /**
     * The steps since each slot was last present.
     *
     * @return a fresh array: 0 for a slot present in the last step, at most as many as attention
     *     looks back to
     */
    public float[] unheard() {
        return unheard.clone();
    }

    /**
     * The state as bytes, for another process to go on with.
     *
     * @return a fresh array in the form that the class describes
     */
    public byte[] toBytes() {
        float[][] arrays = {hidden, cell, recent, opinion, unheard};
        int values = Arrays.stream(arrays).mapToInt(array -> array.length).sum();
        ByteBuffer buffer =
                ByteBuffer.allocate(ByteHead.LENGTH + (arrays.length + values) * Integer.BYTES);
        buffer.put(HEAD.bytes());
        for (float[] array : arrays) {
            buffer.putInt(array.length);
            buffer.asFloatBuffer().put(array);
            buffer.position(buffer.position() + array.length * Float.BYTES);
        }
        return buffer.array();
    }

    /**
     * Reads a state.
     *
     * @param bytes what {@link #toBytes} gave
     * @return the state
     * @throws IllegalArgumentException if these are not the bytes of a state, of another version,
     *     or cut short
     */
    public static LstmState ofBytes(byte[] bytes) {
        HEAD.check(bytes);
        ByteBuffer buffer = ByteBuffer.wrap(bytes).position(ByteHead.LENGTH);
        float[][] arrays = new float[5][];
        try {
            for (int i = 0; i < arrays.length; i++) {
                int length = buffer.getInt();
                if (length < 0 || length > buffer.remaining() / Float.BYTES) {
                    throw new BufferUnderflowException();
                }
                arrays[i] = new float[length];
                buffer.asFloatBuffer().get(arrays[i]);
                buffer.position(buffer.position() + length * Float.BYTES);
            }
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException(
                    "The state is cut short at byte " + bytes.length + "; save it again", e);
        }
        return new LstmState(arrays[0], arrays[1], arrays[2], arrays[3], arrays[4]);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LstmState that
                && Arrays.equals(hidden, that.hidden)
                && Arrays.equals(cell, that.cell)
                && Arrays.equals(recent, that.recent)
                && Arrays.equals(opinion, that.opinion)
                && Arrays.equals(unheard, that.unheard);
    }

    @Override
    public int hashCode() {
        return Arrays.deepHashCode(new Object[] {hidden, cell, recent, opinion, unheard});
    }
}
