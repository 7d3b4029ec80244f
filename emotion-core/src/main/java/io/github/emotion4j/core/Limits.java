package io.github.emotion4j.core;

import java.time.Duration;

/**
 * How much an input may ask of this machine. Whatever comes from outside is read within these
 * limits, and an input beyond a limit is refused with an {@link InputException} that names it. The
 * defaults accept what people record and a small heap can hold; an application that trusts an input
 * may raise them:
 *
 * <pre>{@code
 * EmotionRecognizer.builder().limits(Limits.defaults().withMaxPixels(250_000_000)).build();
 * }</pre>
 *
 * <p>Immutable.
 *
 * @param maxBytes the bytes of an input that is read into memory as a whole: a picture, a zip, a
 *     saved state, a policy, a description. Clips, sounds and tables are read piece by piece and
 *     may be longer
 * @param maxPixels the pixels of one picture or one frame of a video, as its header states them and
 *     before it is decoded; each takes 3 bytes, and some more while it is decoded
 * @param maxDuration the time of one recording from its first signal to its last
 * @param maxBlockSamples the samples, of all channels together, of one block of sound or of a
 *     body's signal, and so of one record of a file
 * @param maxLineChars the characters of one line of a text
 * @param maxInflatedBytes the bytes to which a compressed input or one entry of a zip may unpack
 * @param maxInflationRatio how many times as large as its packed bytes a compressed input may
 *     unpack; counted from 16 MiB of unpacked bytes on
 * @param maxJsonDepth how deep objects and arrays of a JSON text may be nested
 * @param maxEntries the files of one folder or zip, the signals of one header, or the columns of
 *     one table
 * @param maxSilentSteps the steps of a recording without any signal that are bridged in all, where
 *     an input leaps in time
 */
public record Limits(
        long maxBytes,
        long maxPixels,
        Duration maxDuration,
        int maxBlockSamples,
        int maxLineChars,
        long maxInflatedBytes,
        int maxInflationRatio,
        int maxJsonDepth,
        int maxEntries,
        long maxSilentSteps) {
    private static final Limits DEFAULTS =
            new Limits(
                    256L << 20, // The largest pictures of cameras take a quarter of it.
                    64_000_000, // 192 MB of pixels, which a heap of 512 MB holds; phones give 50.
                    Duration.ofDays(31), // No recorder's battery lasts as long.
                    4_000_000, // Ten seconds of eight channels at 48 kHz.
                    1_000_000, // Lines of tables have some hundred characters, records thousands.
                    4L << 30, // A day of six signals at 1 kHz as text.
                    250, // Tables shrink to a tenth, constant ones to a hundredth; bombs to 1032nd.
                    64, // Files of this library have seven levels.
                    1_000, // Wide tables and recorders of many electrodes have some hundred.
                    200_000); // A day and more at the default step of 0.5 s.

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a limit is not positive
     */
    public Limits {
        requirePositive("maxBytes", maxBytes);
        requirePositive("maxPixels", maxPixels);
        if (maxDuration.isNegative() || maxDuration.isZero()) {
            throw new IllegalArgumentException("maxDuration must be above 0, not " + maxDuration);
        }
        if (maxDuration.compareTo(Duration.ofDays(36_500)) > 0) {
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

    /**
     * These limits with another size in memory.
     *
     * @param bytes at least 1
     * @return new limits
     */
    public Limits withMaxBytes(long bytes) {
        return new Limits(
                bytes,
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

    /**
     * These limits with another size of pictures.
     *
     * @param pixels at least 1
     * @return new limits
     */
    public Limits withMaxPixels(long pixels) {
        return new Limits(
                maxBytes,
                pixels,
                maxDuration,
                maxBlockSamples,
                maxLineChars,
                maxInflatedBytes,
                maxInflationRatio,
                maxJsonDepth,
                maxEntries,
                maxSilentSteps);
    }

    /**
     * These limits with another length of recordings.
     *
     * @param duration above 0, at most 36,500 days
     * @return new limits
     */
    public Limits withMaxDuration(Duration duration) {
        return new Limits(
                maxBytes,
                maxPixels,
                duration,
                maxBlockSamples,
                maxLineChars,
                maxInflatedBytes,
                maxInflationRatio,
                maxJsonDepth,
                maxEntries,
                maxSilentSteps);
    }

    /**
     * These limits with another length of blocks.
     *
     * @param samples at least 1, of all channels together
     * @return new limits
     */
    public Limits withMaxBlockSamples(int samples) {
        return new Limits(
                maxBytes,
                maxPixels,
                maxDuration,
                samples,
                maxLineChars,
                maxInflatedBytes,
                maxInflationRatio,
                maxJsonDepth,
                maxEntries,
                maxSilentSteps);
    }

    /**
     * These limits with another length of lines.
     *
     * @param chars at least 1
     * @return new limits
     */
    public Limits withMaxLineChars(int chars) {
        return new Limits(
                maxBytes,
                maxPixels,
                maxDuration,
                maxBlockSamples,
                chars,
                maxInflatedBytes,
                maxInflationRatio,
                maxJsonDepth,
                maxEntries,
                maxSilentSteps);
    }

    /**
     * These limits with other sizes of unpacked content.
     *
     * @param bytes at least 1
     * @param ratio at least 1
     * @return new limits
     */
    public Limits withMaxInflation(long bytes, int ratio) {
        return new Limits(
                maxBytes,
                maxPixels,
                maxDuration,
                maxBlockSamples,
                maxLineChars,
                bytes,
                ratio,
                maxJsonDepth,
                maxEntries,
                maxSilentSteps);
    }

    /**
     * These limits with another depth of JSON.
     *
     * @param levels at least 1
     * @return new limits
     */
    public Limits withMaxJsonDepth(int levels) {
        return new Limits(
                maxBytes,
                maxPixels,
                maxDuration,
                maxBlockSamples,
                maxLineChars,
                maxInflatedBytes,
                maxInflationRatio,
                levels,
                maxEntries,
                maxSilentSteps);
    }

    /**
     * These limits with another number of entries.
     *
     * @param entries at least 1
     * @return new limits
     */
    public Limits withMaxEntries(int entries) {
        return new Limits(
                maxBytes,
                maxPixels,
                maxDuration,
                maxBlockSamples,
                maxLineChars,
                maxInflatedBytes,
                maxInflationRatio,
                maxJsonDepth,
                entries,
                maxSilentSteps);
    }

    /**
     * These limits with another number of silent steps.
     *
     * @param steps at least 1
     * @return new limits
     */
    public Limits withMaxSilentSteps(long steps) {
        return new Limits(
                maxBytes,
                maxPixels,
                maxDuration,
                maxBlockSamples,
                maxLineChars,
                maxInflatedBytes,
                maxInflationRatio,
                maxJsonDepth,
                maxEntries,
                steps);
    }

    private static void requirePositive(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, not " + value);
        }
    }
}
