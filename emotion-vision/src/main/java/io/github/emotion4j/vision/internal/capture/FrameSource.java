package io.github.emotion4j.vision.internal.capture;

import io.github.emotion4j.core.VideoFrame;
import java.util.Optional;

/** Where frames come from. Confined to one thread. */
public interface FrameSource extends AutoCloseable {
    /** The next frame, or nothing at the end. */
    Optional<VideoFrame> next();

    /** The share that was read, in [0, 1]; 0 where it cannot be known. */
    double progress();

    @Override
    void close();
}
