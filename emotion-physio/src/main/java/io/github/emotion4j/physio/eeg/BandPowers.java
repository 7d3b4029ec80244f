package io.github.emotion4j.physio.eeg;

/**
 * Mean power of an EEG channel by band, µV².
 *
 * @param delta 1 to 4 Hz
 * @param theta 4 to 8 Hz
 * @param alpha 8 to 13 Hz
 * @param beta 13 to 30 Hz
 * @param gamma 30 to 45 Hz; NaN below a rate of 90 Hz
 * @param rejectedShare share of the epochs left out as artefacts or missing, in [0, 1]
 */
public record BandPowers(
        double delta, double theta, double alpha, double beta, double gamma, double rejectedShare) {
    /**
     * Frontal alpha asymmetry: ln(right alpha) - ln(left alpha). Higher means relatively less
     * alpha, so relatively more activity, on the left (Allen et al. 2004,
     * doi:10.1016/j.biopsycho.2004.03.002).
     *
     * @param left powers of the left site, such as F3
     * @param right powers of the right site, such as F4
     * @return the asymmetry; NaN where a power is
     */
    public static double frontalAlphaAsymmetry(BandPowers left, BandPowers right) {
        return Math.log(right.alpha) - Math.log(left.alpha);
    }
}
