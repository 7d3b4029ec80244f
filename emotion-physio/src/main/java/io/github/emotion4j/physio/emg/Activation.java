package io.github.emotion4j.physio.emg;

/**
 * One burst of muscle activity.
 *
 * @param onsetSeconds when the envelope rose above the threshold, from the start of the stream
 * @param offsetSeconds when it fell below again
 * @param peakMillivolts greatest envelope within
 */
public record Activation(double onsetSeconds, double offsetSeconds, double peakMillivolts) {}
