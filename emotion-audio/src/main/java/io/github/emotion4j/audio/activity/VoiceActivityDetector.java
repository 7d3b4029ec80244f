package io.github.emotion4j.audio.activity;

import io.github.emotion4j.audio.descriptor.MelSettings;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The probability that a frame holds speech, from log-mel frames in the order of time.
 *
 * <p>A small recurrent net in plain Java: a frame of 10 ms costs some microseconds and allocates
 * nothing. It uses the past only. What it was trained on and how well it does beside an energy
 * threshold is in the module's README. One stream, one thread.
 */
public final class VoiceActivityDetector {
    private static final int BANDS = MelSettings.speechModel().bands();

    private final ActivityNet net = ActivityNet.bundled();
    private final float[] groups = new float[net.groups];
    private final float[] hidden = new float[net.hidden];
    private final float[] work = new float[net.dense + 6 * net.hidden];

    /** Starts a stream. */
    public VoiceActivityDetector() {}

    /**
     * Writes where the stream is, for one that goes on elsewhere.
     *
     * @param out where to
     * @throws IOException if it cannot be written
     */
    public void write(DataOutput out) throws IOException {
        for (float value : hidden) {
            out.writeFloat(value);
        }
    }

    /**
     * Goes on from what {@link #write} wrote.
     *
     * @param in where from
     * @throws IOException if it cannot be read
     */
    public void read(DataInput in) throws IOException {
        for (int i = 0; i < hidden.length; i++) {
            hidden[i] = in.readFloat();
        }
    }

    /**
     * Takes the next frame.
     *
     * @param logMel holds a frame of {@link MelSettings#speechModel()}
     * @param offset index of its first band
     * @return the probability of speech in [0, 1]
     */
    public float accept(float[] logMel, int offset) {
        int width = BANDS / groups.length;
        for (int g = 0; g < groups.length; g++) {
            float sum = 0;
            for (int k = 0; k < width; k++) {
                sum += logMel[offset + g * width + k];
            }
            groups[g] = (sum / width + 7) / 5; // As in training, vad.py.
        }
        return ActivityNet.sigmoid(net.step(groups, hidden, work));
    }
}
