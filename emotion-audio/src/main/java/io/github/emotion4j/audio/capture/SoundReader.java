package io.github.emotion4j.audio.capture;

import io.github.emotion4j.core.AudioBlock;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.ModelException;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.spi.SignalReader;
import java.io.ByteArrayInputStream;
import java.nio.Buffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.Frame;
import org.bytedeco.javacv.FrameGrabber;
import org.jspecify.annotations.Nullable;

/**
 * Reads a sound file, or the sound of a video, as blocks at the file's own rate and channels:
 * whatever FFmpeg decodes, such as WAV, AIFF, FLAC, MP3, Ogg Vorbis, Opus, AAC and ALAC.
 *
 * <p>Times are counted in samples from the first one, whose own time is taken from the file and
 * measured from the file's start, as for its pictures. Where the file's clock and the count differ
 * by more than 50 ms, the file has a gap and the count starts anew from its clock. A file that
 * breaks off gives what it has. Memory does not grow with the length. One thread.
 */
public final class SoundReader implements SignalReader {
    private static final long GAP_NANOS = 50_000_000L;

    private final String name;
    private final FFmpegFrameGrabber grabber;
    private final long originMicros;
    private final long durationMicros;
    private int rate;
    private int channels;
    private long countStartNanos;
    private long counted;
    private boolean started;
    private boolean atEnd;
    private boolean closed;

    private SoundReader(String name, FFmpegFrameGrabber grabber) {
        this.name = name;
        this.grabber = grabber;
        long start = grabber.getFormatContext().start_time();
        this.originMicros = start == avutil.AV_NOPTS_VALUE ? 0 : start;
        this.durationMicros = Math.max(0, grabber.getLengthInTime());
    }

    /**
     * Opens a file.
     *
     * @param file where it is
     * @return the reader, or nothing if FFmpeg reads the file but it holds no sound
     * @throws InputException if the file is missing, empty, or in no format that FFmpeg knows
     * @throws ModelException if FFmpeg's natives are not on the class path
     */
    public static Optional<SoundReader> open(Path file) {
        long size = file.toFile().length();
        if (!file.toFile().isFile()) {
            throw new InputException(file.toString(), "is not there or is no file");
        }
        if (size == 0) {
            throw new InputException(file.toString(), "is empty");
        }
        loadFfmpeg();
        return open(file.toString(), new FFmpegFrameGrabber(file.toFile()));
    }

    /**
     * Opens a file's content in memory.
     *
     * @param name a name for messages
     * @param content the bytes, not copied
     * @return the reader, or nothing if FFmpeg reads the content but it holds no sound
     * @throws InputException if the content is empty or in no format that FFmpeg knows
     * @throws ModelException if FFmpeg's natives are not on the class path
     */
    public static Optional<SoundReader> open(String name, byte[] content) {
        if (content.length == 0) {
            throw new InputException(name, "is empty");
        }
        loadFfmpeg();
        return open(name, new FFmpegFrameGrabber(new ByteArrayInputStream(content)));
    }

    private static void loadFfmpeg() {
        try {
            Loader.load(avutil.class);
        } catch (LinkageError e) {
            throw ModelException.missingNatives(
                    "FFmpeg",
                    List.of("org.bytedeco:ffmpeg", "org.bytedeco:javacpp"),
                    Loader.Detector.getPlatform(),
                    e);
        }
    }

    private static Optional<SoundReader> open(String name, FFmpegFrameGrabber grabber) {
        avutil.av_log_set_level(avutil.AV_LOG_FATAL); // Its warnings come back as exceptions.
        grabber.setSampleMode(FrameGrabber.SampleMode.FLOAT);
        try {
            grabber.start();
        } catch (FrameGrabber.Exception e) {
            release(grabber);
            throw new InputException(
                    name, "is in no format that FFmpeg reads, or is cut in its header", e);
        }
        if (!grabber.hasAudio()) {
            release(grabber);
            return Optional.empty();
        }
        return Optional.of(new SoundReader(name, grabber));
    }

    /**
     * The next block.
     *
     * @return a block of some milliseconds, or nothing at the end
     * @throws InputException if a sound file holds no sample at all, or FFmpeg cannot go on
     */
    @Override
    public Optional<Signal> next() {
        if (closed) {
            throw new IllegalStateException("The reader of " + name + " is closed");
        }
        while (!atEnd) {
            Frame frame = grab();
            if (frame == null || frame.samples == null) {
                atEnd = true;
                break;
            }
            Buffer buffer = frame.samples[0];
            if (buffer.remaining() > 0 && frame.audioChannels > 0) {
                return Optional.of(block(frame, (FloatBuffer) buffer));
            }
        }
        if (!started && !grabber.hasVideo()) {
            throw new InputException(name, "holds no samples");
        }
        return Optional.empty();
    }

    private AudioBlock block(Frame frame, FloatBuffer buffer) {
        float[] samples = new float[buffer.remaining()];
        buffer.get(samples);
        long clock = Math.max(0, (frame.timestamp - originMicros) * 1000);
        boolean changed = frame.sampleRate != rate || frame.audioChannels != channels;
        rate = frame.sampleRate;
        channels = frame.audioChannels;
        long start = countStartNanos + TimeInterval.nanosOfSample(counted, rate);
        if (!started || changed || clock - start > GAP_NANOS) {
            countStartNanos = started ? Math.max(start, clock) : clock;
            counted = 0;
            start = countStartNanos;
            started = true;
        }
        counted += samples.length / channels;
        return new AudioBlock(start, rate, channels, samples);
    }

    private @Nullable Frame grab() {
        try {
            return grabber.grabSamples();
        } catch (FrameGrabber.Exception e) {
            throw new InputException(
                    name, "cannot be decoded after " + (countStartNanos / 1_000_000) + " ms", e);
        }
    }

    @Override
    public double progress() {
        if (durationMicros == 0) {
            return 0;
        }
        return Math.max(0, Math.min(1, grabber.getTimestamp() / (double) durationMicros));
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            release(grabber);
        }
    }

    private static void release(FFmpegFrameGrabber grabber) {
        try {
            grabber.release();
        } catch (FrameGrabber.Exception e) {
            throw new IllegalStateException("FFmpeg did not let go of a file", e);
        }
    }
}
