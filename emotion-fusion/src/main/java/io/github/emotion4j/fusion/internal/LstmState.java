package io.github.emotion4j.fusion.internal;

import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.internal.io.SavedState;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * What the fusion network remembers of one person: plain numbers, one state a stream. Immutable and
 * thread-safe.
 *
 * <p>As bytes a {@link SavedState} of the letters {@code E4LS}, version 4: for each of the five
 * arrays its length (int) and its values (IEEE 754 floats), in the order hidden, cell, recent,
 * opinion, unheard.
 */
public final class LstmState {
    private static final SavedState ENVELOPE =
            new SavedState(
                    "E4LS",
                    4,
                    "The state of a fusion network",
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
     * @param opinion the running log-opinion of the classes, then what each slot said in the last
     *     step
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

    /** {@return the LSTM's output of the last step} */
    public float[] hidden() {
        return hidden.clone();
    }

    /** {@return the LSTM's cell} */
    public float[] cell() {
        return cell.clone();
    }

    /**
     * {@return the outputs of the recent steps that attention looks back to, oldest first: a fresh
     * array}
     */
    public float[] recent() {
        return recent.clone();
    }

    /**
     * {@return the running log-opinion of the classes, then what each slot said in the last step}
     */
    public float[] opinion() {
        return opinion.clone();
    }

    /**
     * {@return the steps since each slot was last present: 0 for a slot present in the last step,
     * at most as many as attention looks back to}
     */
    public float[] unheard() {
        return unheard.clone();
    }

    /**
     * {@return the state as bytes, from which another process can continue: a fresh array in the
     * form that the class describes}
     */
    public byte[] toBytes() {
        return ENVELOPE.write(this::write);
    }

    /**
     * Reads a state.
     *
     * @param bytes what {@link #toBytes} gave
     * @return the state
     * @throws InputException if these are not the bytes of a state, of another version, cut short
     *     or damaged
     */
    public static LstmState ofBytes(byte[] bytes) {
        return ENVELOPE.read(bytes, LstmState::read);
    }

    void write(DataOutputStream out) throws IOException {
        for (float[] array : List.of(hidden, cell, recent, opinion, unheard)) {
            out.writeInt(array.length);
            for (float value : array) {
                out.writeFloat(value);
            }
        }
    }

    static LstmState read(DataInputStream in) throws IOException {
        return new LstmState(array(in), array(in), array(in), array(in), array(in));
    }

    private static float[] array(DataInputStream in) throws IOException {
        float[] array = new float[SavedState.count(in, Float.BYTES)];
        for (int i = 0; i < array.length; i++) {
            array[i] = (float) SavedState.finite(in.readFloat());
        }
        return array;
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
