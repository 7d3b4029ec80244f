package io.github.emotion4j.vision.capture;

import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.core.VideoFrame;
import io.github.emotion4j.vision.internal.capture.CameraSource;
import io.github.emotion4j.vision.internal.capture.FrameSource;
import io.github.emotion4j.vision.internal.capture.MediaSource;
import io.github.emotion4j.vision.internal.capture.PictureSource;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads frames from a picture, a video file or a camera.
 *
 * <p>Frames are upright (EXIF and video rotation are applied), with transparent parts on white and
 * 16-bit pictures brought to 8 bits; in a picture that EXIF turns, what is transparent keeps the
 * colours that are stored under it. A picture gives one frame at time 0. Frames of a video carry
 * the presentation times of its container, from the container's start, whatever the frame rate.
 *
 * <p>Confined to one thread. {@link #close()} is idempotent; reading after it throws {@link
 * IllegalStateException}.
 */
public final class VideoReader implements AutoCloseable {
    private final FrameSource source;
    private boolean closed;

    private VideoReader(FrameSource source) {
        this.source = source;
    }

    /**
     * Opens a picture (JPEG, PNG, WebP, TIFF, BMP, PNM, ...) or a video (MP4, WebM, MKV, AVI, MPEG,
     * animated GIF, ...), told apart by content.
     *
     * @param path the file
     * @return the reader, to be closed by the caller
     * @throws InputException if the file is missing, empty, broken or holds no picture
     */
    public static VideoReader open(Path path) {
        return open(new Recording.FilePart(path, 0))
                .orElseThrow(
                        () ->
                                new InputException(
                                        path.toString(), "it holds neither a picture nor a video"));
    }

    /**
     * Opens a part of a recording if it holds a picture or a video.
     *
     * @param part a file or bytes
     * @return the reader, to be closed by the caller; nothing if the part is of another kind, such
     *     as sound
     * @throws InputException if the part is meant to be a picture or video but cannot be read
     */
    public static Optional<VideoReader> open(Recording.Part part) {
        Optional<FrameSource> picture = PictureSource.open(part);
        return picture.or(() -> MediaSource.open(part)).map(VideoReader::new);
    }

    /**
     * Opens a camera. Frames carry the time since the first one, by the JVM's steady clock; a
     * frame's interval reaches from the frame before to itself.
     *
     * @param index the camera's number, from 0
     * @return the reader, to be closed by the caller
     * @throws InputException if there is no such camera or it is in use
     */
    public static VideoReader camera(int index) {
        return new VideoReader(CameraSource.open(index));
    }

    /**
     * The next frame.
     *
     * @return the frame, or nothing at the end
     * @throws InputException if the file breaks off or the camera vanishes
     * @throws IllegalStateException if the reader is closed
     */
    public Optional<VideoFrame> next() {
        if (closed) {
            throw new IllegalStateException("The reader is closed");
        }
        return source.next();
    }

    /**
     * How far the reader has come.
     *
     * @return the share that was read, in [0, 1]; 0 for cameras and where the length is unknown
     */
    public double progress() {
        return source.progress();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            source.close();
        }
    }
}
