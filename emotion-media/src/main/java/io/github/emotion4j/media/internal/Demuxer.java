package io.github.emotion4j.media.internal;

import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.spi.OpenPart;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * A container that FFmpeg takes apart: one pass, whose packets go to the streams that were asked
 * for. One thread.
 */
public final class Demuxer implements AutoCloseable {
    /**
     * The containers that are read. None of them names other files or addresses that FFmpeg would
     * follow, as playlists and manifests do, and none is a device or a picture numbered in a row.
     */
    private static final String FORMATS =
            String.join(
                    ",",
                    "mov",
                    "matroska",
                    "webm",
                    "avi",
                    "mpeg",
                    "mpegts",
                    "mpegvideo",
                    "flv",
                    "asf",
                    "ogg",
                    "gif",
                    "mxf",
                    "dv",
                    "ivf",
                    "j2k_pipe",
                    "wav",
                    "w64",
                    "aiff",
                    "flac",
                    "mp3",
                    "aac",
                    "ac3",
                    "eac3",
                    "au",
                    "caf",
                    "amr",
                    "amrnb",
                    "amrwb",
                    "wv",
                    "ape",
                    "tta",
                    "nistsphere");

    /** No protocol of FFmpeg is called so: it opens nothing by itself. */
    private static final String PROTOCOLS = "none";

    /** No decoder of FFmpeg is called so. */
    private static final String NO_DECODER = "none";

    /** A stream that no reader has requested waits up to this many bytes, then it is dropped. */
    private static final long UNCLAIMED_BYTES = 16L << 20;

    private static final String EXTENSIBLE = "\u00fe\u00ff";
    private static final String WHOLE_NUMBERS = "\1\0\0\0\0\0\20\0";
    private static final int FMT_TAG = 8;
    private static final int FMT_SUBFORMAT = 32;

    /** Holds the format of a WAV file, which is its first chunk or behind one of Pro Tools. */
    private static final int HEAD_BYTES = 2048;

    private static final String SEGMENT = "\u0018S\u0080g";

    /** A stream that ends so much before what its head declares was cut off. */
    private static final long CUT_NANOS = 500_000_000L;

    /** A century; more is no length that anybody declares. */
    private static final double MOST_SECONDS = 3.2e9;

    private final OpenPart part;
    private final String name;
    private final Limits limits;
    private final ByteSource source;
    private final AVFormatContext context;
    private final AVPacket packet = avcodec.av_packet_alloc();
    private final List<PacketQueue> queues = new ArrayList<>();
    private long sizeBytes;
    private boolean atEnd;
    private boolean closed;

    private Demuxer(OpenPart part, ByteSource source, AVFormatContext context) {
        this.part = part;
        this.name = part.name();
        this.limits = part.limits();
        this.source = source;
        this.context = context;
    }

    /**
     * Opens a container.
     *
     * @param part a file or bytes
     * @return the demuxer
     * @throws InputException if FFmpeg does not know it, or it is of a kind that is not read
     */
    public static Demuxer open(OpenPart part) throws IOException {
        Ffmpeg.ensure();
        ByteSource source = ByteSource.open(part);
        AVFormatContext context = avformat.avformat_alloc_context();
        Demuxer demuxer = new Demuxer(part, source, context);
        AVDictionary options = new AVDictionary(null);
        boolean done = false;
        try {
            demuxer.sizeBytes = source.size();
            if (demuxer.sizeBytes == 0) {
                throw new InputException(part.name(), "is empty");
            }
            source.feed(context);
            avutil.av_dict_set(options, "format_whitelist", FORMATS, 0);
            avutil.av_dict_set(options, "protocol_whitelist", PROTOCOLS, 0);
            int opened = avformat.avformat_open_input(context, "", (AVInputFormat) null, options);
            source.rethrow();
            if (opened < 0) {
                throw new InputException(
                        part.name(),
                        "is no sound or video in a format that is read, or is cut in its header ("
                                + Ffmpeg.reason(opened)
                                + ")");
            }
            demuxer.findStreams();
            done = true;
            return demuxer;
        } finally {
            avutil.av_dict_free(options);
            if (!done) {
                demuxer.close();
            }
        }
    }

