package io.github.emotion4j.core;

import io.github.emotion4j.core.internal.format.EstimateCsv;
import io.github.emotion4j.core.internal.format.EstimateJson;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The estimates of a recording in the order of time. Immutable.
 *
 * @param estimates one estimate a step, without gaps; a still picture has one
 * @param summary one estimate for the whole recording, from its origin to the end of the last step.
 *     The evidence of each modality is the mean of its observations of the person of interest,
 *     weighted by length and quality; of a growing utterance only the complete one counts. The
 *     modalities are then joined by the fusion method, without memory
 * @param shares for each modality the share of the examined time in which it perceived the person,
 *     in [0, 1]; if no modality with class probabilities reaches a tenth, the summary abstains
 * @param observations for each step the last observation of each person in each modality, in the
 *     order of the intervals' ends: all faces of a picture, for instance
 */
public record EmotionTimeline(
        List<EmotionEstimate> estimates,
        EmotionEstimate summary,
        Map<ModalityId, Double> shares,
        List<Observation> observations) {
    /** Copies the collections. */
    public EmotionTimeline {
        Objects.requireNonNull(summary, "summary");
        estimates = List.copyOf(estimates);
        shares = Collections.unmodifiableMap(new TreeMap<>(shares));
        observations = List.copyOf(observations);
    }

    /**
     * This timeline as JSON on one line, as the schema {@code emotion4j.schema.json} in this
     * package of the jar describes it, with the persons' numbers and the boxes of faces, without
     * embeddings. Other numbers keep every bit.
     *
     * @return the text of an object whose {@code version} is 1
     */
    public String toJson() {
        return EstimateJson.write(this, false);
    }

    /**
     * {@return the same with the embeddings of the evidence: the networks' hidden features, by
     * which a person may be recognised again; the text of an object whose {@code version} is 1}
     */
    public String toJsonWithEmbeddings() {
        return EstimateJson.write(this, true);
    }

    /**
     * Reads what {@link #toJson()} or {@link #toJsonWithEmbeddings()} wrote.
     *
     * @param json the text of one object
     * @return an equal timeline, with the embeddings that were written, without the details of its
     *     observations, which are written only for other programs
     * @throws InputException if the text is no such object, or of another version
     */
    public static EmotionTimeline ofJson(String json) {
        return EstimateJson.readTimeline(json);
    }

    /**
     * The estimates as a table of comma-separated values (RFC 4180): a header, and one line an
     * estimate with {@code start_s}, {@code end_s}, {@code perceived} (empty where it abstains),
     * the eight probabilities, {@code valence}, {@code arousal}, {@code affect_source} ({@code
     * network} or {@code classes}), {@code stress}, {@code prediction_set} and {@code
     * abstention_reasons} (separated by spaces); then for each modality {@code _status} (present or
     * missing), {@code _age_s}, {@code _quality}, {@code _contribution} and {@code _reasons} (why
     * it is missing, or its issues). A cell is empty if it does not apply or nothing was perceived.
     *
     * @return the text, with lines ended by LF
     */
    public String toCsv() {
        return EstimateCsv.write(estimates);
    }

    /** {@return the number of estimates and the summary on one line, for people} */
    @Override
    public String toString() {
        return estimates.size()
                + (estimates.size() == 1 ? " estimate" : " estimates")
                + "; as a whole "
                + summary;
    }
}
