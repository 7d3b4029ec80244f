package io.github.emotion4j.media.internal;

import io.github.emotion4j.core.AudioBlock;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.spi.SignalReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.jspecify.annotations.Nullable;

/**
 * The sound of a container, at its own rate and channels.
 *
 * <p>Times are counted in samples from the first one, whose own time is taken from the file and
 * measured from the file's start, as for its pictures. Where the file has a gap ({@link
 * SampleClock}), counting starts again at its clock.
 */
final class SoundTrack implements SignalReader {
    private final Demuxer demuxer;
    private final Decoder decoder;
    private final boolean alone;
    private final long declaredEndNanos;
    private int rateHertz;
    private int channels;
    private long countStartNanos;
    private long counted;

    /** What was read to see whether only the block before it has a time far ahead. */
    private @Nullable Decoded ahead;

    private int firstRateHertz;

    /**
     * The parts of a chained Ogg file count in samples; FFmpeg takes those of all for the first
     * part's rate.
     */
    private boolean isOtherClock;

    private boolean started;
    private boolean ended;
    private boolean closed;

    private SoundTrack(Demuxer demuxer, Decoder decoder, boolean alone, long declaredEndNanos) {
        this.demuxer = demuxer;
        this.decoder = decoder;
        this.alone = alone;
        this.declaredEndNanos = declaredEndNanos;
    }

    /**
     * Opens the sound.
     *
     * @param alone whether there are no pictures, so that a file without samples holds nothing
     * @throws InputException if it cannot be decoded
     */
    static SoundTrack open(Demuxer demuxer, AVStream stream, PacketQueue queue, boolean alone) {
        return new SoundTrack(
                demuxer,
                Decoder.open(demuxer, stream, queue),
                alone,
                demuxer.declaredEndNanos(stream));
    }

    @Override
    public Optional<Signal> next() {
        if (closed) {
            throw new IllegalStateException("The reader of " + demuxer.name() + " is closed");
        }
        Decoded now = ahead == null ? decode() : ahead;
        ahead = null;
        if (now != null) {
            return Optional.of(block(now));
        }
        if (!started && alone) {
            throw new InputException(demuxer.name(), "holds no samples");
        }
        ended = true;
        return Optional.empty();
    }

    /** At the end, and not before, it is known whether sound is lacking. */
    @Override
    public List<Reason> issues() {
        return ended && !isOtherClock
                ? demuxer.lacking("sound", declaredEndNanos, endNanos())
                : List.of();
    }

    private @Nullable Decoded decode() {
        AVFrame frame = read();
        while (frame != null && !holdsSamples(frame)) {
            frame = read();
        }
        return frame == null ? null : decoded(frame);
    }

    private static boolean holdsSamples(AVFrame frame) {
        return frame.nb_samples() > 0
                && frame.ch_layout().nb_channels() > 0
                && frame.sample_rate() > 0;
    }

    private @Nullable AVFrame read() {
        try {
            return decoder.next();
        } catch (IOException e) {
            throw new InputException(
                    demuxer.name(), "breaks off after " + endNanos() / 1e9 + " s: " + e, e);
        }
    }

    private Decoded decoded(AVFrame frame) {
        int frameChannels = frame.ch_layout().nb_channels();
        long samples = (long) frame.nb_samples() * frameChannels;
        if (samples > demuxer.limits().maxBlockSamples()) {
            throw new InputException(
                    demuxer.name(),
                    String.format(
                            Locale.ROOT,
                            "has blocks of %d samples, more than %d; raise Limits.maxBlockSamples"
                                    + " if it is meant",
                            samples,
                            demuxer.limits().maxBlockSamples()));
        }
        firstRateHertz = firstRateHertz == 0 ? frame.sample_rate() : firstRateHertz;
        isOtherClock |= frame.sample_rate() != firstRateHertz && demuxer.isOf("ogg");
        Long told = isOtherClock ? null : decoder.nanos(frame);
        return new Decoded(
                told == null ? null : Math.max(0, told),
                frame.sample_rate(),
                frameChannels,
                samples(frame, frameChannels));
    }

