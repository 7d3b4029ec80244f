package io.github.emotion4j.vision;

import io.github.emotion4j.core.Observation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Where a face was seen, and its shape. Immutable.
 *
 * @param box the face's rectangle
 * @param landmarks points of the face
 * @param score how sure the detector is, in [0, 1]; not a probability
 * @param quality how usable the face is for the network, in [0, 1]
 * @param geometry what is measured of the face; nothing where it is too poor to be judged, or where
 *     {@link FaceOptions#geometry()} is off
 * @param blinksPerMinute how often the eyes blink, of a face that was followed with its geometry
 *     for 15 s or more. A blink begins where the mean openness of both eyes falls below 0.6 of that
 *     of the open eye, and ends above 0.8 of it, at most 0.5 s later; the open eye's is the
 *     openness followed with a time constant of 0.5 s upwards and 20 s downwards. The rate is 60
 *     times the blinks over the seconds in which the eyes were seen, both fading with a time
 *     constant of 60 s. Frames count that follow within 0.12 s, with the head turned by less than
 *     30 degrees
 */
public record FaceDetail(
        FaceBox box,
        FaceLandmarks landmarks,
        double score,
        double quality,
        Optional<FaceGeometry> geometry,
        OptionalDouble blinksPerMinute)
        implements Observation.Detail {
    /**
     * The box (left, top, width, height in pixels), the score, the geometry's measures and the
     * blinks.
     */
    @Override
    public Map<String, List<Double>> numbers() {
        Map<String, List<Double>> numbers = new LinkedHashMap<>();
        numbers.put("box", List.of(box.left(), box.top(), box.width(), box.height()));
        numbers.put("score", List.of(score));
        geometry.ifPresent(measured -> numbers.putAll(measured.numbers()));
        blinksPerMinute.ifPresent(rate -> numbers.put("blinksPerMinute", List.of(rate)));
        return numbers;
    }
}
