package io.github.emotion4j.audio.capture;

import io.github.emotion4j.audio.internal.MonoResampler;
import io.github.emotion4j.core.AudioBlock;
import io.github.emotion4j.core.TimeInterval;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Converts blocks of any rate and channel count into one row of mono samples at {@value
 * #RATE_HERTZ} Hz, which is what {@code DescriptorExtractor}, {@code LogMel} and {@code
 * PitchContour} take:
 *
 * <pre>{@code
 * MonoConverter converter = new MonoConverter();
 * try (Microphone microphone = Microphone.open()) {
 *     AudioBlock block = (AudioBlock) microphone.next().orElseThrow();
 *     float[] samples = converter.accept(block);
 * }
 * }</pre>
 *
 * <p>Channels are averaged, and one of inverted polarity is turned first; a band-limited resampler
 * changes the rate without delay. Sample n of the series is {@code n / 16000} s after the start of
 * the first block: a gap of more than 50 ms between two blocks is filled with zeros, and the rate
 * may change from block to block. A block that starts before the end of the last one follows it
 * directly. Samples that are NaN or infinite become 0. Confined to one thread.
 */
public final class MonoConverter {
    /** The rate of the output. */
    public static final int RATE_HERTZ = MonoResampler.RATE_HERTZ;

    /** An hour, of which the zeros take 230 MB. A longer gap is a clock that was set. */
    private static final long MAX_GAP_NANOS = 3_600_000_000_000L;

    private @Nullable MonoResampler resampler;
    private double rateHertz;
    private long originNanos = -1;
    private long runNanos;
    private long runFrames;
    private long written;

    /** Starts a row. */
    public MonoConverter() {}

    /**
     * Converts the next block.
     *
     * @param block a block of 6 to 768 kHz
     * @return the samples that are known now; the last milliseconds of a block come with the next
     * @throws IllegalArgumentException if the rate is out of range, or the block starts more than
     *     an hour after the last one
     */
    public float[] accept(AudioBlock block) {
        double rate = block.sampleRateHertz();
        MonoResampler.requireRate(rate);
        long start = block.interval().startNanos();
        MonoResampler current = resampler;
        long gap = originNanos < 0 ? 0 : start - endNanos();
        if (gap > MAX_GAP_NANOS) {
            throw new IllegalArgumentException(
                    "a block starts "
                            + gap / 1_000_000_000L
                            + " s after the last one ended; at most an hour is filled");
        }
        if (originNanos < 0) {
            originNanos = start;
        }
        float[] before = {};
        if (current == null || rate != rateHertz || Math.abs(gap) > MonoResampler.GAP_NANOS) {
            before = finish();
            current = new MonoResampler(rate);
            resampler = current;
            rateHertz = rate;
            runNanos = start;
            runFrames = 0;
            long due = Math.round((start - originNanos) * 1e-9 * RATE_HERTZ);
            if (gap > MonoResampler.GAP_NANOS && due > written) {
                before = Arrays.copyOf(before, before.length + (int) (due - written));
                written = due;
            }
        }
        runFrames += block.frameCount();
        int count = current.accept(block);
        return joined(before, current.output(), count);
    }

    private long endNanos() {
        return runNanos + TimeInterval.nanosOfSample(runFrames, rateHertz);
    }

    /**
     * Ends the row.
     *
     * @return the last samples; a later block continues the same series
     */
    public float[] finish() {
        MonoResampler last = resampler;
        if (last == null) {
            return new float[0];
        }
        resampler = null;
        int count = last.finish();
        return joined(new float[0], last.output(), count);
    }

    private float[] joined(float[] before, float[] output, int count) {
        float[] all = Arrays.copyOf(before, before.length + count);
        System.arraycopy(output, 0, all, before.length, count);
        written += count;
        return all;
    }
}
