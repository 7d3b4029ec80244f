package io.github.emotion4j.audio.internal;

import io.github.emotion4j.audio.internal.dsp.Dsp;
import io.github.emotion4j.core.AudioBlock;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Mixes blocks to one channel ({@link ChannelMix}) and brings them to 16 kHz with the band-limited
 * resampler of {@link Dsp}.
 *
 * <p>Output sample n is at input time n / 16000 s: the delay of the filter is removed. Samples that
 * are NaN, infinite, or a million times full scale and more, whose powers a float does not hold,
 * become 0 and are counted, as are those at full scale. One stream, one thread.
 */
public final class MonoResampler {
    /** The rate of the output. */
    public static final int RATE_HERTZ = 16000;

    /** Below, speech has no consonants and too few formants to judge (telephone has 8000). */
    public static final double LOWEST_RATE_HERTZ = 6000;

    /**
     * The highest rate of converters for sound. What says more is no sound, and the filter's length
     * grows with the rate.
     */
    public static final double HIGHEST_RATE_HERTZ = 768_000;

    /** Just below full scale of 16 bits, so that rounding does not hide a clipped sample. */
    private static final float FULL_SCALE = 0.999f;

    /** No sound is as loud; {@code !(|x| < LIMIT)} holds for NaN too. */
    private static final float LIMIT = 1e6f;

    /**
     * Among so many input samples one is looked for that coincides with an output sample: of 44,100
     * Hz every 441st does. At rates that are no whole numbers the nearest is off by a thousandth of
     * a sample, mostly far less.
     */
    private static final int SEARCHED = 1024;

    private final double rateHertz;
    private final double factor;
    private final Dsp.RateConverter converter;
    private final SampleHistory recent = new SampleHistory(4096);
    private final int reach;
    private float[] mono = new float[4096];
    private int pending;
    private long made;
    private long unwanted;
    private float[] out = new float[4096];
    private final FaultCounts faults = new FaultCounts();
    private final ChannelMix mix;
    private float[] instant = new float[2];
    private long taken;
    private long faultsTaken;

    /**
     * Starts a stream.
     *
     * @param rateHertz the input's rate
     * @throws IllegalArgumentException if it is out of range
     */
    public MonoResampler(double rateHertz) {
        requireRate(rateHertz);
        this.rateHertz = rateHertz;
        factor = RATE_HERTZ / rateHertz;
        converter = Dsp.chosen().converter(rateHertz, RATE_HERTZ);
        mix = new ChannelMix(rateHertz);
        reach = (int) (64 * Math.max(1, 1 / factor)) + 64;
    }

    /**
     * Checks a rate.
     *
     * @param rateHertz the input's rate
     * @throws IllegalArgumentException if it is out of range
     */
    public static void requireRate(double rateHertz) {
        if (!(rateHertz >= LOWEST_RATE_HERTZ && rateHertz <= HIGHEST_RATE_HERTZ)) {
            throw new IllegalArgumentException(
                    "sound of "
                            + rateHertz
                            + " Hz is not converted; bring it to "
                            + LOWEST_RATE_HERTZ
                            + " to "
                            + HIGHEST_RATE_HERTZ
                            + " Hz first");
        }
    }

    /**
     * Converts a whole signal.
     *
     * @param signal of any rate that is converted
     * @return its samples at {@value #RATE_HERTZ} Hz
     * @throws IllegalArgumentException if its rate is out of range
     */
    public static float[] converted(AudioBlock signal) {
        MonoResampler resampler = new MonoResampler(signal.sampleRateHertz());
        int first = resampler.accept(signal);
        float[] before = Arrays.copyOf(resampler.output(), first);
        int last = resampler.finish();
        float[] all = Arrays.copyOf(before, first + last);
        System.arraycopy(resampler.output(), 0, all, first, last);
        return all;
    }

    /**
     * Takes a block.
     *
     * @param block of the rate this object was made for
     * @return number of samples now in {@link #output()}
     */
    public int accept(AudioBlock block) {
        int frames = block.frameCount();
        if (pending + frames > mono.length) {
            mono = Arrays.copyOf(mono, (pending + frames) * 2);
        }
        int channels = block.channels();
        if (instant.length < channels) {
            instant = new float[channels];
        }
        for (int i = 0; i < frames; i++) {
            float height = 0;
            int bad = 0;
            for (int c = 0; c < channels; c++) {
                float x = block.sample(i, c);
                if (!(Math.abs(x) < LIMIT)) {
                    bad++;
                    x = 0;
                }
                if (Math.abs(x) >= FULL_SCALE) {
                    height = Math.max(height, Math.abs(x));
                }
                instant[c] = x;
            }
            if (height > 0 || bad > 0) {
                faults.add((long) ((taken + i) * factor), height, bad);
            }
            mono[pending + i] = mix.mix(instant, channels);
        }
        taken += frames;
        pending += frames;
        if (factor == 1) {
            return drain(false);
        }
        int unneeded = Math.max(0, frames - 2 * (reach + SEARCHED));
        if (unneeded > 0) {
            recent.startAt(recent.end() + unneeded);
        }
        recent.append(mono, pending - frames + unneeded, frames - unneeded);
        int n = drain(false);
        recent.forgetBefore(reachedBack() - SEARCHED);
        return n;
    }

