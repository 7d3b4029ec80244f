package io.github.emotion4j.vision;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * How faces are found and followed. Immutable.
 *
 * @param detector the detector
 * @param subject which of several faces is the person of interest
 * @param minFacePixels the width of the smallest face to search for, at least 12; half of it costs
 *     four times as much. BlazeFace finds none narrower than a 64th of the picture's longer side
 * @param minQuality the quality, in [0, 1], below which a face is reported as missing
 * @param detectionPeriod how often the whole picture is searched for new faces, in addition to the
 *     search when one is lost; between, known faces are looked for near their last place. Zero
 *     searches every frame, as Haar and YuNet do wherever they follow a face
 * @param smoothing the time constant of the exponential smoothing of a followed face's
 *     probabilities at quality 1, longer in proportion at a lower one; zero switches it off
 * @param maxFaces the number of faces kept in a picture, the surest first, at least 1
 * @param mirrorAverage whether the network also sees each face's mirror image and the two answers
 *     are averaged: right in 0.7 of 100 faces more, at twice the network's time (2 ms more a face
 *     on one thread of a desktop CPU)
 * @param geometry whether each usable face's shape is measured ({@link FaceGeometry}; 5 ms more a
 *     face on one thread)
 */
public record FaceOptions(
        Detector detector,
        Subject subject,
        int minFacePixels,
        double minQuality,
        Duration detectionPeriod,
        Duration smoothing,
        int maxFaces,
        boolean mirrorAverage,
        boolean geometry) {
    /** What a face needs at least: below it, the network does little better than guess. */
    private static final double DEFAULT_MIN_QUALITY = 0.2;

    private static final FaceOptions DEFAULTS =
            new FaceOptions(
                    new Detector.BlazeFace(),
                    new Subject.Largest(),
                    24,
                    DEFAULT_MIN_QUALITY,
                    Duration.ofMillis(400),
                    Duration.ofMillis(200),
                    32,
                    true,
                    true);

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a number is out of range or a duration negative
     */
    public FaceOptions {
        Objects.requireNonNull(detector, "detector");
        Objects.requireNonNull(subject, "subject");
        if (minFacePixels < 12) {
            throw new IllegalArgumentException(
                    "minFacePixels must be at least 12, not " + minFacePixels);
        }
        if (!(minQuality >= 0 && minQuality <= 1)) {
            throw new IllegalArgumentException("minQuality must be in [0, 1], not " + minQuality);
        }
        if (detectionPeriod.isNegative() || smoothing.isNegative()) {
            throw new IllegalArgumentException(
                    "Durations must not be negative: " + detectionPeriod + ", " + smoothing);
        }
        if (maxFaces < 1) {
            throw new IllegalArgumentException("maxFaces must be at least 1, not " + maxFaces);
        }
    }

    /**
     * BlazeFace every 400 ms, the largest face, faces from 24 pixels with a quality of at least
     * 0.2, 200 ms of smoothing, 32 faces, each seen with its mirror image and measured.
     *
     * @return the defaults
     */
    public static FaceOptions defaults() {
        return DEFAULTS;
    }

    /**
     * These options with another detector.
     *
     * @param other the detector
     * @return new options
     */
    public FaceOptions withDetector(Detector other) {
        return new FaceOptions(
                other,
                subject,
                minFacePixels,
                minQuality,
                detectionPeriod,
                smoothing,
                maxFaces,
                mirrorAverage,
                geometry);
    }

    /**
     * These options with another rule for the person of interest.
     *
     * @param other the rule
     * @return new options
     */
    public FaceOptions withSubject(Subject other) {
        return new FaceOptions(
                detector,
                other,
                minFacePixels,
                minQuality,
                detectionPeriod,
                smoothing,
                maxFaces,
                mirrorAverage,
                geometry);
    }

    /**
     * These options with another smallest face.
     *
     * @param other its width in pixels, at least 12
     * @return new options
     */
    public FaceOptions withMinFacePixels(int other) {
        return new FaceOptions(
                detector,
                subject,
                other,
                minQuality,
                detectionPeriod,
                smoothing,
                maxFaces,
                mirrorAverage,
                geometry);
    }

    /**
     * These options with another least quality.
     *
     * @param other the quality, in [0, 1]
     * @return new options
     */
    public FaceOptions withMinQuality(double other) {
        return new FaceOptions(
                detector,
                subject,
                minFacePixels,
                other,
                detectionPeriod,
                smoothing,
                maxFaces,
                mirrorAverage,
                geometry);
    }

    /**
     * These options with another time between searches of the whole picture.
     *
     * @param other the period, at least 0
     * @return new options
     */
    public FaceOptions withDetectionPeriod(Duration other) {
        return new FaceOptions(
                detector,
                subject,
                minFacePixels,
                minQuality,
                other,
                smoothing,
                maxFaces,
                mirrorAverage,
                geometry);
    }

    /**
     * These options with another smoothing.
     *
     * @param other the time constant, at least 0
     * @return new options
     */
    public FaceOptions withSmoothing(Duration other) {
        return new FaceOptions(
                detector,
                subject,
                minFacePixels,
                minQuality,
                detectionPeriod,
                other,
                maxFaces,
                mirrorAverage,
                geometry);
    }

    /**
     * These options with another number of faces.
     *
     * @param other at least 1
     * @return new options
     */
    public FaceOptions withMaxFaces(int other) {
        return new FaceOptions(
                detector,
                subject,
                minFacePixels,
                minQuality,
                detectionPeriod,
                smoothing,
                other,
                mirrorAverage,
                geometry);
    }

    /**
     * These options with or without the mirror image.
     *
     * @param other whether the network sees it too
     * @return new options
     */
    public FaceOptions withMirrorAverage(boolean other) {
        return new FaceOptions(
                detector,
                subject,
                minFacePixels,
                minQuality,
                detectionPeriod,
                smoothing,
                maxFaces,
                other,
                geometry);
    }

    /**
     * These options with or without the measures of each face's shape.
     *
     * @param other whether they are taken
     * @return new options
     */
    public FaceOptions withGeometry(boolean other) {
        return new FaceOptions(
                detector,
                subject,
                minFacePixels,
                minQuality,
                detectionPeriod,
                smoothing,
                maxFaces,
                mirrorAverage,
                other);
    }

    /** The detector that finds faces. Immutable. */
    public sealed interface Detector {
        /** The network that ships with the library: BlazeFace, at any picture size. The default. */
        record BlazeFace() implements Detector {}

        /**
         * OpenCV's Haar cascade for frontal faces (Viola and Jones 2001), which needs no network.
         * It does not see the eyes, so they are put where they lie on average, and it misses more
         * faces.
         */
        record Haar() implements Detector {}

        /**
         * A YuNet network of your own, run by OpenCV's {@code FaceDetectorYN}.
         *
         * @param onnx the network's file
         */
        record YuNet(Path onnx) implements Detector {}
    }

    /**
     * Which of several faces is the person of interest. Immutable.
     *
     * <p>By size and by place, a person who was chosen stays chosen until they are lost, so that
     * two faces of about one size do not take turns.
     */
    public sealed interface Subject {
        /** The face with the largest box. The default. */
        record Largest() implements Subject {}

        /** The face nearest to the middle of the picture. */
        record Centre() implements Subject {}

        /**
         * The face with a number, as observations report it.
         *
         * @param personId the number
         */
        record Person(int personId) implements Subject {}
    }
}
