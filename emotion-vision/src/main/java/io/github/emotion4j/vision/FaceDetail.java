package io.github.emotion4j.vision;

import io.github.emotion4j.core.Observation;

/**
 * Where a face was seen. Immutable.
 *
 * @param box the face's rectangle
 * @param landmarks points of the face
 * @param score how sure the detector is, in [0, 1]; not a probability
 * @param quality how usable the face is for the network, in [0, 1]
 */
public record FaceDetail(FaceBox box, FaceLandmarks landmarks, double score, double quality)
        implements Observation.Detail {}
