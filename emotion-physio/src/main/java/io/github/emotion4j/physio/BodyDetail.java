package io.github.emotion4j.physio;

import io.github.emotion4j.core.Observation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the body's signals showed over the span of an observation. A value is NaN where its signal
 * is missing or too poor. Immutable.
 *
 * @param beatsPerMinute mean rate from beats, of a pulse from {@linkplain
 *     io.github.emotion4j.physio.Ppg#beats clear} ones; where they cover less than a quarter of the
 *     span, as the device reports it; beats a minute
 * @param rmssdMillis root mean square of successive differences of the same beats' intervals after
 *     {@linkplain io.github.emotion4j.physio.hrv.Intervals#corrected correction}, ms
 * @param sclMicrosiemens mean skin conductance, µS
 * @param scrPerMinute skin conductance responses of at least 0.02 µS a minute
 * @param skinTemperatureCelsius mean skin temperature, °C
 * @param movementG how much the sensor moves, as the mean deviation of acceleration within a
 *     second, g; NaN without acceleration; then effort cannot be distinguished from stress
 * @param pulseQuality how alike the beats are, in [0, 1]
 * @param signals the signals that were there: {@code pulse}, {@code ecg} or {@code beat-intervals},
 *     whichever the beats are from; {@code skin-conductance}, {@code skin-temperature}, {@code
 *     heart-rate}
 */
public record BodyDetail(
        double beatsPerMinute,
        double rmssdMillis,
        double sclMicrosiemens,
        double scrPerMinute,
        double skinTemperatureCelsius,
        double movementG,
        double pulseQuality,
        List<String> signals)
        implements Observation.Detail {
    /** Copies the list. */
    public BodyDetail {
        signals = List.copyOf(signals);
    }

    /** {@return beatsPerMinute, rmssdMillis and so on, each with one number; none that is NaN} */
    @Override
    public Map<String, List<Double>> numbers() {
        Map<String, List<Double>> numbers = new LinkedHashMap<>();
        numbers.put("beatsPerMinute", List.of(beatsPerMinute));
        numbers.put("rmssdMillis", List.of(rmssdMillis));
        numbers.put("sclMicrosiemens", List.of(sclMicrosiemens));
        numbers.put("scrPerMinute", List.of(scrPerMinute));
        numbers.put("skinTemperatureCelsius", List.of(skinTemperatureCelsius));
        numbers.put("movementG", List.of(movementG));
        numbers.put("pulseQuality", List.of(pulseQuality));
        numbers.values().removeIf(one -> !Double.isFinite(one.get(0)));
        return numbers;
    }
}
