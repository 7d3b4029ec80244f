package io.github.emotion4j.core;

import io.github.emotion4j.core.internal.format.EstimateCsv;
import io.github.emotion4j.core.internal.format.EstimateJson;
import java.util.List;

/**
 * The estimates of a recording in the order of time. Immutable.
 *
 * @param estimates one estimate a step, without gaps; a still picture has one
 * @param summary one estimate for the whole, made by the way modalities are joined; by default the
 *     mean of the steps in which a modality was present
 */
public record EmotionTimeline(List<EmotionEstimate> estimates, EmotionEstimate summary) {
    /** Copies the list. */
    public EmotionTimeline {
        estimates = List.copyOf(estimates);
    }

    /**
     * This timeline as JSON on one line, as the schema {@code emotion4j.schema.json} in this
     * package of the jar describes it. Numbers keep every bit.
     *
     * @return the text of an object whose {@code version} is 1
     */
    public String toJson() {
        return EstimateJson.write(this);
    }

    /**
     * Reads what {@link #toJson()} wrote.
     *
     * @param json the text of one object
     * @return an equal timeline
     * @throws InputException if the text is no such object, or of another version
     */
    public static EmotionTimeline ofJson(String json) {
        return EstimateJson.readTimeline(json);
    }

    /**
     * The estimates as a table of comma-separated values (RFC 4180): a header, and one line an
     * estimate with {@code start_s}, {@code end_s}, {@code perceived} (empty where it abstains),
     * the eight probabilities, {@code valence}, {@code arousal}, {@code stress}, {@code
     * prediction_set} and {@code abstention_reasons} (several are apart by a space); then for each
     * modality {@code _status} (present or missing), {@code _age_s}, {@code _quality}, {@code
     * _contribution} and {@code _reasons} (why it is missing, or what lowers the quality). What
     * does not apply is empty.
     *
     * @return the text, lines ended by LF
     */
    public String toCsv() {
        return EstimateCsv.write(estimates);
    }
}
