package io.github.emotion4j.audio.descriptor;

import java.util.Objects;

/**
 * What a log-mel spectrum is made of. Two tools that agree on these settings agree on the values.
 * Immutable. Settings of one's own begin with those of a tool:
 *
 * <pre>{@code
 * MelSettings settings = MelSettings.librosa(128).toBuilder()
 *         .frameLength(2048).hopLength(512).fftLength(2048)
 *         .build();
 * float[] bands = new LogMel(settings).of(samples16kHz);
 * }</pre>
 */
public final class MelSettings {
    private static final MelSettings SPEECH_MODEL = new Builder().build();

    private final int rateHertz;
    private final int frameLength;
    private final int hopLength;
    private final int fftLength;
    private final int bands;
    private final double lowHertz;
    private final double highHertz;
    private final Window window;
    private final Scale scale;
    private final double preEmphasis;
    private final boolean removeMean;
    private final double inputGain;
    private final double floor;

    private MelSettings(Builder builder) {
        rateHertz = builder.rateHertz;
        frameLength = builder.frameLength;
        hopLength = builder.hopLength;
        fftLength = builder.fftLength;
        bands = builder.bands;
        lowHertz = builder.lowHertz;
        highHertz = builder.highHertz;
        window = Objects.requireNonNull(builder.window, "window");
        scale = Objects.requireNonNull(builder.scale, "scale");
        preEmphasis = builder.preEmphasis;
        removeMean = builder.removeMean;
        inputGain = builder.inputGain;
        floor = builder.floor;
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
        if (fftLength < Math.max(4, frameLength) || Integer.bitCount(fftLength) != 1) {
            throw new IllegalArgumentException(
                    "The FFT length must be a power of two of at least 4 and the frame length "
                            + frameLength
                            + ", was "
                            + fftLength);
        }
        if (!(floor >= 0 && floor <= Float.MAX_VALUE)) {
            throw new IllegalArgumentException("The floor must be at least 0, was " + floor);
        }
        if (!(inputGain > 0 && inputGain <= Float.MAX_VALUE)) {
            throw new IllegalArgumentException("The input gain must be above 0, was " + inputGain);
        }
        if (!(preEmphasis >= 0 && preEmphasis <= 1)) {
            throw new IllegalArgumentException("Pre-emphasis must be 0 to 1, was " + preEmphasis);
        }
        if (!(lowHertz >= 0 && lowHertz < highHertz && highHertz <= rateHertz / 2.0)) {
            throw new IllegalArgumentException(
                    "Band edges must satisfy 0 <= low < high <= rate / 2, were "
                            + lowHertz
                            + " and "
                            + highHertz);
        }
    }

