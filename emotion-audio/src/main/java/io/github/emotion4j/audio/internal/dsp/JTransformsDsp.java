package io.github.emotion4j.audio.internal.dsp;

import java.util.Optional;
import org.jtransforms.fft.FloatFFT_1D;

/** JTransforms (Piotr Wendykier, BSD) for transforms, and a windowed sinc of our own for rates. */
public final class JTransformsDsp implements Dsp {
    /** Called by {@link java.util.ServiceLoader}; loads nothing of JTransforms. */
    public JTransformsDsp() {}

    @Override
    public boolean available() {
        try {
            Class.forName(
                    "org.jtransforms.fft.FloatFFT_1D",
                    false,
                    JTransformsDsp.class.getClassLoader());
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
        return new SincConverter(fromHertz, toHertz);
    }

    @Override
    public Optional<FramePitch> pitch(Detector detector, int rateHertz, int frameLength) {
        return Optional.empty();
    }

    private static final class Transform implements RealTransform {
        private final FloatFFT_1D fft;

        private Transform(int length) {
            fft = new FloatFFT_1D(length);
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
}
