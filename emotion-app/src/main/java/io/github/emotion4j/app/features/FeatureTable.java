package io.github.emotion4j.app.features;

import io.github.emotion4j.audio.AcousticFeatures;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.physio.BodyFeatures;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The features of a file as a table: of a sound or a clip the 88 acoustic values of the whole and
 * of each utterance, of a recording of the body heart rate variability and skin conductance.
 */
@FunctionalInterface
public interface FeatureTable {
    /** Ten seconds contain the fewest beats from which an RMSSD is computed. */
    double MIN_SPAN_SECONDS = 10;

    /** A span over a day is a mistake of units. */
    double MAX_SPAN_SECONDS = 86_400;

    /**
     * Writes the table as CSV, after a header; what is not defined is left empty.
     *
     * @param out where to write
     * @throws io.github.emotion4j.core.EmotionException if that fails
     */
    void writeCsv(Appendable out);

    /** {@return what was at fault in the signal; empty if nothing was} */
    default List<Reason> issues() {
        return List.of();
    }

    /**
     * Computes the features of a file or of its content.
     *
     * @param part a sound, a clip or a recording of the body, told apart by the content
     * @param frames of sounds, the descriptors each 10 ms in place of the 88 values
     * @param span of the body, how long each described span is; empty for the whole
     * @param limits what it may ask for
     * @return its table
     * @throws InputException if it is of no such kind, cannot be read, or exceeds the limits
     */
    static FeatureTable of(
            Recording.Part part, boolean frames, Optional<Duration> span, Limits limits) {
        Optional<BodyFeatures> body =
                span.isPresent()
                        ? BodyFeatures.findPerSpan(part, limits, span.get())
                        : BodyFeatures.find(part, limits);
        if (body.isPresent()) {
            return body.get()::writeCsv;
        }
        AcousticFeatures features = AcousticFeatures.of(part, limits);
        return new FeatureTable() {
            @Override
            public void writeCsv(Appendable out) {
                if (frames) {
                    features.frames().writeCsv(out);
                } else {
                    features.writeCsv(out);
                }
            }

            @Override
            public List<Reason> issues() {
                return features.issues();
            }
        };
    }

    /**
     * Checks the length of a span that a user gives.
     *
     * @param seconds from 10 to a day
     * @return the length
     * @throws IllegalArgumentException if it is shorter, longer or no number
     */
    static Duration span(double seconds) {
        if (!(seconds >= MIN_SPAN_SECONDS && seconds <= MAX_SPAN_SECONDS)) {
            throw new IllegalArgumentException("is from 10 s to a day, not " + seconds);
        }
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }
}
