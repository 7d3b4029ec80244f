package io.github.emotion4j.audio.capture;

import io.github.emotion4j.core.AudioBlock;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.ModelException;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.core.internal.io.Guard;
import io.github.emotion4j.core.spi.OpenPart;
import io.github.emotion4j.core.spi.SignalReader;
import io.github.emotion4j.media.internal.MediaFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads a sound file, or the sound of a video, as blocks at the file's own rate and channels: every
 * format that FFmpeg decodes, such as WAV, AIFF, FLAC, MP3, Ogg Vorbis, Opus, AAC and ALAC.
 *
 * <p>Times are counted in samples from the first one, whose own time is taken from the file and
 * measured from the file's start, as for its pictures. Where the file's clock runs ahead of the
 * count by more than 50 ms and the next block's clock says the same, the file has a gap and
 * counting starts again at its clock. If a single block has a time far ahead and the next one does
 * not, its time is ignored. A truncated file gives the samples that it has. Memory does not grow
 * with the length. One thread.
 *
 * <pre>{@code
 * try (SoundReader reader = SoundReader.open(Path.of("speech.wav"))) {
 *     reader.next().ifPresent(stream::accept);
 * }
 * }</pre>
 */
public final class SoundReader implements SignalReader {
    private final OpenPart part;
    private final SignalReader sound;
    private boolean closed;

    private SoundReader(OpenPart part, SignalReader sound) {
        this.part = part;
        this.sound = sound;
    }

    /**
     * Opens a file, within {@link Limits#defaults()}.
     *
     * @param file where it is
     * @return the reader, to be closed by the caller
     * @throws InputException if the file is missing, empty, in no format that is read, or without
     *     sound
     * @throws ModelException if FFmpeg's natives are not on the class path
     */
    public static SoundReader open(Path file) {
        return open(Recording.Part.of(file), Limits.defaults());
    }

    /**
     * Opens a part of a recording.
     *
     * @param part a file or bytes
     * @param limits the limits that apply to it
     * @return the reader, to be closed by the caller
     * @throws InputException if the part is missing, empty, in no format that is read, or without
     *     sound
     * @throws ModelException if FFmpeg's natives are not on the class path
     */
    public static SoundReader open(Recording.Part part, Limits limits) {
        return find(part, limits)
                .orElseThrow(
                        () ->
                                new InputException(
                                        part.name(), "holds no sound in a format that is read"));
    }

    /**
     * Opens a part of a recording if it holds sound.
     *
     * @param part a file or bytes
     * @param limits the limits that apply to it
     * @return the reader, to be closed by the caller; nothing if the part is of another kind, such
     *     as a video without sound
     * @throws InputException if the part is missing or empty, or is meant to be sound but cannot be
     *     read
     * @throws ModelException if FFmpeg's natives are not on the class path
     */
    public static Optional<SoundReader> find(Recording.Part part, Limits limits) {
        OpenPart opened = new OpenPart(part, limits);
        Optional<SoundReader> reader = Optional.empty();
        try {
            reader =
                    MediaFile.of(opened)
                            .flatMap(MediaFile::sound)
                            .map(sound -> new SoundReader(opened, sound));
            return reader;
        } finally {
            if (reader.isEmpty()) {
                opened.close();
            }
        }
    }

    /**
     * The next block.
     *
     * @return a block of some milliseconds, or nothing at the end
     * @throws InputException if a sound file contains no sample, or FFmpeg cannot continue
     */
    @Override
    public Optional<AudioBlock> next() {
        if (closed) {
            throw new IllegalStateException("The reader of " + part.name() + " is closed");
        }
        return Guard.read(part.name(), () -> sound.next().map(AudioBlock.class::cast));
    }

    /** {@return at the end, and not before, what of the declared sound was not there} */
    @Override
    public List<Reason> issues() {
        return sound.issues();
    }

    @Override
    public double progress() {
        return sound.progress();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            sound.close();
            part.close();
        }
    }
}
