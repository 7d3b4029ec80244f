package io.github.emotion4j.vision;

import io.github.emotion4j.core.Observation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a face was seen, and its shape. Immutable.
 *
 * @param box the face's rectangle
 * @param landmarks points of the face
 * @param score how sure the detector is, in [0, 1]; not a probability
 * @param quality how usable the face is for the network, in [0, 1]
 * @param geometry what is measured of the face; nothing where it is too poor to be judged, or where
 *     {@link FaceOptions#geometry()} is off
 */
public record FaceDetail(
        FaceBox box,
        FaceLandmarks landmarks,
        double score,
        double quality,
        Optional<FaceGeometry> geometry)
        implements Observation.Detail {
    /** The box (left, top, width, height in pixels), the score, and the geometry's measures. */
    @Override
    public Map<String, List<Double>> numbers() {
        Map<String, List<Double>> numbers = new LinkedHashMap<>();
        numbers.put("box", List.of(box.left(), box.top(), box.width(), box.height()));
        numbers.put("score", List.of(score));
        geometry.ifPresent(measured -> numbers.putAll(measured.numbers()));
        return numbers;
    }
}
