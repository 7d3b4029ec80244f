package io.github.emotion4j.physio;

import io.github.emotion4j.core.Observation;
import java.util.List;

/**
 * What the body's signals showed over the span of an observation. A value is NaN where its signal
 * is missing or too poor. Immutable.
 *
 * @param heartRateBpm mean rate from beats, else as the device reports it, beats a minute
 * @param rmssdMillis root mean square of successive differences of the beats' intervals, ms
 * @param sclMicrosiemens mean skin conductance, µS
 * @param scrPerMinute skin conductance responses of at least 0.02 µS a minute
 * @param skinTemperatureCelsius mean skin temperature, °C
 * @param movementG how much the sensor moves, as the mean deviation of acceleration within a
 *     second, g; NaN without acceleration; then effort cannot be distinguished from stress
 * @param pulseQuality how alike the beats are, in [0, 1]
 * @param signals the signals that were there: {@code pulse}, {@code skin-conductance}, {@code
 *     skin-temperature}, {@code heart-rate}
 */
public record BodyDetail(
        double heartRateBpm,
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
}