    /**
     * Reads on until the streams are known. What is decoded for it obeys the limit of pixels; where
     * a container announces its streams only while it is read, nothing is decoded for it.
     */
    private void findStreams() throws IOException {
        int streams = context.nb_streams();
        if ((context.ctx_flags() & avformat.AVFMTCTX_NOHEADER) != 0 || streams == 0) {
            // Freed with the context.
            context.codec_whitelist(avutil.av_strdup(new BytePointer(NO_DECODER)));
            avformat.avformat_find_stream_info(context, (PointerPointer) null);
        } else {
            try (PointerPointer<AVDictionary> options = new PointerPointer<>(streams)) {
                for (int i = 0; i < streams; i++) {
                    AVDictionary dictionary = new AVDictionary(null);
                    avutil.av_dict_set_int(dictionary, "max_pixels", limits.maxPixels(), 0);
                    options.put(i, dictionary);
                }
                avformat.avformat_find_stream_info(context, options);
                for (int i = 0; i < streams; i++) {
                    avutil.av_dict_free(new AVDictionary(options.get(i)));
                }
            }
        }
        source.rethrow();
    }

    /** The part's name for messages. */
    String name() {
        return name;
    }

    /** What the part may ask for. */
    Limits limits() {
        return limits;
    }

    /**
     * Whether a WAV file says by its extensible format that its samples are whole numbers. FFmpeg
     * takes 24 bits in words of 32 for an old program's floats otherwise.
     */
    boolean isWhole() {
        String head = new String(part.head(HEAD_BYTES), StandardCharsets.ISO_8859_1);
        int format = head.indexOf("fmt ");
        return format > 0
                && head.startsWith(EXTENSIBLE, format + FMT_TAG)
                && head.startsWith(WHOLE_NUMBERS, format + FMT_SUBFORMAT);
    }

    /** FFmpeg's context. */
    AVFormatContext context() {
        return context;
    }

    /** The file's own zero, of which picture and sound count, in microseconds of its clock. */
    long originMicros() {
        long start = context.start_time();
        return start == avutil.AV_NOPTS_VALUE ? 0 : start;
    }

    /** The length, in nanoseconds; 0 where it is not known. */
    long lengthNanos() {
        long micros = context.duration();
        return micros <= 0 || micros > Long.MAX_VALUE / 1000 ? 0 : micros * 1000;
    }

    /** Whether the container is of one of FFmpeg's formats, such as "ogg". */
    boolean isOf(String format) {
        return List.of(context.iformat().name().getString().split(",")).contains(format);
    }

    /**
     * Where a stream ends by what the head declares; FFmpeg's own estimates are of what is there.
     * Other containers than these declare a number of pictures, of which some may be empty, or the
     * length of their longest stream.
     *
     * @return nanoseconds from the file's zero; 0 where nothing is declared
     */
    long declaredEndNanos(AVStream stream) {
        boolean pictures = stream.codecpar().codec_type() == avutil.AVMEDIA_TYPE_VIDEO;
        double seconds = 0;
        if (isOf("matroska")) {
            seconds = isCutMatroska() ? context.duration() / 1e6 : 0;
        } else if (!pictures || isOf("mov")) {
            long start = stream.start_time() == avutil.AV_NOPTS_VALUE ? 0 : stream.start_time();
            double lasting = stream.duration() * avutil.av_q2d(stream.time_base());
            seconds = lasting > 0 ? lasting + start * avutil.av_q2d(stream.time_base()) : 0;
        }
        boolean estimated =
                context.duration_estimation_method() == avformat.AVFMT_DURATION_FROM_BITRATE;
        return !estimated && seconds > 0 && seconds < MOST_SECONDS
                ? (long) (seconds * 1e9) - originMicros() * 1000
                : 0;
    }

