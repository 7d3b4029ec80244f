package io.github.emotion4j.physio.respiration;

/**
 * One breath, from the end of one inspiration to the end of the next.
 *
 * @param seconds end of the inspiration (the signal's maximum), from the start of the stream
 * @param periodSeconds time since the breath before; NaN for the first and after a gap
 * @param amplitude rise from the trough before to the maximum, in the signal's unit
 */
public record Breath(double seconds, double periodSeconds, double amplitude) {
    /**
     * Respiratory volume per time (Birn et al. 2006, doi:10.1016/j.neuroimage.2006.02.048).
     *
     * @return amplitude divided by period, in the signal's unit per second; NaN without a period
     */
    public double volumePerTime() {
        return amplitude / periodSeconds;
    }
}
