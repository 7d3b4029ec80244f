package io.github.emotion4j.media.internal;

import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.VideoFrame;
import io.github.emotion4j.core.VideoFrame.PixelFormat;
import io.github.emotion4j.core.spi.SignalReader;
import java.io.IOException;
import java.nio.IntBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVFrameSideData;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.jspecify.annotations.Nullable;

/**
 * The pictures of a container, upright and with square pixels. Two frames are read ahead: the time
 * of the next one shows how long a frame lasts, and the one after that whether that time holds.
 */
final class PictureTrack implements SignalReader {
    private static final int MATRIX_BYTES = 36;

    /**
     * The duration of a frame if a clip states neither a rate nor a second time: a 25th of a
     * second.
     */
    private static final long DEFAULT_FRAME_NANOS = 40_000_000;

    /**
     * No camera has longer pixels; a file with a larger ratio is damaged, and its pixels count as
     * square.
     */
    private static final double MAX_PIXEL_ASPECT = 4;

    private final Demuxer demuxer;
    private final Decoder decoder;
    private final FrameConverter converter = new FrameConverter();
    private final boolean still;
    private final Orientation orientation;
    private final AVRational streamAspect;
    private final PictureClock clock;
    private final long declaredEndNanos;
    private long lastDurationNanos;
    private long shownNanos;
    private long endNanos;
    private long aheadNanos;
    private @Nullable Picture ahead;
    private @Nullable Picture afterAhead;
    private boolean ended;
    private boolean closed;

    private PictureTrack(Demuxer demuxer, AVStream stream, Decoder decoder, boolean still) {
        this.demuxer = demuxer;
        this.decoder = decoder;
        this.still = still;
        this.orientation =
                orientation(
                        avcodec.av_packet_side_data_get(
                                stream.codecpar().coded_side_data(),
                                stream.codecpar().nb_coded_side_data(),
                                avcodec.AV_PKT_DATA_DISPLAYMATRIX));
        this.streamAspect = stream.sample_aspect_ratio();
        AVRational rate = stream.avg_frame_rate();
        double hertz = rate.den() == 0 ? 0 : (double) rate.num() / rate.den();
        this.lastDurationNanos =
                hertz > 0 && hertz < 1000 ? Math.round(1e9 / hertz) : DEFAULT_FRAME_NANOS;
        this.clock = new PictureClock(lastDurationNanos);
        this.declaredEndNanos = still ? 0 : demuxer.declaredEndNanos(stream);
    }

    /**
     * Opens the pictures and decodes the first.
     *
     * @param still whether there is one picture, without time
     * @throws InputException if none can be decoded
     */
    static PictureTrack open(Demuxer demuxer, AVStream stream, PacketQueue queue, boolean still)
            throws IOException {
        PictureTrack track =
                new PictureTrack(demuxer, stream, Decoder.open(demuxer, stream, queue), still);
        boolean done = false;
        try {
            track.afterAhead = track.read();
            track.advance();
            if (track.ahead == null) {
                throw new InputException(
                        demuxer.name(),
                        String.format(
                                Locale.ROOT,
                                "holds no picture that can be decoded, or they have more than %d"
                                        + " pixels (Limits.maxPixels)",
                                demuxer.limits().maxPixels()));
            }
            done = true;
            return track;
        } finally {
            if (!done) {
                track.close();
            }
        }
    }

    /**
     * The orientation from a display matrix of a stream or a tiled picture; upright if there is
     * none.
     */
    static Orientation orientation(@Nullable AVPacketSideData matrix) {
        return matrix == null || matrix.isNull() || matrix.size() < MATRIX_BYTES
                ? Orientation.UPRIGHT
                : orientation(matrix.data());
    }

    private static Orientation orientation(BytePointer matrix) {
        int[] numbers = new int[MATRIX_BYTES / Integer.BYTES];
        IntBuffer ints =
                new BytePointer(matrix).capacity(MATRIX_BYTES).asByteBuffer().asIntBuffer();
        ints.get(numbers);
        return Orientation.of(numbers);
    }

