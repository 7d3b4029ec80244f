package io.github.emotion4j.audio.capture;

import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.ModelException;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.core.Signal;
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
 * try (SoundReader reader = SoundReader.open(Path.of("speech.wav")).orElseThrow()) {
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
     * @return the reader, or nothing if FFmpeg reads the file but it holds no sound
     * @throws InputException if the file is missing, empty, or in no format that is read
     * @throws ModelException if FFmpeg's natives are not on the class path
     */
    public static Optional<SoundReader> open(Path file) {
        return open(new Recording.FilePart(file, 0), Limits.defaults());
    }

    /**
     * Opens a file's content in memory, within {@link Limits#defaults()}.
     *
     * @param name a name for messages
     * @param content the bytes, not copied
     * @return the reader, or nothing if FFmpeg reads the content but it holds no sound
     * @throws InputException if the content is empty or in no format that is read
     * @throws ModelException if FFmpeg's natives are not on the class path
     */
    public static Optional<SoundReader> open(String name, byte[] content) {
        return open(new Recording.BytesPart(name, content, 0), Limits.defaults());
    }

    /**
     * Opens a part of a recording.
     *
     * @param part a file or bytes
     * @param limits the limits that apply to it
     * @return the reader, or nothing if FFmpeg reads the part but it holds no sound
     * @throws InputException if the part is missing, empty, or in no format that is read
     * @throws ModelException if FFmpeg's natives are not on the class path
     */
    public static Optional<SoundReader> open(Recording.Part part, Limits limits) {
        OpenPart opened = new OpenPart(part, limits);
        Optional<SoundReader> reader = Optional.empty();
        try {
            MediaFile file =
                    MediaFile.of(opened)
                            .orElseThrow(
                                    () ->
                                            new InputException(
                                                    part.name(),
                                                    "is no sound or video in a format that is read"));
            reader = file.sound().map(sound -> new SoundReader(opened, sound));
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
    public Optional<Signal> next() {
        if (closed) {
            throw new IllegalStateException("The reader of " + part.name() + " is closed");
        }
        return Guard.read(part.name(), sound::next);
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
