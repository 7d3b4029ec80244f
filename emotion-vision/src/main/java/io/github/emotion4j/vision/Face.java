package io.github.emotion4j.vision;

import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.Reason;
import java.util.Optional;

/**
 * One face of a picture, as {@link FaceAnalyzer} found it. Immutable.
 *
 * @param personId the face's number within the picture, from 1
 * @param box the face's rectangle, in pixels of the picture
 * @param landmarks points of the face, in pixels of the picture
 * @param quality how usable the face is for the network, in [0, 1]; not the network's confidence
 * @param geometry what is measured of the face; nothing where it is too poor to be judged, or where
 *     {@link FaceOptions#geometry()} is off
 * @param evidence what was perceived, or the reason why nothing was
 */
public record Face(
        int personId,
        FaceBox box,
        FaceLandmarks landmarks,
        double quality,
        Optional<FaceGeometry> geometry,
        Evidence evidence) {
    /**
     * The calibrated probabilities of the eight classes.
     *
     * @return the probabilities; nothing where the face is too poor to be judged
     */
    public Optional<EmotionProbabilities> probabilities() {
        return present().flatMap(Evidence.Present::probabilities);
    }

    /**
     * Why there are no probabilities.
     *
     * @return the reason, such as {@code "turned-away"}; nothing where there are probabilities
     */
    public Optional<Reason> missingReason() {
        return evidence instanceof Evidence.Missing missing
                ? Optional.of(missing.reason())
                : Optional.empty();
    }

    /**
     * The network's hidden features, for a classifier or a search of your own. They describe the
     * expression and may also identify people: treat them as personal data.
     *
     * @return a fresh array of the model's length; nothing where there are no probabilities
     */
    public Optional<float[]> embedding() {
        return present().map(Evidence.Present::embedding);
    }

    private Optional<Evidence.Present> present() {
        return evidence instanceof Evidence.Present present
                ? Optional.of(present)
                : Optional.empty();
    }
}
