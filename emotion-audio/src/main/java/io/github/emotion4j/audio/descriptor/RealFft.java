package io.github.emotion4j.audio.descriptor;

import io.github.emotion4j.audio.internal.dsp.Dsp;

/** Power spectra and autocorrelations of real frames; one thread, allocates nothing. */
final class RealFft {
    private final int length;
    private final Dsp.RealTransform transform;

    /**
     * @param length a power of two, so that the libraries take the plan that allocates nothing
     */
    RealFft(int length) {
        if (Integer.bitCount(length) != 1 || length < 4) {
            throw new IllegalArgumentException(
                    "FFT length must be a power of two of at least 4, was " + length);
        }
        this.length = length;
        this.transform = Dsp.chosen().transform(length);
    }

    /** Squared magnitudes of bins 0 to length / 2 of {@code data}, which is overwritten. */
    void power(float[] data, float[] power) {
        transform.forward(data);
        power[0] = data[0] * data[0];
        power[length / 2] = data[1] * data[1];
        for (int k = 1; k < length / 2; k++) {
            float re = data[2 * k];
            float im = data[2 * k + 1];
            power[k] = re * re + im * im;
        }
    }

    /** Autocorrelation (circular, unscaled by length) of {@code data}, in place. */
    void autocorrelate(float[] data) {
        transform.forward(data);
        data[0] *= data[0];
        data[1] *= data[1];
        for (int k = 2; k < length; k += 2) {
            data[k] = data[k] * data[k] + data[k + 1] * data[k + 1];
            data[k + 1] = 0;
        }
        transform.inverse(data);
    }
}