    @Override
    public Optional<Signal> next() {
        if (closed) {
            throw new IllegalStateException("The reader of " + demuxer.name() + " is closed");
        }
        Picture now = ahead;
        if (now == null) {
            ended = true;
            return Optional.empty();
        }
        long startNanos = aheadNanos;
        try {
            advance();
        } catch (IOException e) {
            throw new InputException(
                    demuxer.name(), "breaks off after " + startNanos / 1e9 + " s: " + e, e);
        }
        long nextNanos = ahead == null ? startNanos + lastDurationNanos : aheadNanos;
        lastDurationNanos = nextNanos - startNanos;
        endNanos = startNanos + Math.max(lastDurationNanos, now.lengthNanos);
        shownNanos = startNanos;
        return Optional.of(
                new VideoFrame(
                        still ? new TimeInterval(0, 0) : new TimeInterval(startNanos, nextNanos),
                        now.width,
                        now.height,
                        PixelFormat.BGR,
                        3 * now.width,
                        now.pixels));
    }

    /** At the end, and not before, it is known whether pictures are lacking. */
    @Override
    public List<Reason> issues() {
        return ended ? demuxer.lacking("pictures", declaredEndNanos, endNanos) : List.of();
    }

    @Override
    public double progress() {
        if (ahead == null) {
            return 1;
        }
        long length = demuxer.lengthNanos();
        return length > 0 ? Math.min(1, (double) shownNanos / length) : 0;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            decoder.close();
            converter.close();
        }
    }

    private void advance() throws IOException {
        Picture next = afterAhead;
        ahead = next;
        if (next != null) {
            Picture after = still ? null : read();
            afterAhead = after;
            aheadNanos = clock.next(next.toldNanos, after == null ? null : after.toldNanos);
        }
    }

    private @Nullable Picture read() throws IOException {
        AVFrame frame = decoder.next();
        while (frame != null && (frame.width() <= 0 || frame.height() <= 0)) {
            frame = decoder.next();
        }
        return frame == null ? null : picture(frame, decoder.nanos(frame));
    }

    private Picture picture(AVFrame frame, @Nullable Long toldNanos) {
        double aspect = aspect(frame);
        // The shorter side of a pixel grows to the longer one, so that nothing is lost.
        int width = aspect > 1 ? (int) Math.round(frame.width() * aspect) : frame.width();
        int height = aspect < 1 ? (int) Math.round(frame.height() / aspect) : frame.height();
        if ((long) width * height > demuxer.limits().maxPixels()) {
            throw Decoder.tooLarge(demuxer, width, height);
        }
        AVFrameSideData own =
                avutil.av_frame_get_side_data(frame, avutil.AV_FRAME_DATA_DISPLAYMATRIX);
        Orientation turn =
                own == null || own.isNull() || own.size() < MATRIX_BYTES
                        ? orientation
                        : orientation(own.data());
        byte[] upright = new byte[3 * width * height];
        converter.convert(
                frame, width, height, (y, row) -> turn.place(row, y, width, height, upright));
        return new Picture(
                toldNanos,
                decoder.lengthNanos(frame),
                turn.width(width, height),
                turn.height(width, height),
                upright);
    }

    /** How many times as wide as high a pixel is. */
    private double aspect(AVFrame frame) {
        AVRational told = streamAspect.num() > 0 ? streamAspect : frame.sample_aspect_ratio();
        double aspect = told.num() > 0 && told.den() > 0 ? (double) told.num() / told.den() : 1;
        return aspect > MAX_PIXEL_ASPECT || aspect < 1 / MAX_PIXEL_ASPECT ? 1 : aspect;
    }

    /** A decoded picture, upright, rows packed. */
    private record Picture(
            @Nullable Long toldNanos, long lengthNanos, int width, int height, byte[] pixels) {}
}