    /**
     * Takes zeros in place of frames that are missing.
     *
     * @param frames how many
     * @param channels of the block after them
     * @return number of samples now in {@link #output()}
     */
    int fill(int frames, int channels) {
        for (int i = 0; i < frames; i++) {
            faults.addMissing((long) ((taken + i) * factor));
        }
        return accept(new AudioBlock(0, rateHertz, channels, new float[frames * channels]));
    }

    /** The input sample before which the filter needs none for the next output. */
    private long reachedBack() {
        return Math.max(0, (long) (made / factor) - reach);
    }

    /**
     * Where a resampler can begin whose output from here on is the same: before what its filter
     * reaches back to, and in step with the output.
     */
    private long resumeAt() {
        long best = 0;
        double least = 1;
        long latest = reachedBack();
        for (long at = latest; at >= Math.max(0, latest - SEARCHED); at--) {
            double between = Math.abs(at * factor - Math.rint(at * factor));
            // An earlier one that is nearer by rounding alone is not worth its samples.
            if (between < least - 1e-6) {
                least = between;
                best = at;
            }
        }
        return best;
    }

    /** Writes what another object needs to continue, with the counts of faults from a sample on. */
    void write(DataOutput out, long fromSample) throws IOException {
        faults.write(out, fromSample);
        mix.write(out);
        out.writeLong(taken);
        out.writeLong(made + unwanted);
        recent.write(out, Math.min(recent.end(), Math.max(recent.first(), resumeAt())));
    }

    /** Goes on from what {@link #write} wrote at the same rate; called before the first block. */
    void read(DataInput in) throws IOException {
        faults.read(in);
        mix.read(in);
        taken = in.readLong();
        made = in.readLong();
        recent.read(in);
        // What the one before has given out comes out again, and is dropped.
        pending = (int) (recent.end() - recent.first());
        mono = recent.copy(recent.first(), recent.end());
        if (factor != 1) {
            unwanted = made - Math.round(recent.first() * factor);
            made -= unwanted;
        }
    }

    /**
     * Ends the stream.
     *
     * @return number of samples now in {@link #output()}, the last ones: in all one for each
     *     16000th of a second that the input lasts, whatever its blocks
     */
    public int finish() {
        int n = drain(true);
        // TarsosDSP gives one or two more, depending on the blocks.
        long due = (long) Math.ceil(taken * (double) RATE_HERTZ / rateHertz);
        return (int) Math.max(0, n - Math.max(0, made - due));
    }

    private int drain(boolean last) {
        int n = resample(last);
        made += n;
        int dropped = (int) Math.min(n, unwanted);
        if (dropped > 0) {
            System.arraycopy(out, dropped, out, 0, n - dropped);
            unwanted -= dropped;
        }
        return n - dropped;
    }

    private int resample(boolean last) {
        int n = pending;
        pending = 0;
        if (factor != 1) {
            n = converter.accept(mono, n, last);
            out = converter.output();
            return n;
        }
        if (out.length < n) {
            out = new float[n * 2];
        }
        System.arraycopy(mono, 0, out, 0, n);
        return n;
    }

    /** The buffer that holds the output of the last call. */
    public float[] output() {
        return out;
    }

    /** Where the input was at fault, in samples of the output. */
    FaultCounts faults() {
        return faults;
    }

    /** What was at fault from one sample of the output to another, as far as it is remembered. */
    SoundFaults faults(long from, long to) {
        return new SoundFaults(
                (double) (to - from) / RATE_HERTZ,
                faults.loud(from, to) / rateHertz,
                faults.peak(from, to),
                faults.notFinite(from, to),
                faults.missing(from, to) / rateHertz);
    }

    /**
     * What was at fault in the input since the last call, in whole steps of 10 ms; it is forgotten.
     *
     * @param last whether no input follows, so that a step that was begun counts
     * @return its counts
     */
    public SoundFaults takeFaults(boolean last) {
        double steps = taken * factor / FaultCounts.HOP;
        long to = FaultCounts.HOP * (long) (last ? Math.ceil(steps) : Math.floor(steps));
        SoundFaults since = faults(faultsTaken, to);
        faultsTaken = to;
        faults.forgetBefore(to);
        return since;
    }
}
