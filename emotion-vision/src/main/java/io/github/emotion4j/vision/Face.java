package io.github.emotion4j.vision;

import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.internal.format.EstimateText;
import io.github.emotion4j.vision.internal.FaceJson;
import java.util.Locale;
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
 * @param estimate how the face is perceived, decided as a recogniser with default options does; its
 *     {@link EmotionEstimate#abstentionReasons()} say why it names no class, such as {@code
 *     "turned-away"}
 */
public record Face(
        int personId,
        FaceBox box,
        FaceLandmarks landmarks,
        double quality,
        Optional<FaceGeometry> geometry,
        EmotionEstimate estimate) {
    /**
     * The perceived expression, as {@link EmotionEstimate#perceived()} of the estimate says.
     *
     * @return the most probable class; empty where the face is too poor to be judged, or no class
     *     is probable enough
     */
    public Optional<Emotion> perceived() {
        return estimate.perceived();
    }

    /**
     * {@return the calibrated probabilities of the eight classes; nothing where the face is too
     * poor to be judged}
     */
    public Optional<EmotionProbabilities> probabilities() {
        return estimate.probabilities();
    }

    /**
     * The network's hidden features, for a classifier or a search of your own. They describe the
     * expression and may also identify people: treat them as personal data.
     *
     * @return a fresh array of the model's length; nothing where there are no probabilities
     */
    public Optional<float[]> embedding() {
        return estimate.evidence(ModalityId.FACE) instanceof Evidence.Present present
                ? Optional.of(present.embedding())
                : Optional.empty();
    }

    /**
     * This face as JSON on one line, as the schema {@code emotion4j.schema.json} of emotion-core
     * describes it, without the embedding. All numbers keep every bit.
     *
     * @return the text of an object whose {@code version} is 1 and whose {@code estimate} is what
     *     {@link EmotionEstimate#toJson()} writes
     */
    public String toJson() {
        return FaceJson.write(this);
    }

    /** One readable line; without what is absent. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "person %d at %.0f,%.0f, %.0fx%.0f px  %s",
                personId,
                box.left(),
                box.top(),
                box.width(),
                box.height(),
                // A picture has no time that would tell a reader anything.
                EstimateText.of(estimate));
    }
}
