package io.github.emotion4j.vision.capture;

import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.core.VideoFrame;
import io.github.emotion4j.core.internal.io.Guard;
import io.github.emotion4j.core.spi.OpenPart;
import io.github.emotion4j.core.spi.SignalReader;
import io.github.emotion4j.vision.internal.capture.CameraSource;
import io.github.emotion4j.vision.internal.capture.Frames;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads frames from a picture, a video file or a camera.
 *
 * <p>Frames are upright (EXIF and a video's turns and mirrorings are applied) and of square pixels,
 * with transparent parts on white and 16-bit pictures brought to 8 bits. Passed over are the
 * transparency that AVIF, VP8 and VP9 store as a picture of its own, that of a grey TIFF, and a
 * grey PNG's one transparent shade. A picture gives one frame at time 0. Frames of a video carry
 * the presentation times of its container, from the container's start, whatever the frame rate.
 *
 * <p>Confined to one thread. {@link #close()} is idempotent; reading after it throws {@link
 * IllegalStateException}.
 *
 * <pre>{@code
 * try (VideoReader reader = VideoReader.open(Path.of("visit.mp4"))) {
 *     for (Optional<VideoFrame> frame = reader.next(); frame.isPresent(); frame = reader.next()) {
 *         stream.accept(frame.get());
 *     }
 * }
 * }</pre>
 */
public final class VideoReader implements SignalReader {
    private final SignalReader source;
    private final String name;
    private final Runnable release;
    private boolean closed;

    private VideoReader(String name, SignalReader source, Runnable release) {
        this.name = name;
        this.source = source;
        this.release = release;
    }

    /**
     * Opens a picture (JPEG, PNG, WebP, TIFF, BMP, PNM, HEIC, JPEG 2000, ...) or a video (MP4,
     * WebM, MKV, AVI, MPEG, animated GIF, ...), recognised by content, within {@link
     * Limits#defaults()}.
     *
     * @param path the file
     * @return the reader, to be closed by the caller
     * @throws InputException if the file is missing, empty, broken, too large or holds no picture
     */
    public static VideoReader open(Path path) {
        return open(Recording.Part.of(path), Limits.defaults());
    }

    /**
     * Opens a part of a recording.
     *
     * @param part a file or bytes
     * @param limits the limits that apply to it
     * @return the reader, to be closed by the caller
     * @throws InputException if the part is missing, empty, broken, too large or holds no picture
     */
    public static VideoReader open(Recording.Part part, Limits limits) {
        return find(part, limits)
                .orElseThrow(
                        () ->
                                new InputException(
                                        part.name(), "holds neither a picture nor a video"));
    }

    /**
     * Opens a part of a recording if it holds a picture or a video.
     *
     * @param part a file or bytes
     * @param limits the limits that apply to it
     * @return the reader, to be closed by the caller; nothing if the part is of another kind, such
     *     as sound
     * @throws InputException if the part is meant to be a picture or video but cannot be read
     */
    public static Optional<VideoReader> find(Recording.Part part, Limits limits) {
        OpenPart opened = new OpenPart(part, limits);
        Optional<VideoReader> reader = Optional.empty();
        try {
            reader =
                    Guard.read(part.name(), () -> Frames.open(opened))
                            .map(source -> new VideoReader(part.name(), source, opened::close));
            return reader;
        } finally {
            if (reader.isEmpty()) {
                opened.close();
            }
        }
    }

    /**
     * Opens a camera. Its first picture only starts the clock and is not given. Frames carry the
     * time since then, by the JVM's steady clock; a frame's interval reaches from the picture
     * before to itself.
     *
     * @param index the camera's number, from 0
     * @return the reader, to be closed by the caller
     * @throws InputException if there is no such camera or it is in use
     */
    public static VideoReader camera(int index) {
        return new VideoReader("camera " + index, CameraSource.open(index), () -> {});
    }

    /**
     * The next frame.
     *
     * @return the frame, or nothing at the end
     * @throws InputException if the file breaks off or the camera vanishes
     * @throws IllegalStateException if the reader is closed
     */
    @Override
    public Optional<VideoFrame> next() {
        if (closed) {
            throw new IllegalStateException("The reader is closed");
        }
        return Guard.read(name, source::next).map(VideoFrame.class::cast);
    }

    @Override
    public List<Reason> issues() {
        return source.issues();
    }

    /**
     * {@return the share that was read, in [0, 1]; 0 for cameras and where the length is unknown}
     */
    @Override
    public double progress() {
        return source.progress();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            source.close();
            release.run();
        }
    }
}
