package io.github.emotion4j.media.internal;

import io.github.emotion4j.core.InputException;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Locale;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.jspecify.annotations.Nullable;

/** Decodes one stream of a container. Damaged packets are left out. One thread. */
final class Decoder implements AutoCloseable {
    /** Beyond, one frame is work enough, and each thread would hold frames of its own. */
    private static final long PIXELS_OF_ONE_THREAD = 16_000_000;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** More than FFmpeg uses threads, each of which can hold one damaged frame at the end. */
    private static final int MOST_FAILURES_AT_END = 64;

    private final Demuxer demuxer;
    private final PacketQueue queue;
    private final AVCodecContext context;
    private final AVRational timeBase;
    private final AVFrame frame = avutil.av_frame_alloc();
    private boolean flushed;
    private boolean closed;

    private Decoder(
            Demuxer demuxer, PacketQueue queue, AVCodecContext context, AVRational timeBase) {
        this.demuxer = demuxer;
        this.queue = queue;
        this.context = context;
        this.timeBase = timeBase;
    }

    /**
     * Opens the decoder of a stream.
     *
     * @throws InputException if FFmpeg has none, or its frames are too large
     */
    static Decoder open(Demuxer demuxer, AVStream stream, PacketQueue queue) {
        String name = demuxer.name();
        AVCodecParameters told = stream.codecpar();
        long pixels = (long) told.width() * told.height();
        if (pixels > demuxer.limits().maxPixels()) {
            throw tooLarge(demuxer, told.width(), told.height());
        }
        if (told.codec_id() == avcodec.AV_CODEC_ID_PCM_F24LE && demuxer.isWhole()) {
            told.codec_id(avcodec.AV_CODEC_ID_PCM_S32LE);
            // FFmpeg divided the bytes by the 24 bits of a value, not by the 32 of its word.
            stream.duration(Math.max(0, stream.duration()) / 4 * 3);
        }
        int id = told.codec_id();
        AVCodec codec = avcodec.avcodec_find_decoder(id);
        if (codec == null) {
            throw new InputException(name, "is coded as " + codecName(id) + ", which is not read");
        }
        AVCodecContext context = avcodec.avcodec_alloc_context3(codec);
        int ready = avcodec.avcodec_parameters_to_context(context, told);
        context.pkt_timebase(stream.time_base());
        context.max_pixels(demuxer.limits().maxPixels());
        context.thread_count(pixels > PIXELS_OF_ONE_THREAD ? 1 : 0);
        if (ready >= 0) {
            ready = avcodec.avcodec_open2(context, codec, (AVDictionary) null);
        }
        if (ready < 0) {
            avcodec.avcodec_free_context(context);
            throw new InputException(
                    name,
                    "its " + codecName(id) + " cannot be decoded (" + Ffmpeg.reason(ready) + ")");
        }
        return new Decoder(demuxer, queue, context, stream.time_base());
    }

    static InputException tooLarge(Demuxer demuxer, int width, int height) {
        return new InputException(
                demuxer.name(),
                String.format(
                        Locale.ROOT,
                        "has pictures of %d x %d pixels, more than %d; make them smaller, or raise"
                                + " Limits.maxPixels",
                        width,
                        height,
                        demuxer.limits().maxPixels()));
    }

    private static String codecName(int id) {
        return avcodec.avcodec_get_name(id).getString();
    }

    /** {@return the next frame, valid until the next call; null at the end} */
    @Nullable AVFrame next() throws IOException {
        int failuresAtEnd = 0;
        while (true) {
            int received = avcodec.avcodec_receive_frame(context, frame);
            if (received >= 0) {
                return frame;
            }
            if (received == avutil.AVERROR_EOF()) {
                return null;
            }
            if (flushed) {
                // The frame of one thread is damaged; those of others may be whole.
                failuresAtEnd++;
                if (received == avutil.AVERROR_EAGAIN() || failuresAtEnd > MOST_FAILURES_AT_END) {
                    return null;
                }
                continue;
            }
            AVPacket packet = packet();
            // A packet that the decoder refuses is damaged; the next ones may be whole.
            avcodec.avcodec_send_packet(context, packet);
            if (packet == null) {
                flushed = true;
                continue;
            }
            avcodec.av_packet_free(packet);
        }
    }

    private @Nullable AVPacket packet() throws IOException {
        AVPacket packet = queue.poll();
        while (packet == null && demuxer.read()) {
            packet = queue.poll();
        }
        return packet;
    }

    /**
     * The presentation time of the frame, counted from the zero of the file.
     *
     * @return nanoseconds, below 0 before the file's zero; null if the file does not state it
     * @throws InputException if no clock goes so far
     */
    @Nullable Long nanos(AVFrame of) {
        long time = of.best_effort_timestamp();
        if (time == avutil.AV_NOPTS_VALUE) {
            return null;
        }
        long origin = demuxer.originMicros();
        // Whole numbers of any size: a time base may be a 90,000th of a second or anything else.
        BigInteger nanos =
                BigInteger.valueOf(time)
                        .multiply(BigInteger.valueOf(timeBase.num() * NANOS_PER_SECOND))
                        .divide(BigInteger.valueOf(Math.max(1, timeBase.den())))
                        .subtract(BigInteger.valueOf(origin).multiply(BigInteger.valueOf(1000)));
        long most = demuxer.limits().maxDuration().toNanos();
        if (nanos.compareTo(BigInteger.valueOf(most)) > 0) {
            throw new InputException(
                    demuxer.name(),
                    "its clock leaps beyond "
                            + demuxer.limits().maxDuration()
                            + "; it is damaged, or Limits.maxDuration is to be raised");
        }
        return nanos.max(BigInteger.valueOf(-most)).longValue();
    }

    /** How long the file says that the frame lasts, in nanoseconds; 0 if it does not. */
    long lengthNanos(AVFrame of) {
        return (long) (Math.max(0, of.duration()) * avutil.av_q2d(timeBase) * NANOS_PER_SECOND);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            queue.close();
            avutil.av_frame_free(frame);
            avcodec.avcodec_free_context(context);
        }
    }
}
