package io.github.emotion4j.core;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How much an input may ask of this machine. Whatever comes from outside is read within these
 * limits, and an input beyond a limit is refused with an {@link InputException} that names it. The
 * defaults accept what people record and a small heap can hold; an application that trusts an input
 * may raise them:
 *
 * <pre>{@code
 * EmotionRecognizer.builder().limits(Limits.builder().maxPixels(250_000_000).build()).build();
 * }</pre>
 *
 * <p>Immutable.
 */
public final class Limits {
    /** About a hundred years, so that nanoseconds do not overflow. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private static final Limits DEFAULTS = new Builder().build();

    private final long maxBytes;
    private final long maxPixels;
    private final Duration maxDuration;
    private final int maxBlockSamples;
    private final int maxLineChars;
    private final long maxInflatedBytes;
    private final int maxInflationRatio;
    private final int maxJsonDepth;
    private final int maxEntries;
    private final long maxSilentSteps;

    private Limits(Builder builder) {
        maxBytes = builder.maxBytes;
        maxPixels = builder.maxPixels;
        maxDuration = builder.maxDuration;
        maxBlockSamples = builder.maxBlockSamples;
        maxLineChars = builder.maxLineChars;
        maxInflatedBytes = builder.maxInflatedBytes;
        maxInflationRatio = builder.maxInflationRatio;
        maxJsonDepth = builder.maxJsonDepth;
        maxEntries = builder.maxEntries;
        maxSilentSteps = builder.maxSilentSteps;
        requirePositive("maxBytes", maxBytes);
        requirePositive("maxPixels", maxPixels);
        if (maxDuration.isNegative() || maxDuration.isZero()) {
            throw new IllegalArgumentException("maxDuration must be above 0, not " + maxDuration);
        }
        if (maxDuration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "maxDuration must be at most 36500 days, so that nanoseconds do not overflow,"
                            + " not "
                            + maxDuration);
        }
        requirePositive("maxBlockSamples", maxBlockSamples);
        requirePositive("maxLineChars", maxLineChars);
        requirePositive("maxInflatedBytes", maxInflatedBytes);
        requirePositive("maxInflationRatio", maxInflationRatio);
        requirePositive("maxJsonDepth", maxJsonDepth);
        requirePositive("maxEntries", maxEntries);
        requirePositive("maxSilentSteps", maxSilentSteps);
    }

    /**
     * 256 MiB in memory, 64 megapixels, 31 days, 4 million samples a block, lines of a million
     * characters, 4 GiB and 250 times unpacked, 64 levels of JSON, 1000 entries, 200,000 silent
     * steps.
     *
     * @return the defaults
     */
    public static Limits defaults() {
        return DEFAULTS;
    }

