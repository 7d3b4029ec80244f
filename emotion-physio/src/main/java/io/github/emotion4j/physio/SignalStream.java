package io.github.emotion4j.physio;

/**
 * One signal of the body as it comes in: samples in, and what they hold out to the receiver that
 * the stream was opened with, by {@code Ecg.stream}, {@code Ppg.stream}, {@code Eda.stream} and
 * their like.
 *
 * <pre>{@code
 * SignalStream ecg = Ecg.stream(250, beat -> System.out.println(beat.seconds()));
 * ecg.accept(0.12);
 * ecg.finish();
 * }</pre>
 *
 * <p>The receiver is called in the thread that calls the stream. Missing samples up to 0.1 s are
 * held at the last value; longer gaps end all that is open, so that nothing is measured across
 * them. Memory is fixed by the rate and the span. Confined to one thread at a time.
 */
public interface SignalStream {
    /**
     * Takes the next sample.
     *
     * @param sample the value in the signal's unit, or NaN where it is missing
     */
    void accept(double sample);

    /**
     * Passes over samples that were never recorded, as so many missing ones.
     *
     * @param samples how many, at least 0
     */
    default void skip(long samples) {
        for (long i = 0; i < samples; i++) {
            accept(Double.NaN);
        }
    }

    /** Reports what is left. The stream may continue afterwards as after a gap. */
    void finish();

    /**
     * Takes a whole signal, and finishes it.
     *
     * @param samples the values, NaN where they are missing
     */
    default void acceptAll(double[] samples) {
        for (double sample : samples) {
            accept(sample);
        }
        finish();
    }
}
