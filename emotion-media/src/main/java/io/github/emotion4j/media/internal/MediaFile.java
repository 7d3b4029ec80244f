package io.github.emotion4j.media.internal;

import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.ModelException;
import io.github.emotion4j.core.internal.io.Guard;
import io.github.emotion4j.core.spi.OpenPart;
import io.github.emotion4j.core.spi.SignalReader;
import java.util.Optional;

/**
 * A clip, a sound, or a picture that is coded as a video's frame (HEIC, AVIF, JPEG 2000): one pass
 * over one file, which serves its pictures and its sound side by side, on one clock.
 *
 * <p>The content decides how a file is read. Only containers are read, each from its own bytes: a
 * file that names other files or addresses (HLS, DASH and other playlists, lists to be joined,
 * descriptions of network streams) is refused with a message that names the format, and FFmpeg has
 * no way to open anything by itself. Limits bound frames before they are decoded.
 *
 * <p>One thread. FFmpeg's natives are loaded when the first file is opened.
 */
public final class MediaFile implements AutoCloseable {
    private final Demuxed demuxed;

    private MediaFile(Demuxed demuxed) {
        this.demuxed = demuxed;
    }

    /**
     * The file that all readers of a part share.
     *
     * @param part a file or bytes
     * @return the file, closed with the part; nothing if neither content nor name is that of media
     * @throws InputException if it is meant to be media and cannot be read, or names other files
     * @throws ModelException if FFmpeg's natives are not on the class path
     */
    public static Optional<MediaFile> of(OpenPart part) {
        if (part.isFolder()) {
            return Optional.empty();
        }
        MediaContent content = MediaContent.of(part);
        content.refuseUnread();
        if (!content.isMeant()) {
            return Optional.empty();
        }
        return Optional.of(
                part.shared(
                        MediaFile.class,
                        p ->
                                Guard.read(
                                        p.name(),
                                        () -> new MediaFile(Demuxed.open(p, content.isStill())))));
    }

    /**
     * The pictures as {@link io.github.emotion4j.core.VideoFrame}s, upright and with square pixels;
     * a still picture is one frame at time 0. May be asked for once.
     *
     * @return the reader, closed by the caller or with the file; nothing if there are no pictures
     *     but perhaps a cover
     * @throws InputException if there are, and they cannot be decoded
     */
    public Optional<SignalReader> pictures() {
        return Guard.read(demuxed.name(), demuxed::pictures);
    }

    /**
     * The sound as {@link io.github.emotion4j.core.AudioBlock}s of some milliseconds, at the file's
     * own rate and channels. May be asked for once.
     *
     * @return the reader, closed by the caller or with the file; nothing if there is no sound
     * @throws InputException if there is, and it cannot be decoded
     */
    public Optional<SignalReader> sound() {
        return Guard.read(demuxed.name(), demuxed::sound);
    }

    /** Closes the file and everything that was opened from it. Idempotent. */
    @Override
    public void close() {
        Guard.read(
                demuxed.name(),
                () -> {
                    demuxed.close();
                    return true;
                });
    }
}
