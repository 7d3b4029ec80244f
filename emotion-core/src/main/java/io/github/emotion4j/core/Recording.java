package io.github.emotion4j.core;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The input of a recognition: files, bytes or signals of one person, on one clock. Immutable.
 *
 * <p>Nothing is opened before {@link EmotionRecognizer#recognize(Recording)}.
 *
 * <pre>{@code
 * Recording visit =
 *         Recording.of(Path.of("visit.mp4")).with(Path.of("wristband.csv"), Duration.ofSeconds(90));
 * }</pre>
 */
public final class Recording {
    /**
     * A part of a recording.
     *
     * <pre>{@code
     * Recording.Part visit =
     *         Recording.Part.of(Path.of("visit.mp4")).startingAt(Duration.ofSeconds(90));
     * }</pre>
     */
    public sealed interface Part {
        /**
         * A file or folder that starts with the recording and is self-describing.
         *
         * @param path where it is
         * @return the part
         */
        static FilePart of(Path path) {
            return new FilePart(path, 0, Optional.empty());
        }

        /**
         * A file's content in memory that starts with the recording and is self-describing.
         *
         * @param name a name for messages; the extension of a file name helps to detect the format
         * @param bytes the content, which is not copied and must not change while it is read
         * @return the part
         */
        static BytesPart of(String name, byte[] bytes) {
            return new BytesPart(name, bytes, 0, Optional.empty());
        }

        /** {@return the part's name for messages, such as a file's path} */
        String name();

        /** {@return when the part starts on the recording's clock, in nanoseconds, at least 0} */
        long offsetNanos();

        /**
         * Information that the part does not contain.
         *
         * @return the information; empty if the part is self-describing
         */
        default Optional<Format> format() {
            return Optional.empty();
        }
    }

    /**
     * Information that a file does not contain, such as the sampling rate of a table without times.
     * Each modality defines its own types and ignores those of others.
     */
    public interface Format {}

    /**
     * A file or folder.
     *
     * @param path where it is
     * @param offsetNanos when it starts on the recording's clock
     * @param format information that the file does not contain; empty if it is self-describing
     */
    public record FilePart(Path path, long offsetNanos, Optional<Format> format) implements Part {
        /**
         * Checks the offset.
         *
         * @throws IllegalArgumentException if it is negative
         */
        public FilePart {
            Objects.requireNonNull(path, "path");
            Objects.requireNonNull(format, "format");
            requireOffset(offsetNanos);
        }

        /**
         * This part at a time of the recording's clock.
         *
         * @param offset how much later than the recording's origin it starts, at least 0
         * @return a new part
         * @throws IllegalArgumentException if the offset is negative
         */
        public FilePart startingAt(Duration offset) {
            return new FilePart(path, nanos(offset), format);
        }

        /**
         * This part with information that the file does not contain.
         *
         * @param added such as a {@code TableFormat} of emotion-physio
         * @return a new part
         */
        public FilePart withFormat(Format added) {
            return new FilePart(path, offsetNanos, Optional.of(added));
        }

        @Override
        public String name() {
            return path.toString();
        }
    }

    /**
     * A file's content in memory, not copied.
     *
     * @param name a name for messages; the extension of a file name helps to detect the format
     * @param bytes the content, which must not change while it is read
     * @param offsetNanos when it starts on the recording's clock
     * @param format information that the content does not contain; empty if it is self-describing
     */
    @SuppressWarnings("ArrayRecordComponent") // A copy of a video would be costly.
    public record BytesPart(String name, byte[] bytes, long offsetNanos, Optional<Format> format)
            implements Part {
        /**
         * Checks the offset.
         *
         * @throws IllegalArgumentException if it is negative
         */
        public BytesPart {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(bytes, "bytes");
            Objects.requireNonNull(format, "format");
            requireOffset(offsetNanos);
        }

        /**
         * This part at a time of the recording's clock.
         *
         * @param offset how much later than the recording's origin it starts, at least 0
         * @return a new part
         * @throws IllegalArgumentException if the offset is negative
         */
        public BytesPart startingAt(Duration offset) {
            return new BytesPart(name, bytes, nanos(offset), format);
        }

        /**
         * This part with information that the content does not contain.
         *
         * @param added such as a {@code TableFormat} of emotion-physio
         * @return a new part
         */
        public BytesPart withFormat(Format added) {
            return new BytesPart(name, bytes, offsetNanos, Optional.of(added));
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof BytesPart that
                    && name.equals(that.name)
                    && Arrays.equals(bytes, that.bytes)
                    && offsetNanos == that.offsetNanos
                    && format.equals(that.format);
        }

        @Override
        public int hashCode() {
            return Objects.hash(name, bytes.length, offsetNanos, format);
        }

        @Override
        public String toString() {
            return "BytesPart[" + name + ", " + bytes.length + " bytes]";
        }
    }

    /**
     * Signals in the order of time.
     *
     * @param signals the pieces; each goes to the modalities that take it
     */
    public record SignalPart(List<Signal> signals) implements Part {
        /** Copies the list. */
        public SignalPart {
            signals = List.copyOf(signals);
        }

        @Override
        public String name() {
            return signals.isEmpty() ? "no signals" : signals.get(0).toString();
        }

        @Override
        public long offsetNanos() {
            return 0;
        }
    }

    private final List<Part> parts;

    private Recording(List<Part> parts) {
        this.parts = List.copyOf(parts);
    }

    /**
     * A file: a picture, a video, a sound or a table of signals. Its content decides how it is
     * read.
     *
     * @param path where it is
     * @return the recording
     */
    public static Recording of(Path path) {
        return of(Part.of(path));
    }

    /**
     * A file's content in memory.
     *
     * @param name a name for messages
     * @param bytes the content, not copied
     * @return the recording
     */
    public static Recording of(String name, byte[] bytes) {
        return of(Part.of(name, bytes));
    }

    /**
     * A still picture.
     *
     * @param picture the picture, copied
     * @return the recording
     */
    public static Recording of(BufferedImage picture) {
        return of(List.of(VideoFrame.of(new TimeInterval(0, 0), picture)));
    }

    /**
     * Signals in memory.
     *
     * @param signals the pieces; those of each source are in the order of time
     * @return the recording
     */
    public static Recording of(List<? extends Signal> signals) {
        return of(new SignalPart(List.copyOf(signals)));
    }

    /**
     * A part alone, such as a file with a {@link Format}.
     *
     * @param part the part
     * @return the recording
     */
    public static Recording of(Part part) {
        return new Recording(List.of(part));
    }

    /**
     * This recording and a file that starts with it.
     *
     * @param path where it is
     * @return a new recording
     */
    public Recording with(Path path) {
        return with(path, Duration.ZERO);
    }

    /**
     * This recording and a file that starts later.
     *
     * @param path where it is
     * @param offset how much later than the recording's origin, at least 0
     * @return a new recording
     * @throws IllegalArgumentException if the offset is negative
     */
    public Recording with(Path path, Duration offset) {
        return with(Part.of(path).startingAt(offset));
    }

    /**
     * This recording and signals in memory.
     *
     * @param signals the pieces on this recording's clock; those of each source are in the order of
     *     time
     * @return a new recording
     */
    public Recording with(List<? extends Signal> signals) {
        return with(new SignalPart(List.copyOf(signals)));
    }

    /**
     * This recording and a part.
     *
     * @param part the part
     * @return a new recording
     */
    public Recording with(Part part) {
        List<Part> longer = new ArrayList<>(parts);
        longer.add(part);
        return new Recording(longer);
    }

    /** {@return the parts, in the order they were given} */
    public List<Part> parts() {
        return parts;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Recording that && parts.equals(that.parts);
    }

    @Override
    public int hashCode() {
        return parts.hashCode();
    }

    /** The names of its parts. */
    @Override
    public String toString() {
        return "Recording" + parts.stream().map(Part::name).toList();
    }

    private static void requireOffset(long nanos) {
        if (nanos < 0) {
            throw new IllegalArgumentException(
                    "offset must not be negative: "
                            + Duration.ofNanos(nanos)
                            + "; move the other files instead");
        }
    }

    private static long nanos(Duration offset) {
        return TimeInterval.nanosOf(offset);
    }
}
