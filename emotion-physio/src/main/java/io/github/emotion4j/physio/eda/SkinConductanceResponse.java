package io.github.emotion4j.physio.eda;

/**
 * One skin conductance response (SCR).
 *
 * @param onsetSeconds when the rise began, in seconds from the start of the stream
 * @param peakSeconds when the response was greatest
 * @param amplitudeMicrosiemens conductance at the peak less that at the onset, in µS
 * @param halfRecoverySeconds time from the peak until half the amplitude was lost; NaN if the next
 *     response or the end of the signal came first
 */
public record SkinConductanceResponse(
        double onsetSeconds,
        double peakSeconds,
        double amplitudeMicrosiemens,
        double halfRecoverySeconds) {
    /**
     * Time from onset to peak.
     *
     * @return seconds, above 0
     */
    public double riseSeconds() {
        return peakSeconds - onsetSeconds;
    }
}
