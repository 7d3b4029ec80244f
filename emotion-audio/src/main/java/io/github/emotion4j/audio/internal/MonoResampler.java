package io.github.emotion4j.audio.internal;

import be.tarsos.dsp.resample.Resampler;
import io.github.emotion4j.core.AudioBlock;
import java.util.Arrays;

/**
 * Mixes blocks to one channel and brings them to 16 kHz with TarsosDSP's band-limited resampler.
 *
 * <p>Output sample n lies at input time n / 16000 s: the filter's delay is taken out. Samples that
 * are not finite become 0 and are counted, as are clipped ones. One stream, one thread.
 */
public final class MonoResampler {
    /** The rate of the output. */
    public static final int RATE_HERTZ = 16000;

    private static final float CLIPPED = 0.999f;

    private final double factor;
    private final Resampler resampler;
    private float[] mono = new float[4096];
    private int pending;
    private float[] out = new float[4096];
    private long clipped;
    private long notFinite;

    /**
     * Starts a stream.
     *
     * @param rateHertz the input's rate
     */
    public MonoResampler(double rateHertz) {
        factor = RATE_HERTZ / rateHertz;
        resampler = new Resampler(true, factor, factor);
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
        for (int i = 0; i < frames; i++) {
            float sum = 0;
            boolean clip = false;
            for (int c = 0; c < channels; c++) {
                float x = block.sample(i, c);
                if (!Float.isFinite(x)) {
                    notFinite++;
                    x = 0;
                }
                clip |= Math.abs(x) >= CLIPPED;
                sum += x;
            }
            clipped += clip ? 1 : 0;
            mono[pending + i] = sum / channels;
        }
        pending += frames;
        return drain(false);
    }

    /** Ends the stream: number of samples now in {@link #output()}, the last ones. */
    public int finish() {
        return drain(true);
    }

    private int drain(boolean last) {
        if (factor == 1) {
            if (out.length < pending) {
                out = new float[pending * 2];
            }
            System.arraycopy(mono, 0, out, 0, pending);
            int n = pending;
            pending = 0;
            return n;
        }
        int room = (int) Math.ceil((pending + 4096) * factor) + 64;
        if (out.length < room) {
            out = new float[room * 2];
        }
        int used = 0;
        int made = 0;
        while (true) {
            Resampler.Result r =
                    resampler.process(
                            factor, mono, used, pending - used, last, out, made, out.length - made);
            used += r.inputSamplesConsumed;
            made += r.outputSamplesGenerated;
            if (r.inputSamplesConsumed == 0 && r.outputSamplesGenerated == 0) {
                break;
            }
        }
        System.arraycopy(mono, used, mono, 0, pending - used);
        pending -= used;
        return made;
    }

    /** The buffer that holds the output of the last call. */
    public float[] output() {
        return out;
    }

    /** Frames at full scale so far. */
    public long clipped() {
        return clipped;
    }

    /** Samples that were NaN or infinite so far. */
    public long notFinite() {
        return notFinite;
    }
}
