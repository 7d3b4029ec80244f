package io.github.emotion4j.fusion.train;

import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.internal.io.BoundedInput;
import io.github.emotion4j.core.internal.io.SavedState;
import io.github.emotion4j.core.internal.io.WholeFile;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything that a killed training needs to continue with the same numbers: weights, their running
 * mean, the best weights, the optimiser's state and the history. There is always a whole one.
 */
record Checkpoint(
        List<FusionTrainer.Epoch> epochs,
        int bestEpoch,
        long optimiserSteps,
        float[][] weights,
        float[][] average,
        float[][] best,
        float[][] first,
        float[][] second) {
    private static SavedState envelope(Path file) {
        return new SavedState("E4CK", 3, file.toString(), "Delete it to train from the start");
    }

    void write(Path file, String fingerprint) {
        WholeFile.replace(file, envelope(file).write(out -> write(out, fingerprint)));
    }

    private void write(DataOutputStream out, String fingerprint) throws IOException {
        out.writeUTF(fingerprint);
        out.writeInt(epochs.size());
        for (FusionTrainer.Epoch e : epochs) {
            out.writeInt(e.epoch());
            out.writeDouble(e.learningRate());
            out.writeDouble(e.trainLoss());
            out.writeDouble(e.trainAccuracy());
            out.writeDouble(e.validationLoss());
            out.writeDouble(e.validationAccuracy());
            out.writeDouble(e.gradientNorm());
            out.writeLong(e.endedAtMillis());
        }
        out.writeInt(bestEpoch);
        out.writeLong(optimiserSteps);
        for (float[][] arrays : List.of(weights, average, best, first, second)) {
            out.writeInt(arrays.length);
            for (float[] array : arrays) {
                out.writeInt(array.length);
                for (float value : array) {
                    out.writeFloat(value);
                }
            }
        }
    }

    static Checkpoint read(Path file, String fingerprint) throws IOException {
        return envelope(file)
                .read(
                        BoundedInput.read(file, Limits.defaults()),
                        in -> {
                            if (!in.readUTF().equals(fingerprint)) {
                                throw new InputException(
                                        file.toString(),
                                        "is of a training with other settings, data or network;"
                                                + " delete it to train from the start, or name"
                                                + " another folder");
                            }
                            return rest(in);
                        });
    }

    private static Checkpoint rest(DataInputStream in) throws IOException {
        List<FusionTrainer.Epoch> epochs = new ArrayList<>();
        for (int left = SavedState.count(in, 7 * Double.BYTES); left > 0; left--) {
            epochs.add(
                    new FusionTrainer.Epoch(
                            in.readInt(),
                            in.readDouble(),
                            in.readDouble(),
                            in.readDouble(),
                            in.readDouble(),
                            in.readDouble(),
                            in.readDouble(),
                            in.readLong()));
        }
        int bestEpoch = in.readInt();
        long steps = in.readLong();
        return new Checkpoint(
                epochs,
                bestEpoch,
                steps,
                arrays(in),
                arrays(in),
                arrays(in),
                arrays(in),
                arrays(in));
    }

    private static float[][] arrays(DataInputStream in) throws IOException {
        float[][] arrays = new float[SavedState.count(in, Integer.BYTES)][];
        for (int i = 0; i < arrays.length; i++) {
            arrays[i] = new float[SavedState.count(in, Float.BYTES)];
            for (int j = 0; j < arrays[i].length; j++) {
                arrays[i][j] = in.readFloat();
            }
        }
        return arrays;
    }
}