    /**
     * Whether the segment, which is all of a Matroska or WebM file but its first bytes, is longer
     * than the file. A live recording does not declare its length.
     */
    private boolean isCutMatroska() {
        String head = new String(part.head(HEAD_BYTES), StandardCharsets.ISO_8859_1);
        int at = head.indexOf(SEGMENT) + SEGMENT.length();
        if (at < SEGMENT.length() || at + Long.BYTES > head.length()) {
            return false;
        }
        // The zeros before the first bit tell how many more bytes there are; ones alone: unknown.
        int more = Integer.numberOfLeadingZeros(head.charAt(at)) - 24;
        long bytes = head.charAt(at) & (0x7f >> more);
        for (int i = 1; i <= more; i++) {
            bytes = bytes << 8 | head.charAt(at + i);
        }
        boolean known = more < Long.BYTES && bytes != (1L << (7 * (more + 1))) - 1;
        return known && bytes > sizeBytes - at - 1 - more;
    }

    /**
     * What is said of a stream that was read to its end.
     *
     * @param what such as "sound"
     * @param declaredNanos where it ends by {@link #declaredEndNanos}
     * @param endNanos where it ended
     */
    List<Reason> lacking(String what, long declaredNanos, long endNanos) {
        long lacking = declaredNanos - endNanos;
        return lacking <= CUT_NANOS
                ? List.of()
                : List.of(
                        new Reason(
                                "breaks-off",
                                String.format(
                                        Locale.ROOT,
                                        "the last %.1f s of %s that %s declares are not there",
                                        lacking / 1e9,
                                        what,
                                        name)));
    }

    /**
     * The stream of a kind that is meant to be played.
     *
     * @param type such as {@link avutil#AVMEDIA_TYPE_VIDEO}
     * @return the first default one, else the first; covers and thumbnails are none
     */
    Optional<AVStream> stream(int type) {
        AVStream first = null;
        for (int i = 0; i < context.nb_streams(); i++) {
            AVStream stream = context.streams(i);
            int besides =
                    avformat.AV_DISPOSITION_ATTACHED_PIC | avformat.AV_DISPOSITION_TIMED_THUMBNAILS;
            if (stream.codecpar().codec_type() != type || (stream.disposition() & besides) != 0) {
                continue;
            }
            if ((stream.disposition() & avformat.AV_DISPOSITION_DEFAULT) != 0) {
                return Optional.of(stream);
            }
            first = first == null ? stream : first;
        }
        return Optional.ofNullable(first);
    }

    /**
     * Keeps the packets of these streams until they are requested; packets of other streams are
     * dropped.
     */
    List<PacketQueue> queues(List<AVStream> streams) {
        for (int i = 0; i < context.nb_streams(); i++) {
            context.streams(i).discard(avcodec.AVDISCARD_ALL);
        }
        queues.forEach(PacketQueue::close);
        queues.clear();
        for (AVStream stream : streams) {
            stream.discard(avcodec.AVDISCARD_DEFAULT);
            queues.add(new PacketQueue(stream.index()));
        }
        return List.copyOf(queues);
    }

    /**
     * Reads one packet and puts it into the queue of its stream.
     *
     * @return false at the end
     */
    boolean read() throws IOException {
        if (atEnd) {
            return false;
        }
        int read = avformat.av_read_frame(context, packet);
        source.rethrow();
        if (read < 0) {
            // A file that is cut or damaged ends where it cannot be read on.
            atEnd = true;
            return false;
        }
        for (PacketQueue queue : queues) {
            if (queue.streamIndex() == packet.stream_index()) {
                queue.add(avcodec.av_packet_clone(packet));
                bound(queue);
            }
        }
        avcodec.av_packet_unref(packet);
        return true;
    }

    private void bound(PacketQueue queue) {
        if (!queue.isClaimed() && queue.bytes() > UNCLAIMED_BYTES) {
            queue.close();
        }
        if (queue.bytes() > limits.maxBytes()) {
            throw new InputException(
                    name,
                    String.format(
                            Locale.ROOT,
                            queues.size() > 1
                                    ? "its picture and its sound lie more than %d bytes apart;"
                                            + " raise Limits.maxBytes if it is meant"
                                    : "a piece of it has more than %d bytes; raise"
                                            + " Limits.maxBytes if it is meant",
                            limits.maxBytes()));
        }
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            queues.forEach(PacketQueue::close);
            avcodec.av_packet_free(packet);
            avformat.avformat_close_input(context);
            source.close();
        }
    }
}
