package io.github.emotion4j.audio.internal.dsp;

import be.tarsos.dsp.pitch.FastYin;
import be.tarsos.dsp.pitch.McLeodPitchMethod;
import be.tarsos.dsp.pitch.PitchDetectionResult;
import be.tarsos.dsp.pitch.PitchDetector;
import be.tarsos.dsp.resample.Resampler;
import be.tarsos.dsp.util.fft.FloatFFT;
import java.util.Arrays;
import java.util.Optional;

/** TarsosDSP (Joren Six, GPL-3.0). */
public final class TarsosDsp implements Dsp {
    /** Called by {@link java.util.ServiceLoader}; loads nothing of TarsosDSP. */
    public TarsosDsp() {}

    @Override
    public boolean available() {
        try {
            Class.forName(
                    "be.tarsos.dsp.resample.Resampler", false, TarsosDsp.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    @Override
    public RealTransform transform(int length) {
        return new Transform(length);
    }

    @Override
    public RateConverter converter(double fromHertz, double toHertz) {
        return new Converter(toHertz / fromHertz);
    }

    @Override
    public Optional<FramePitch> pitch(Detector detector, int rateHertz, int frameLength) {
        return Optional.of(new Pitch(detector, rateHertz, frameLength));
    }

    private static final class Transform implements RealTransform {
        private final FloatFFT fft;

        private Transform(int length) {
            fft = new FloatFFT(length);
        }

        @Override
        public void forward(float[] row) {
            fft.realForward(row);
        }

        @Override
        public void inverse(float[] row) {
            fft.realInverse(row, false);
        }
    }

    /** Keeps the samples that TarsosDSP's band-limited resampler has not taken yet. */
    private static final class Converter implements RateConverter {
        /** More than the input that the resampler holds back at any factor. */
        private static final int HELD_BACK = 4096;

        private final double factor;
        private final Resampler resampler;
        private float[] pending = new float[HELD_BACK];
        private int count;
        private float[] out = new float[HELD_BACK];

        private Converter(double factor) {
            this.factor = factor;
            resampler = new Resampler(true, factor, factor);
        }

        @Override
        public int accept(float[] samples, int n, boolean last) {
            if (count + n > pending.length) {
                pending = Arrays.copyOf(pending, (count + n) * 2);
            }
            System.arraycopy(samples, 0, pending, count, n);
            count += n;
            int room = (int) Math.ceil((count + HELD_BACK) * factor) + 64;
            if (out.length < room) {
                out = new float[room * 2];
            }
            int used = 0;
            int filled = 0;
            while (true) {
                Resampler.Result r =
                        resampler.process(
                                factor,
                                pending,
                                used,
                                count - used,
                                last,
                                out,
                                filled,
                                out.length - filled);
                used += r.inputSamplesConsumed;
                filled += r.outputSamplesGenerated;
                if (r.inputSamplesConsumed == 0 && r.outputSamplesGenerated == 0) {
                    break;
                }
            }
            System.arraycopy(pending, used, pending, 0, count - used);
            count -= used;
            return filled;
        }

        @Override
        public float[] output() {
            return out;
        }
    }

    private static final class Pitch implements FramePitch {
        private final PitchDetector detector;
        private float probability;

        private Pitch(Detector which, int rateHertz, int frameLength) {
            detector =
                    which == Detector.YIN
                            ? new FastYin(rateHertz, frameLength)
                            : new McLeodPitchMethod(rateHertz, frameLength);
        }

        @Override
        public float hertz(float[] frame) {
            PitchDetectionResult result = detector.getPitch(frame);
            probability = result.isPitched() ? result.getProbability() : 0;
            return result.isPitched() ? result.getPitch() : Float.NaN;
        }

        @Override
        public float probability() {
            return probability;
        }
    }
}
