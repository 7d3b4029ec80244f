package io.github.emotion4j.audio.internal;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The probability of speech along one row of samples at 16 kHz, a value for each window of 32 ms.
 * It uses the past only. One stream, one thread.
 */
final class SpeechDetector {
    private static final int WINDOW = SpeechActivityModel.WINDOW;
    private static final int CONTEXT = SpeechActivityModel.CONTEXT;
    private static final int ROW = CONTEXT + WINDOW;

    /** Windows of one call at most, two seconds: more saves nothing and holds memory. */
    private static final int MOST_WINDOWS = 64;

    /** Windows of silence after which the network's state hardly changes any more: 0.5 s. */
    private static final int QUIET_WINDOWS = 16;

    /**
     * The first windows, 0.77 s, are heard so often before they count: the network that begins with
     * them misses 13 % of the speech of its first 0.6 s, and silence before them makes noise pass
     * for speech. Fewer windows do the latter, too; more would keep a live stream waiting for
     * longer than it waits for a modality.
     */
    private static final int SETTLING_WINDOWS = 24;

    private static final int SETTLING_TIMES = 2;

    private final SpeechActivityModel model;
    private final float[] state;
    private final SampleHistory probabilities = new SampleHistory(2 * MOST_WINDOWS);

    /** A stream of which nothing was heard. */
    SpeechDetector(SpeechActivityModel model) {
        this.model = model;
        state = model.startState();
        model.hear(new float[QUIET_WINDOWS * ROW], QUIET_WINDOWS, state);
    }

    /**
     * Hears the windows that are whole and were not heard yet; none before the network can settle.
     *
     * @param samples the row, with at least the samples from {@link #CONTEXT} before the first of
     *     these windows on
     */
    void hear(SampleHistory samples) {
        long windows = samples.end() / WINDOW;
        if (probabilities.end() == 0) {
            if (windows < SETTLING_WINDOWS) {
                return;
            }
            for (int time = 0; time < SETTLING_TIMES; time++) {
                model.hear(rows(samples, 0, SETTLING_WINDOWS), SETTLING_WINDOWS, state);
            }
        }
        hear(samples, windows);
    }

    /**
     * Hears the rest of the row too, as if silence followed. A row too short to settle by stands in
     * silence: a word of a third of a second, heard more than once, passes for noise.
     */
    void finish(SampleHistory samples) {
        hear(samples, (samples.end() + WINDOW - 1) / WINDOW);
    }

    private void hear(SampleHistory samples, long windows) {
        long window = probabilities.end();
        while (window < windows) {
            int count = (int) Math.min(MOST_WINDOWS, windows - window);
            probabilities.append(model.hear(rows(samples, window, count), count, state), 0, count);
            window += count;
        }
    }

    private static float[] rows(SampleHistory samples, long window, int count) {
        float[] rows = new float[count * ROW];
        for (int i = 0; i < count; i++) {
            long start = (window + i) * WINDOW;
            long from = Math.max(0, start - CONTEXT);
            int length = (int) (Math.min(samples.end(), start + WINDOW) - from);
            int to = i * ROW + (int) (from - (start - CONTEXT));
            System.arraycopy(samples.array(), samples.position(from), rows, to, length);
        }
        return rows;
    }

    /** Samples heard: windows that are whole, or all of them after {@link #finish}. */
    long heardTo() {
        return probabilities.end() * WINDOW;
    }

    /** The probability of speech in the window of a sample; the window must be complete. */
    float probability(long sample) {
        return probabilities.array()[probabilities.position(sample / WINDOW)];
    }

    /** Frees the windows before that of a sample. */
    void forgetBefore(long sample) {
        probabilities.forgetBefore(sample / WINDOW);
    }

    /** Writes the position of the stream, with the probabilities from that of a sample on. */
    void write(DataOutput out, long fromSample) throws IOException {
        for (float value : state) {
            out.writeFloat(value);
        }
        probabilities.write(out, Math.min(probabilities.end(), fromSample / WINDOW));
    }

    /** Goes on from what {@link #write} wrote. */
    void read(DataInput in) throws IOException {
        for (int i = 0; i < state.length; i++) {
            state[i] = in.readFloat();
        }
        probabilities.read(in);
    }
}
