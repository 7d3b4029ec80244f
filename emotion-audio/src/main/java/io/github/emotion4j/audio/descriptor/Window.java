package io.github.emotion4j.audio.descriptor;

/** The taper applied to a frame before its spectrum is taken. */
public enum Window {
    /** 0.5 - 0.5 cos(2 pi i / N): the periodic Hann window. */
    HANN_PERIODIC,
    /** 0.54 - 0.46 cos(2 pi i / (N - 1)). */
    HAMMING,
    /** The symmetric Hann window to the power 0.85, Kaldi's default. */
    POVEY,
    /** A Gauss bell with edges at exp(-12), as Praat draws it: its core spans half the frame. */
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
