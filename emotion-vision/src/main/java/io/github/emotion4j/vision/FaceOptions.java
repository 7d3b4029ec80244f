package io.github.emotion4j.vision;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;

/**
 * How faces are found and followed. Immutable.
 *
 * <pre>{@code
 * FaceOptions options = FaceOptions.builder().minFacePixels(48).geometry(false).build();
 * EmotionRecognizer.builder().modality(new FaceModality(options)).build();
 * }</pre>
 */
public final class FaceOptions {
    private static final FaceOptions DEFAULTS = new Builder().build();

    private final Detector detector;
    private final Subject subject;
    private final int minFacePixels;
    private final double minQuality;
    private final Duration detectionPeriod;
    private final Duration smoothing;
    private final int maxFaces;
    private final boolean mirrorAverage;
    private final boolean geometry;

    private FaceOptions(Builder builder) {
        detector = builder.detector;
        subject = builder.subject;
        minFacePixels = builder.minFacePixels;
        minQuality = builder.minQuality;
        detectionPeriod = builder.detectionPeriod;
        smoothing = builder.smoothing;
        maxFaces = builder.maxFaces;
        mirrorAverage = builder.mirrorAverage;
        geometry = builder.geometry;
        if (minFacePixels < 12 || minFacePixels > 4096) {
            throw new IllegalArgumentException(
                    "minFacePixels must be from 12 to 4096, not " + minFacePixels);
        }
        if (!(minQuality >= 0 && minQuality <= 1)) {
            throw new IllegalArgumentException("minQuality must be in [0, 1], not " + minQuality);
        }
        requireUpToADay("detectionPeriod", detectionPeriod);
        requireUpToADay("smoothing", smoothing);
        if (maxFaces < 1) {
            throw new IllegalArgumentException("maxFaces must be at least 1, not " + maxFaces);
        }
    }

    private static void requireUpToADay(String name, Duration value) {
        if (value.isNegative() || value.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException(name + " must be from 0 to a day, not " + value);
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

    /** {@return a builder that begins with the defaults} */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return a builder that begins with these options} */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.detector = detector;
        builder.subject = subject;
        builder.minFacePixels = minFacePixels;
        builder.minQuality = minQuality;
        builder.detectionPeriod = detectionPeriod;
        builder.smoothing = smoothing;
        builder.maxFaces = maxFaces;
        builder.mirrorAverage = mirrorAverage;
        builder.geometry = geometry;
        return builder;
    }

    /** {@return the detector} */
    public Detector detector() {
        return detector;
    }

    /** {@return which of several faces is the person of interest} */
    public Subject subject() {
        return subject;
    }

    /**
     * The width of the smallest face to search for; half of it costs four times as much. BlazeFace
     * finds none narrower than a 64th of the picture's longer side.
     *
     * @return pixels, from 12 to 4096
     */
    public int minFacePixels() {
        return minFacePixels;
    }

    /** {@return the quality, in [0, 1], below which a face is reported as missing} */
    public double minQuality() {
        return minQuality;
    }

    /**
     * How often the whole picture is searched for new faces, in addition to the search when one is
     * lost; between, known faces are looked for near their last place. Zero searches every frame,
     * as Haar and YuNet do wherever they follow a face.
     *
     * @return the period, from 0 to a day
     */
    public Duration detectionPeriod() {
        return detectionPeriod;
    }

    /**
     * The time constant of the exponential smoothing of a followed face's probabilities at quality
     * 1, longer in proportion at a lower one; zero switches it off.
     *
     * @return the time constant, from 0 to a day
     */
    public Duration smoothing() {
        return smoothing;
    }

    /**
     * The number of faces kept in a picture: the person of interest, then the others that are
     * followed, then new ones in the order of {@link #subject()}, the surest first where that is a
     * number. All others are left out.
     *
     * @return at least 1; 32 by default
     */
    public int maxFaces() {
        return maxFaces;
    }

    /**
     * Whether the network also sees each face's mirror image and the two answers are averaged:
     * right in 0.3 of 100 faces more, at twice the network's time (2 ms more a face on one thread
     * of a desktop CPU).
     *
     * @return whether it does
     */
    public boolean mirrorAverage() {
        return mirrorAverage;
    }

    /**
     * Whether each usable face's shape is measured ({@link FaceGeometry}; 6.4 ms more a face on one
     * thread). The network that does so is also asked in doubt whether a face that fills its
     * picture is one ({@link Detector.BlazeFace}).
     *
     * @return whether it is
     */
    public boolean geometry() {
        return geometry;
    }

    /** The options, each with its name. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "FaceOptions[detector=%s, subject=%s, minFacePixels=%d, minQuality=%s,"
                        + " detectionPeriod=%s, smoothing=%s, maxFaces=%d, mirrorAverage=%s,"
                        + " geometry=%s]",
                detector,
                subject,
                minFacePixels,
                minQuality,
                detectionPeriod,
                smoothing,
                maxFaces,
                mirrorAverage,
                geometry);
    }

    /** Puts options together. Not thread-safe. */
    public static final class Builder {
        private Detector detector = Detector.blazeFace();
        private Subject subject = Subject.largest();

