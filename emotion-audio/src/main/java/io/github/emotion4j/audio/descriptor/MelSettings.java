package io.github.emotion4j.audio.descriptor;

/**
 * What a log-mel spectrum is made of. Two tools that agree on these fields agree on the values.
 *
 * @param rateHertz sample rate
 * @param frameLength samples in a frame
 * @param hopLength samples from one frame's start to the next
 * @param fftLength transform length, a power of two of at least {@code frameLength}
 * @param bands number of mel bands
 * @param lowHertz lower edge of the first band
 * @param highHertz upper edge of the last band, at most half the rate
 * @param window taper of a frame
 * @param scale mel formula and shape of the triangles
 * @param preEmphasis coefficient of {@code x[i] - c x[i-1]} in the frame; 0 leaves it out
 * @param removeMean whether the frame's mean is taken away first
 * @param inputGain factor on the samples; Kaldi reads [-1, 1] as 16-bit numbers, 32768
 * @param floor least band energy before the logarithm
 */
public record MelSettings(
        int rateHertz,
        int frameLength,
        int hopLength,
        int fftLength,
        int bands,
        double lowHertz,
        double highHertz,
        Window window,
        Scale scale,
        double preEmphasis,
        boolean removeMean,
        double inputGain,
        double floor) {

    /** Mel formula with the shape of its triangular filters. */
    public enum Scale {
        /** 1127 ln(1 + f / 700), straight sides on the mel axis, peak 1 (HTK, Kaldi). */
        HTK,
        /** Slaney's scale (linear below 1 kHz), straight sides in hertz, area 1 (librosa). */
        SLANEY
    }

    /** Checks the fields against each other. */
    public MelSettings {
        if (rateHertz <= 0 || frameLength <= 0 || hopLength <= 0 || bands <= 0) {
            throw new IllegalArgumentException(
                    "Rate, frame, hop and bands must be positive: "
                            + rateHertz
                            + ", "
                            + frameLength
                            + ", "
                            + hopLength
                            + ", "
                            + bands);
        }
        if (fftLength < frameLength || Integer.bitCount(fftLength) != 1) {
            throw new IllegalArgumentException(
                    "The FFT length must be a power of two of at least the frame length "
                            + frameLength
                            + ", was "
                            + fftLength);
        }
        if (!(lowHertz >= 0 && lowHertz < highHertz && highHertz <= rateHertz / 2.0)) {
            throw new IllegalArgumentException(
                    "Band edges must satisfy 0 <= low < high <= rate / 2, were "
                            + lowHertz
                            + " and "
                            + highHertz);
        }
    }

    /**
     * The front end of the speech emotion model: 16 kHz, 25 ms frames every 10 ms, 64 bands from 60
     * to 7600 Hz.
     *
     * @return those settings
     */
    public static MelSettings speechModel() {
        return new MelSettings(
                16000,
                400,
                160,
                512,
                64,
                60,
                7600,
                Window.HANN_PERIODIC,
                Scale.HTK,
                0,
                false,
                1,
                1e-10);
    }

    /**
     * Kaldi's defaults at 16 kHz with {@code --dither=0}.
     *
     * @param bands number of bands; Kaldi's default is 23
     * @return those settings
     */
    public static MelSettings kaldi(int bands) {
        return new MelSettings(
                16000,
                400,
                160,
                512,
                bands,
                20,
                8000,
                Window.POVEY,
                Scale.HTK,
                0.97,
                true,
                32768,
                1.1920928955078125e-7);
    }

    /**
     * librosa's filters and window at 16 kHz with 25 ms frames every 10 ms, uncentred.
     *
     * @param bands number of bands
     * @return those settings
     */
    public static MelSettings librosa(int bands) {
        return new MelSettings(
                16000,
                512,
                160,
                512,
                bands,
                0,
                8000,
                Window.HANN_PERIODIC,
                Scale.SLANEY,
                0,
                false,
                1,
                1e-10);
    }

    /**
     * Number of whole frames in a signal.
     *
     * @param samples length of the signal
     * @return frames, 0 if the signal is shorter than one
     */
    public int frames(int samples) {
        return samples < frameLength ? 0 : 1 + (samples - frameLength) / hopLength;
    }

    /** The taper applied to a frame before its spectrum is taken. */
    public enum Window {
        /** 0.5 - 0.5 cos(2 pi i / N): the periodic Hann window. */
        HANN_PERIODIC,
        /** 0.54 - 0.46 cos(2 pi i / (N - 1)). */
        HAMMING,
        /** The symmetric Hann window to the power 0.85, Kaldi's default. */
        POVEY,
        /**
         * A Gauss bell with edges at exp(-12), as Praat draws it: its core spans half the frame.
         */
        GAUSS;

        /** The {@code length} weights of the window. */
        float[] weights(int length) {
            float[] w = new float[length];
            for (int i = 0; i < length; i++) {
                double x = 2 * Math.PI * i / (this == HANN_PERIODIC ? length : length - 1);
                w[i] =
                        (float)
                                switch (this) {
                                    case HANN_PERIODIC -> 0.5 - 0.5 * Math.cos(x);
                                    case HAMMING -> 0.54 - 0.46 * Math.cos(x);
                                    case POVEY -> Math.pow(0.5 - 0.5 * Math.cos(x), 0.85);
                                    case GAUSS -> gauss(i, length);
                                };
            }
            return w;
        }

        private static double gauss(int i, int length) {
            double u = (i - 0.5 * (length - 1)) / (length + 1);
            double edge = Math.exp(-12);
            return (Math.exp(-48 * u * u) - edge) / (1 - edge);
        }
    }
}
