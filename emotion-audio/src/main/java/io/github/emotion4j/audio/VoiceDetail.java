package io.github.emotion4j.audio;

import io.github.emotion4j.core.Observation;

/**
 * How a voice was heard.
 *
 * @param complete whether the utterance is over and this is its final estimate; otherwise it rests
 *     on the utterance so far
 * @param signalToNoiseDb level of the speech against the noise floor; dB
 * @param f0MedianHertz median fundamental frequency; NaN where nothing was voiced
 * @param voicedShare share of the frames that are voiced, [0, 1]
 */
public record VoiceDetail(
        boolean complete, double signalToNoiseDb, double f0MedianHertz, double voicedShare)
        implements Observation.Detail {}
