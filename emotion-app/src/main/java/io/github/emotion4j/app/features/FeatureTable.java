package io.github.emotion4j.app.features;

import io.github.emotion4j.audio.AcousticFeatures;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.physio.BodyFeatures;
import io.github.emotion4j.physio.io.TableFormat;
import java.nio.file.Path;
import java.time.Duration;
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
     * @throws java.io.UncheckedIOException if that fails
     */
    void writeCsv(Appendable out);

    /**
     * Computes the features of a file.
     *
     * @param file a sound, a clip or a recording of the body, told apart by the content
     * @param frames of sounds, the descriptors each 10 ms in place of the 88 values
     * @param span of the body, how long each described span is; empty for the whole
     * @param limits what the file may ask for
     * @return its table
     * @throws InputException if the file is of no such kind, cannot be read, or exceeds the limits
     */
    static FeatureTable of(Path file, boolean frames, Optional<Duration> span, Limits limits) {
        Optional<BodyFeatures> body =
                BodyFeatures.read(file, TableFormat.selfDescribed(), limits, span);
        if (body.isPresent()) {
            return body.get()::writeCsv;
        }
        AcousticFeatures features = AcousticFeatures.of(new Recording.FilePart(file, 0), limits);
        return frames ? features.frames()::writeCsv : features::writeCsv;
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