        /** Narrower faces are outside of what was measured (card of face-expression). */
        private int minFacePixels = 24;

        /** Below it, the network does little better than guess. */
        private double minQuality = 0.2;

        private Duration detectionPeriod = Duration.ofMillis(400);
        private Duration smoothing = Duration.ofMillis(200);
        private int maxFaces = 32;
        private boolean mirrorAverage = true;
        private boolean geometry = true;

        private Builder() {}

        /** Sets {@link FaceOptions#detector()}. */
        public Builder detector(Detector value) {
            detector = Objects.requireNonNull(value, "detector");
            return this;
        }

        /** Sets {@link FaceOptions#subject()}. */
        public Builder subject(Subject value) {
            subject = Objects.requireNonNull(value, "subject");
            return this;
        }

        /** Sets {@link FaceOptions#minFacePixels()}, pixels, from 12 to 4096. */
        public Builder minFacePixels(int value) {
            minFacePixels = value;
            return this;
        }

        /** Sets {@link FaceOptions#minQuality()}, the quality, in [0, 1]. */
        public Builder minQuality(double value) {
            minQuality = value;
            return this;
        }

        /** Sets {@link FaceOptions#detectionPeriod()}, the period, from 0 to a day. */
        public Builder detectionPeriod(Duration value) {
            detectionPeriod = Objects.requireNonNull(value, "detectionPeriod");
            return this;
        }

        /** Sets {@link FaceOptions#smoothing()}, the time constant, from 0 to a day. */
        public Builder smoothing(Duration value) {
            smoothing = Objects.requireNonNull(value, "smoothing");
            return this;
        }

        /** Sets {@link FaceOptions#maxFaces()}, at least 1. */
        public Builder maxFaces(int value) {
            maxFaces = value;
            return this;
        }

        /** Sets {@link FaceOptions#mirrorAverage()}. */
        public Builder mirrorAverage(boolean value) {
            mirrorAverage = value;
            return this;
        }

        /** Sets {@link FaceOptions#geometry()}. */
        public Builder geometry(boolean value) {
            geometry = value;
            return this;
        }

        /**
         * Checks the ranges.
         *
         * @return the options
         * @throws IllegalArgumentException if one is outside its range
         */
        public FaceOptions build() {
            return new FaceOptions(this);
        }
    }

    /** The detector that finds faces. Immutable. */
    public sealed interface Detector {
        /** {@return the default: two networks of Google's BlazeFace} */
        static Detector blazeFace() {
            return new BlazeFace();
        }

        /** {@return OpenCV's Haar cascade for frontal faces} */
        static Detector haar() {
            return new Haar();
        }

        /**
         * A YuNet network of your own.
         *
         * @param onnx the network's file
         * @return the choice
         */
        static Detector yuNet(Path onnx) {
            return new YuNet(onnx);
        }

        /**
         * The network that ships with the library: BlazeFace, at any picture size. The default. It
         * searches for faces that are turned by more than a quarter of a turn only where no sure
         * face is upright.
         */
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
        record YuNet(Path onnx) implements Detector {
            /** The file is needed. */
            public YuNet {
                Objects.requireNonNull(onnx, "onnx");
            }
        }
    }

    /**
     * Which of several faces is the person of interest. Immutable.
     *
     * <p>By size and by place, a person who was chosen stays chosen until their number is lost, so
     * that two faces of about one size do not take turns.
     *
     * <p>A face keeps its number while it is followed by place, size and motion; nobody is
     * recognised by their looks. A face that is hidden keeps it for a second, or until two searches
     * have not found it where these are farther apart, and up to 10 s where it was the only face
     * and comes back, before any other, to about the same place in about the same size. After that
     * the same person is a new face with a new number.
     */
    public sealed interface Subject {
        /** {@return the default: the face with the largest box} */
        static Subject largest() {
            return new Largest();
        }

        /** {@return the face nearest to the middle of the picture} */
        static Subject centre() {
            return new Centre();
        }

        /**
         * The face with a number.
         *
         * @param personId the number, at least 1, as observations report it
         * @return the choice
         * @throws IllegalArgumentException if it is less
         */
        static Subject person(int personId) {
            return new Person(personId);
        }

        /** The face with the largest box. The default. */
        record Largest() implements Subject {}

        /** The face nearest to the middle of the picture. */
        record Centre() implements Subject {}

        /**
         * The face with a number, as observations report it. Once the number is lost, nobody is the
         * person of interest any more: choose the person's new number in a new stream.
         *
         * @param personId the number, at least 1
         */
        record Person(int personId) implements Subject {
            /** Numbers begin at 1. */
            public Person {
                if (personId < 1) {
                    throw new IllegalArgumentException(
                            "personId must be at least 1, not " + personId);
                }
            }
        }
    }
}
