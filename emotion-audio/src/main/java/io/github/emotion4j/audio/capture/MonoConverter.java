package io.github.emotion4j.audio.capture;

import io.github.emotion4j.audio.internal.MonoResampler;
import io.github.emotion4j.audio.internal.SoundFaults;
import io.github.emotion4j.core.AudioBlock;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.media.internal.SampleClock;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Converts blocks of any rate and channel count into one series of mono samples at {@value
 * #RATE_HERTZ} Hz, which is what {@code DescriptorExtractor}, {@code LogMel} and {@code
 * PitchContour} take:
 *
 * <pre>{@code
 * MonoConverter converter = new MonoConverter();
 * try (SoundReader reader = SoundReader.open(Path.of("talk.wav"))) {
 *     for (Optional<AudioBlock> b = reader.next(); b.isPresent(); b = reader.next()) {
 *         float[] samples = converter.accept(b.get());
 *     }
 * }
 * float[] last = converter.finish();
 * }</pre>
 *
 * <p>Channels are averaged, and one of inverted polarity is turned first; a band-limited resampler
 * changes the rate without delay. Sample n of the series is {@code n / 16000} s after the start of
 * the first block: where the blocks' clock runs ahead of the series by more than 50 ms, zeros fill
 * the gap, and the rate may change from block to block. If a single block has a time far ahead and
 * the next one does not, its time is ignored: it follows the block before directly, as does a block
 * that starts too early. Samples that are NaN or infinite become 0. {@link #issues()} says what was
 * filled and replaced. Confined to one thread.
 */
public final class MonoConverter {
    /** The rate of the output. */
    public static final int RATE_HERTZ = MonoResampler.RATE_HERTZ;

    /** An hour, of which the zeros take 230 MB. A longer gap is a clock that was set. */
    private static final long MAX_GAP_NANOS = 3_600_000_000_000L;

    private @Nullable MonoResampler resampler;

    /** A block whose time is far ahead, until the next one shows whether it is the only one. */
    private @Nullable AudioBlock held;

    private double rateHertz;
    private long originNanos = -1;

    /** The time in the series at which the current resampler began, and what it took since. */
    private long runNanos;

    private long runFrames;
    private long written;
    private SoundFaults faults = SoundFaults.NONE;

    /** Starts a series. */
    public MonoConverter() {}

    /**
     * Converts the next block.
     *
     * @param block a block of 6 to 768 kHz
     * @return the samples that are known now; the last milliseconds of a block come with the next,
     *     as does a block whose time is far ahead
     * @throws IllegalArgumentException if the rate is out of range, or the block starts more than
     *     an hour after the last one
     */
    public float[] accept(AudioBlock block) {
        MonoResampler.requireRate(block.sampleRateHertz());
        if (block.frameCount() == 0) {
            return new float[0];
        }
        long start = block.interval().startNanos();
        if (originNanos < 0) {
            originNanos = start;
            runNanos = start;
        }
        AudioBlock leaping = held;
        long latest =
                leaping == null ? endNanos() : Math.max(endNanos(), leaping.interval().endNanos());
        if (start - latest > MAX_GAP_NANOS) {
            throw new IllegalArgumentException(
                    "a block starts "
                            + (start - latest) / 1_000_000_000L
                            + " s after the last one ended; at most an hour is filled");
        }
        float[] before = {};
        if (leaping != null) {
            held = null;
            boolean alone = SampleClock.isAlone(leaping.interval().endNanos(), start);
            before = alone ? converted(leaping) : afterGap(leaping);
        }
        if (SampleClock.leaps(start, endNanos())) {
            held = block;
            return before;
        }
        return joined(before, converted(block));
    }

    /** Zeros up to the block's time, and what is known of the block. */
    private float[] afterGap(AudioBlock block) {
        float[] last = ended();
        long start = block.interval().startNanos();
        long due = Math.round((start - originNanos) * 1e-9 * RATE_HERTZ);
        int zeros = (int) Math.max(0, due - written);
        written += zeros;
        double seconds = (double) zeros / RATE_HERTZ;
        faults = faults.plus(new SoundFaults(seconds, 0, 0, 0, seconds));
        return joined(Arrays.copyOf(last, last.length + zeros), converted(block));
    }

    private float[] converted(AudioBlock block) {
        float[] before = {};
        MonoResampler current = resampler;
        if (current == null || block.sampleRateHertz() != rateHertz) {
            before = ended();
            rateHertz = block.sampleRateHertz();
            current = new MonoResampler(rateHertz);
            resampler = current;
            runNanos = originNanos + TimeInterval.nanosOfSample(written, RATE_HERTZ);
            runFrames = 0;
        }
        runFrames += block.frameCount();
        int count = current.accept(block);
        faults = faults.plus(current.takeFaults(false));
        return joined(before, made(current, count));
    }

    private long endNanos() {
        return runNanos + (runFrames == 0 ? 0 : TimeInterval.nanosOfSample(runFrames, rateHertz));
    }

    /**
     * Ends the row.
     *
     * @return the last samples; a later block continues the same series
     */
    public float[] finish() {
        AudioBlock leaping = held;
        held = null;
        // No other block says that there is a gap.
        float[] before = leaping == null ? new float[0] : converted(leaping);
        return joined(before, ended());
    }

    /**
     * What was at fault in the sound so far, the last 10 ms before {@link #finish} aside.
     *
     * @return {@code clipped}, {@code over-full-scale}, {@code sound-gaps} and {@code not-finite},
     *     worst first, as an utterance has them
     */
    public List<Reason> issues() {
        return faults.issues();
    }

    private float[] ended() {
        MonoResampler last = resampler;
        if (last == null) {
            return new float[0];
        }
        resampler = null;
        float[] rest = made(last, last.finish());
        faults = faults.plus(last.takeFaults(true));
        return rest;
    }

    private float[] made(MonoResampler by, int count) {
        written += count;
        return Arrays.copyOf(by.output(), count);
    }

    private static float[] joined(float[] a, float[] b) {
        if (a.length == 0) {
            return b;
        }
        float[] all = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }
}
