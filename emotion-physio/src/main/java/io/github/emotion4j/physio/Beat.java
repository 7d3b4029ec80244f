package io.github.emotion4j.physio;

/**
 * One heart beat found in an ECG (its R peak) or a pulse wave (its steepest rise).
 *
 * @param seconds when the beat was, from the start of the stream
 * @param amplitude height of the peak in the cleaned signal, in the signal's unit; negative where
 *     an ECG lead shows the beat downwards
 * @param quality how much the beat looks like its neighbours, in [0, 1]
 * @param first whether no interval leads to this beat: it is the first of the stream, or the first
 *     after a gap, and the time since the beat before is unknown
 */
public record Beat(double seconds, double amplitude, double quality, boolean first) {}
