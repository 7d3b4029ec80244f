package io.github.emotion4j.vision.internal.capture;

import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.spi.OpenPart;
import io.github.emotion4j.core.spi.SignalReader;
import io.github.emotion4j.media.internal.MediaFile;
import java.util.Optional;

/** Opens what holds pictures: OpenCV reads the still ones, FFmpeg those that are coded as video. */
public final class Frames {
    private Frames() {}

    /**
     * Opens a part.
     *
     * @param part a file or bytes
     * @return its frames; nothing if the part is of another kind
     * @throws InputException if the part is meant to be a picture or video and cannot be read
     */
    public static Optional<SignalReader> open(OpenPart part) {
        if (part.isFolder()) {
            return Optional.empty();
        }
        return PictureSource.open(part).or(() -> MediaFile.of(part).flatMap(MediaFile::pictures));
    }
}