    /** {@return a builder that begins with the defaults} */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return a builder that begins with these limits} */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.maxBytes = maxBytes;
        builder.maxPixels = maxPixels;
        builder.maxDuration = maxDuration;
        builder.maxBlockSamples = maxBlockSamples;
        builder.maxLineChars = maxLineChars;
        builder.maxInflatedBytes = maxInflatedBytes;
        builder.maxInflationRatio = maxInflationRatio;
        builder.maxJsonDepth = maxJsonDepth;
        builder.maxEntries = maxEntries;
        builder.maxSilentSteps = maxSilentSteps;
        return builder;
    }

    /**
     * The bytes of an input that is read as a whole: a picture, a saved state, a policy, a
     * description. Clips, sounds, tables and zips are read piece by piece and may be longer; this
     * holds for a file and for bytes alike.
     *
     * @return at least 1
     */
    public long maxBytes() {
        return maxBytes;
    }

    /**
     * The pixels of one picture or one frame of a video, as its header states them and before it is
     * decoded; each takes 3 bytes, and some more while it is decoded.
     *
     * @return at least 1
     */
    public long maxPixels() {
        return maxPixels;
    }

    /**
     * {@return the time of one recording from its origin, from which all its signals count, to the
     * end of its last signal, above 0, at most 36,500 days}
     */
    public Duration maxDuration() {
        return maxDuration;
    }

    /**
     * {@return the samples, of all channels together, of one block of sound or of a body's signal,
     * and so of one record of a file, at least 1}
     */
    public int maxBlockSamples() {
        return maxBlockSamples;
    }

    /** {@return the characters of one line of a text, at least 1} */
    public int maxLineChars() {
        return maxLineChars;
    }

    /**
     * {@return the bytes to which a compressed input or one entry of a zip may unpack, at least 1}
     */
    public long maxInflatedBytes() {
        return maxInflatedBytes;
    }

    /**
     * How many times as large as its packed bytes a compressed input may unpack; counted from 16
     * MiB of unpacked bytes on.
     *
     * @return at least 1
     */
    public int maxInflationRatio() {
        return maxInflationRatio;
    }

    /** {@return how deep objects and arrays of a JSON text may be nested, at least 1} */
    public int maxJsonDepth() {
        return maxJsonDepth;
    }

    /**
     * {@return the files of one folder or zip, the signals of one header, or the columns of one
     * table, at least 1}
     */
    public int maxEntries() {
        return maxEntries;
    }

    /**
     * {@return how many steps without any signal a recording may have in all, where the times of an
     * input have gaps, at least 1}
     */
    public long maxSilentSteps() {
        return maxSilentSteps;
    }

    private List<Object> parts() {
        return List.of(
                maxBytes,
                maxPixels,
                maxDuration,
                maxBlockSamples,
                maxLineChars,
                maxInflatedBytes,
                maxInflationRatio,
                maxJsonDepth,
                maxEntries,
                maxSilentSteps);
    }

    /** Whether the other has the same limits. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Limits that && parts().equals(that.parts());
    }

    @Override
    public int hashCode() {
        return parts().hashCode();
    }

    /** The limits, each with its name. */
    @Override
    public String toString() {
        return "Limits[maxBytes="
                + maxBytes
                + ", maxPixels="
                + maxPixels
                + ", maxDuration="
                + maxDuration
                + ", maxBlockSamples="
                + maxBlockSamples
                + ", maxLineChars="
                + maxLineChars
                + ", maxInflatedBytes="
                + maxInflatedBytes
                + ", maxInflationRatio="
                + maxInflationRatio
                + ", maxJsonDepth="
                + maxJsonDepth
                + ", maxEntries="
                + maxEntries
                + ", maxSilentSteps="
                + maxSilentSteps
                + "]";
    }

    /** Puts limits together. Not thread-safe. */
    public static final class Builder {
        /** The largest pictures of cameras take a quarter of it. */
        private long maxBytes = 256L << 20;

        /** 192 MB of pixels, which a heap of 512 MB holds; phones give 50 million. */
        private long maxPixels = 64_000_000;

        /** No recorder's battery lasts as long. */
        private Duration maxDuration = Duration.ofDays(31);

        /** Ten seconds of eight channels at 48 kHz. */
        private int maxBlockSamples = 4_000_000;

        /** Lines of tables have some hundred characters, session records thousands. */
        private int maxLineChars = 1_000_000;

        /** A day of six signals at 1 kHz as text. */
        private long maxInflatedBytes = 4L << 30;

        /** Tables shrink to a tenth, constant ones to a hundredth; bombs to 1032nd. */
        private int maxInflationRatio = 250;

        /** Files of this library have seven levels. */
        private int maxJsonDepth = 64;

        /** Wide tables and recorders of many electrodes have some hundred. */
        private int maxEntries = 1_000;

        /** A day and more at the default step of 0.5 s. */
        private long maxSilentSteps = 200_000;

        private Builder() {}

        /** Sets {@link Limits#maxBytes()}, at least 1. */
        public Builder maxBytes(long value) {
            maxBytes = value;
            return this;
        }

        /** Sets {@link Limits#maxPixels()}, at least 1. */
        public Builder maxPixels(long value) {
            maxPixels = value;
            return this;
        }

        /** Sets {@link Limits#maxDuration()}, above 0, at most 36,500 days. */
        public Builder maxDuration(Duration value) {
            maxDuration = Objects.requireNonNull(value, "maxDuration");
            return this;
        }

        /** Sets {@link Limits#maxBlockSamples()}, at least 1. */
        public Builder maxBlockSamples(int value) {
            maxBlockSamples = value;
            return this;
        }

        /** Sets {@link Limits#maxLineChars()}, at least 1. */
        public Builder maxLineChars(int value) {
            maxLineChars = value;
            return this;
        }

        /** Sets {@link Limits#maxInflatedBytes()}, at least 1. */
        public Builder maxInflatedBytes(long value) {
            maxInflatedBytes = value;
            return this;
        }

        /** Sets {@link Limits#maxInflationRatio()}, at least 1. */
        public Builder maxInflationRatio(int value) {
            maxInflationRatio = value;
            return this;
        }

        /** Sets {@link Limits#maxJsonDepth()}, at least 1. */
        public Builder maxJsonDepth(int value) {
            maxJsonDepth = value;
            return this;
        }

        /** Sets {@link Limits#maxEntries()}, at least 1. */
        public Builder maxEntries(int value) {
            maxEntries = value;
            return this;
        }

        /** Sets {@link Limits#maxSilentSteps()}, at least 1. */
        public Builder maxSilentSteps(long value) {
            maxSilentSteps = value;
            return this;
        }

        /**
         * Checks the ranges.
         *
         * @return the limits
         * @throws IllegalArgumentException if one is outside its range
         */
        public Limits build() {
            return new Limits(this);
        }
    }

    private static void requirePositive(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, not " + value);
        }
    }
}