    private AudioBlock block(Decoded now) {
        // What was counted so far was counted at the rate so far.
        long due = endNanos();
        long clock = now.toldNanos == null ? due : now.toldNanos;
        boolean gap = started && SampleClock.leaps(clock, due);
        if (gap) {
            Decoded following = decode();
            ahead = following;
            if (following == null || isTooEarly(following, now)) {
                gap = false;
                clock = due;
            }
        }
        boolean changed = now.rateHertz != rateHertz || now.channels != channels;
        if (!started || changed || gap) {
            countStartNanos = started ? Math.max(due, clock) : clock;
            counted = 0;
            started = true;
        }
        rateHertz = now.rateHertz;
        channels = now.channels;
        long start = endNanos();
        counted += now.frames();
        try {
            return new AudioBlock(start, rateHertz, channels, now.samples);
        } catch (IllegalArgumentException e) {
            // Files of floats may hold what a program wrote without dividing it.
            throw new InputException(
                    demuxer.name(),
                    String.format(
                            Locale.ROOT,
                            "has another scale at %.3f s: %s",
                            start / 1e9,
                            e.getMessage()),
                    e);
        }
    }

    /** Whether a block cannot follow another one, by what the file tells of both. */
    private static boolean isTooEarly(Decoded following, Decoded now) {
        return now.toldNanos != null
                && following.toldNanos != null
                && SampleClock.isAlone(now.toldNanos + now.nanos(), following.toldNanos);
    }

    /** The end of the last block. */
    private long endNanos() {
        return counted == 0
                ? countStartNanos
                : countStartNanos + TimeInterval.nanosOfSample(counted, rateHertz);
    }

    /** Samples of any format as floats of full scale 1, the channels of a moment side by side. */
    private static float[] samples(AVFrame frame, int channels) {
        int format = frame.format();
        boolean planar = avutil.av_sample_fmt_is_planar(format) == 1;
        int packed = avutil.av_get_packed_sample_fmt(format);
        int bytes = avutil.av_get_bytes_per_sample(format);
        float[] samples = new float[frame.nb_samples() * channels];
        int planes = planar ? channels : 1;
        int perPlane = samples.length / planes;
        for (int plane = 0; plane < planes; plane++) {
            ByteBuffer buffer =
                    new BytePointer(frame.extended_data(plane))
                            .capacity((long) perPlane * bytes)
                            .asByteBuffer()
                            .order(ByteOrder.nativeOrder());
            for (int i = 0; i < perPlane; i++) {
                samples[i * planes + plane] = sample(buffer, packed);
            }
        }
        return samples;
    }

    private static float sample(ByteBuffer buffer, int format) {
        if (format == avutil.AV_SAMPLE_FMT_FLT) {
            return buffer.getFloat();
        }
        if (format == avutil.AV_SAMPLE_FMT_S16) {
            return buffer.getShort() / 0x1p15f;
        }
        if (format == avutil.AV_SAMPLE_FMT_S32) {
            return (float) (buffer.getInt() / 0x1p31);
        }
        if (format == avutil.AV_SAMPLE_FMT_U8) {
            return ((buffer.get() & 0xff) - 128) / 0x1p7f;
        }
        if (format == avutil.AV_SAMPLE_FMT_DBL) {
            return (float) buffer.getDouble();
        }
        if (format == avutil.AV_SAMPLE_FMT_S64) {
            return (float) (buffer.getLong() / 0x1p63);
        }
        throw new IllegalArgumentException("samples of FFmpeg's unknown format " + format);
    }

    @Override
    public double progress() {
        long length = demuxer.lengthNanos();
        return length > 0 ? Math.min(1, (double) endNanos() / length) : 0;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            decoder.close();
        }
    }

    /** A decoded block, whose time is what the file tells of it. */
    @SuppressWarnings("ArrayRecordComponent") // Handed on once.
    private record Decoded(@Nullable Long toldNanos, int rateHertz, int channels, float[] samples) {
        private int frames() {
            return samples.length / channels;
        }

        private long nanos() {
            return TimeInterval.nanosOfSample(frames(), rateHertz);
        }
    }
}
