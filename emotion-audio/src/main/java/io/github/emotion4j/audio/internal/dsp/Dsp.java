package io.github.emotion4j.audio.internal.dsp;

import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * Signal mathematics as a library brings it. Found by {@link ServiceLoader}: {@code
 * META-INF/services} names TarsosDSP first and then its replacement, and the first whose library is
 * on the class path serves. Both give the same numbers up to 1e-3 of full scale. An implementation
 * is immutable and thread-safe; the objects that it creates belong to one thread.
 */
public interface Dsp {
    /** What serves in this JVM. */
    static Dsp chosen() {
        return Chosen.DSP;
    }

    /** Every implementation whose library is on the class path, the chosen one first. */
    static List<Dsp> present() {
        return ServiceLoader.load(Dsp.class, Dsp.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .filter(Dsp::available)
                .toList();
    }

    /** Holds the choice, which is made once. */
    final class Chosen {
        private static final Dsp DSP =
                present().stream()
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new IllegalStateException(
                                                "Neither TarsosDSP nor JTransforms is on the class"
                                                        + " path; add the dependency"
                                                        + " com.github.wendykierp:JTransforms"));

        private Chosen() {}
    }

    /** Whether the library is on the class path. */
    boolean available();

    /**
     * A transform of real rows.
     *
     * @param length of the rows, a power of two of at least 4
     */
    RealTransform transform(int length);

    /** A change of rate from one number of samples a second to another. */
    RateConverter converter(double fromHertz, double toHertz);

    /** A pitch detector of the library, if it has this one. */
    Optional<FramePitch> pitch(Detector detector, int rateHertz, int frameLength);

    /** Pitch detectors of libraries. */
    enum Detector {
        /** Autocorrelation of differences, de Cheveigné and Kawahara 2002. */
        YIN,
        /** Normalised square differences, McLeod and Wyvill 2005. */
        MCLEOD
    }

    /** Discrete Fourier transform of real rows of one length. */
    interface RealTransform {
        /**
         * Transforms in place.
         *
         * @param row the values; then the real parts of the first and the middle bin, and from
         *     index 2 on real and imaginary part of each bin between
         */
        void forward(float[] row);

        /** The way back, in place, not divided by the length. */
        void inverse(float[] row);
    }

    /** Brings one row of samples to another rate, piece by piece. */
    interface RateConverter {
        /**
         * Takes samples.
         *
         * @param samples holds them from its beginning on
         * @param n how many
         * @param last whether none follow
         * @return number of samples now in {@link #output()}; the filter's delay is taken out
         */
        int accept(float[] samples, int n, boolean last);

        /** The buffer that holds what the last call gave. */
        float[] output();
    }

    /** The pitch of single frames. */
    interface FramePitch {
        /**
         * Judges a frame.
         *
         * @return hertz, NaN where it has no pitch
         */
        float hertz(float[] frame);

        /** How sure the last answer is, in [0, 1]. */
        float probability();
    }
}