    /** {@return a builder that begins with these settings} */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.rateHertz = rateHertz;
        builder.frameLength = frameLength;
        builder.hopLength = hopLength;
        builder.fftLength = fftLength;
        builder.bands = bands;
        builder.lowHertz = lowHertz;
        builder.highHertz = highHertz;
        builder.window = window;
        builder.scale = scale;
        builder.preEmphasis = preEmphasis;
        builder.removeMean = removeMean;
        builder.inputGain = inputGain;
        builder.floor = floor;
        return builder;
    }

    /** {@return the sample rate} */
    public int rateHertz() {
        return rateHertz;
    }

    /** {@return the samples in a frame} */
    public int frameLength() {
        return frameLength;
    }

    /** {@return the samples from one frame's start to the next} */
    public int hopLength() {
        return hopLength;
    }

    /** {@return the transform's length, a power of two of at least 4 and {@code frameLength}} */
    public int fftLength() {
        return fftLength;
    }

    /** {@return the number of mel bands} */
    public int bands() {
        return bands;
    }

    /** {@return the lower edge of the first band, at least 0} */
    public double lowHertz() {
        return lowHertz;
    }

    /** {@return the upper edge of the last band, above {@code lowHertz}, at most half the rate} */
    public double highHertz() {
        return highHertz;
    }

    /** {@return the taper of a frame} */
    public Window window() {
        return window;
    }

    /** {@return the mel formula and the shape of the triangles} */
    public Scale scale() {
        return scale;
    }

    /**
     * The coefficient of {@code x[i] - c x[i-1]} in the frame.
     *
     * @return the coefficient, 0 to 1; 0 leaves it out
     */
    public double preEmphasis() {
        return preEmphasis;
    }

    /** {@return whether the frame's mean is taken away first} */
    public boolean removeMean() {
        return removeMean;
    }

    /**
     * {@return the factor on the samples, above 0; 32768 for Kaldi, which reads [-1, 1] as 16-bit
     * numbers}
     */
    public double inputGain() {
        return inputGain;
    }

    /**
     * {@return the least band energy before the logarithm, at least 0; above 0 where silence may
     * come}
     */
    public double floor() {
        return floor;
    }

    /**
     * {@return the front end of the speech emotion model: 16 kHz, 25 ms frames every 10 ms, 64
     * bands from 60 to 7600 Hz}
     */
    public static MelSettings speechModel() {
        return SPEECH_MODEL;
    }

    /**
     * Kaldi's defaults at 16 kHz with {@code --dither=0}.
     *
     * @param bands number of bands; Kaldi's default is 23
     * @return those settings
     */
    public static MelSettings kaldi(int bands) {
        return new Builder()
                .bands(bands)
                .lowHertz(20)
                .highHertz(8000)
                .window(Window.POVEY)
                .preEmphasis(0.97)
                .removeMean(true)
                .inputGain(32768)
                // Kaldi's floor is the distance from 1 to the next float.
                .floor(0x1p-23)
                .build();
    }

    /**
     * librosa's filters and window at 16 kHz with 32 ms frames every 10 ms, uncentred.
     *
     * @param bands number of bands
     * @return those settings
     */
    public static MelSettings librosa(int bands) {
        return new Builder()
                .frameLength(512)
                .bands(bands)
                .lowHertz(0)
                .highHertz(8000)
                .scale(Scale.SLANEY)
                .build();
    }

    /** The settings, each with its name. */
    @Override
    public String toString() {
        return "MelSettings[rateHertz="
                + rateHertz
                + ", frameLength="
                + frameLength
                + ", hopLength="
                + hopLength
                + ", fftLength="
                + fftLength
                + ", bands="
                + bands
                + ", lowHertz="
                + lowHertz
                + ", highHertz="
                + highHertz
                + ", window="
                + window
                + ", scale="
                + scale
                + ", preEmphasis="
                + preEmphasis
                + ", removeMean="
                + removeMean
                + ", inputGain="
                + inputGain
                + ", floor="
                + floor
                + "]";
    }

    /** Puts settings together. Not thread-safe. */
    public static final class Builder {
        private int rateHertz = 16000;
        private int frameLength = 400;
        private int hopLength = 160;
        private int fftLength = 512;
        private int bands = 64;
        private double lowHertz = 60;
        private double highHertz = 7600;
        private Window window = Window.HANN_PERIODIC;
        private Scale scale = Scale.HTK;
        private double preEmphasis = 0;
        private boolean removeMean = false;
        private double inputGain = 1;
        private double floor = 1e-10;

        private Builder() {}

        /** Sets {@link MelSettings#rateHertz()}, above 0. */
        public Builder rateHertz(int value) {
            rateHertz = value;
            return this;
        }

        /** Sets {@link MelSettings#frameLength()}, above 0. */
        public Builder frameLength(int value) {
            frameLength = value;
            return this;
        }

        /** Sets {@link MelSettings#hopLength()}, above 0. */
        public Builder hopLength(int value) {
            hopLength = value;
            return this;
        }

        /**
         * Sets {@link MelSettings#fftLength()}.
         *
         * @param value a power of two of at least 4 and {@code frameLength}
         * @return this builder
         */
        public Builder fftLength(int value) {
            fftLength = value;
            return this;
        }

        /** Sets {@link MelSettings#bands()}, above 0. */
        public Builder bands(int value) {
            bands = value;
            return this;
        }

        /** Sets {@link MelSettings#lowHertz()}, at least 0. */
        public Builder lowHertz(double value) {
            lowHertz = value;
            return this;
        }

        /**
         * Sets {@link MelSettings#highHertz()}.
         *
         * @param value above {@code lowHertz}, at most half the rate
         * @return this builder
         */
        public Builder highHertz(double value) {
            highHertz = value;
            return this;
        }

        /** Sets {@link MelSettings#window()}. */
        public Builder window(Window value) {
            window = Objects.requireNonNull(value, "window");
            return this;
        }

        /** Sets {@link MelSettings#scale()}. */
        public Builder scale(Scale value) {
            scale = Objects.requireNonNull(value, "scale");
            return this;
        }

        /** Sets {@link MelSettings#preEmphasis()}, the coefficient, 0 to 1; 0 leaves it out. */
        public Builder preEmphasis(double value) {
            preEmphasis = value;
            return this;
        }

        /** Sets {@link MelSettings#removeMean()}. */
        public Builder removeMean(boolean value) {
            removeMean = value;
            return this;
        }

        /**
         * Sets {@link MelSettings#inputGain()}, the factor, above 0; 32768 for Kaldi, which reads
         * [-1, 1] as 16-bit numbers.
         */
        public Builder inputGain(double value) {
            inputGain = value;
            return this;
        }

        /** Sets {@link MelSettings#floor()}, at least 0; above 0 where silence may come. */
        public Builder floor(double value) {
            floor = value;
            return this;
        }

        /**
         * Checks the ranges.
         *
         * @return the settings
         * @throws IllegalArgumentException if one is outside its range
         */
        public MelSettings build() {
            return new MelSettings(this);
        }
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

    /** Mel formula with the shape of its triangular filters. */
    public enum Scale {
        /** 1127 ln(1 + f / 700), straight sides on the mel axis, peak 1 (HTK, Kaldi). */
        HTK,
        /** Slaney's scale (linear below 1 kHz), straight sides in hertz, area 1 (librosa). */
        SLANEY
    }
}
