package io.github.emotion4j.physio.ppg;

/**
 * One pulse wave.
 *
 * @param position place of the steepest rise, by which intervals are measured, in samples from the
 *     start of the stream, between samples. A peak may jump between two humps of one wave; the rise
 *     before both does not
 * @param peakPosition place of the systolic peak, likewise
 * @param amplitude height of the peak in the cleaned (band-passed) signal, in the signal's unit
 * @param quality correlation with the running mean shape of the waves before, in [0, 1]
 * @param first whether the time since the wave before is unknown
 * @param height rise from the foot of the wave to its peak, in the signal's unit
 * @param footLevel the signal at the foot of the wave, which breathing moves
 * @param riseSeconds time from foot to peak
 * @param widthSeconds time that the wave stays above half its height
 */
public record PulseWave(
        double position,
        double peakPosition,
        double amplitude,
        double quality,
        boolean first,
        double height,
        double footLevel,
        double riseSeconds,
        double widthSeconds) {}
