package io.github.emotion4j.vision;

import io.github.emotion4j.core.Observation;
import java.util.List;
import java.util.Map;

/**
 * Where a face was seen. Immutable.
 *
 * @param box the face's rectangle
 * @param landmarks points of the face
 * @param score how sure the detector is, in [0, 1]; not a probability
 * @param quality how usable the face is for the network, in [0, 1]
 */
public record FaceDetail(FaceBox box, FaceLandmarks landmarks, double score, double quality)
        implements Observation.Detail {
    /** The box (left, top, width, height in pixels) and the score. */
    @Override
    public Map<String, List<Double>> numbers() {
        return Map.of(
                "box",
                List.of(box.left(), box.top(), box.width(), box.height()),
                "score",
                List.of(score));
    }
}
