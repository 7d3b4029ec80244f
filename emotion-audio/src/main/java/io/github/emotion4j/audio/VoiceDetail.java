package io.github.emotion4j.audio;

import io.github.emotion4j.core.Observation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a voice was heard.
 *
 * @param complete whether the utterance is over and this is its final estimate; otherwise it is of
 *     the utterance so far
 * @param signalToNoiseDb level of the speech against the noise floor; dB
 * @param f0MedianHertz median fundamental frequency, 75 to 600 Hz: a higher voice is told as the
 *     half or a third of it; NaN where nothing was voiced
 * @param voicedShare share of the frames that are voiced, [0, 1]
 */
public record VoiceDetail(
        boolean complete, double signalToNoiseDb, double f0MedianHertz, double voicedShare)
        implements Observation.Detail {
    /**
     * {@return complete (1 or 0), signalToNoiseDb and so on, each with one number; none that is NaN
     * or infinite}
     */
    @Override
    public Map<String, List<Double>> numbers() {
        Map<String, List<Double>> numbers = new LinkedHashMap<>();
        numbers.put("complete", List.of(complete ? 1.0 : 0.0));
        numbers.put("signalToNoiseDb", List.of(signalToNoiseDb));
        numbers.put("f0MedianHertz", List.of(f0MedianHertz));
        numbers.put("voicedShare", List.of(voicedShare));
        numbers.values().removeIf(one -> !Double.isFinite(one.get(0)));
        return numbers;
    }
}
