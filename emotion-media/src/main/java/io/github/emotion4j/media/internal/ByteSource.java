package io.github.emotion4j.media.internal;

import io.github.emotion4j.core.Recording;
import io.github.emotion4j.core.internal.io.BoundedInput;
import io.github.emotion4j.core.internal.io.Guard;
import io.github.emotion4j.core.spi.OpenPart;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystems;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.Read_packet_Pointer_BytePointer_int;
import org.bytedeco.ffmpeg.avformat.Seek_Pointer_long_int;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one part, read by Java and handed to FFmpeg: FFmpeg itself opens nothing, neither
 * file nor address, and a name with any letters is found under any locale.
 */
final class ByteSource implements AutoCloseable {
    /** 64 KiB, so that a call from FFmpeg into Java is rare. */
    private static final int BUFFER_BYTES = 1 << 16;

    private static final int EIO = -5;
    private static final int EINVAL = -22;
    private static final int EACCES = -13;

    /** FFmpeg asks with these bits for the size, and for a seek that may be slow. */
    private static final int AVSEEK_SIZE = 0x10000;

    private static final int AVSEEK_FORCE = 0x20000;

    /**
     * JavaCPP creates only few callbacks of a kind, so all sources share these and are identified
     * by number.
     */
    private static final Map<Long, ByteSource> OPEN = new ConcurrentHashMap<>();

    private static final AtomicLong NUMBERS = new AtomicLong();

    private final long number = NUMBERS.incrementAndGet();
    private final SeekableByteChannel channel;
    private final AVIOContext context;
    private boolean closed;

    private @Nullable IOException failure;

    private ByteSource(SeekableByteChannel channel) {
        this.channel = channel;
        OPEN.put(number, this);
        Pointer buffer = avutil.av_malloc(BUFFER_BYTES);
        this.context =
                avformat.avio_alloc_context(
                        new BytePointer(buffer),
                        BUFFER_BYTES,
                        0,
                        new Numbered(number),
                        Callbacks.READ,
                        null,
                        Callbacks.SEEK);
    }

    /** Opens a part: a file of the default file system is read piece by piece. */
    static ByteSource open(OpenPart part) throws IOException {
        if (part.part() instanceof Recording.FilePart file
                && file.path().getFileSystem() == FileSystems.getDefault()) {
            BoundedInput.requireRegular(file.path());
            return new ByteSource(FileChannel.open(file.path(), StandardOpenOption.READ));
        }
        // What the caller holds in memory is read piece by piece, too.
        return new ByteSource(
                new InMemory(
                        part.part() instanceof Recording.BytesPart given
                                ? given.bytes()
                                : part.bytes()));
    }

    /** Makes a demuxer read only from this source. */
    void feed(AVFormatContext demuxer) {
        demuxer.pb(context);
        demuxer.flags(demuxer.flags() | AVFormatContext.AVFMT_FLAG_CUSTOM_IO);
        demuxer.io_open(Callbacks.REFUSE);
    }

    /** Throws what went wrong while FFmpeg was reading, if anything did. */
    void rethrow() throws IOException {
        if (failure instanceof ClosedByInterruptException interrupt) {
            throw Guard.cancelled(interrupt);
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** The bytes in all. */
    long size() throws IOException {
        return channel.size();
    }

    /** How many bytes FFmpeg has asked for. */
    long position() throws IOException {
        return channel.position();
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            OPEN.remove(number);
            avutil.av_free(context.buffer());
            avformat.avio_context_free(context);
            channel.close();
        }
    }

    private int read(BytePointer target, int length) {
        try {
            int read = channel.read(target.capacity(length).asByteBuffer());
            return read <= 0 ? avutil.AVERROR_EOF() : read;
        } catch (IOException e) {
            return failed(e);
        }
    }

    private long seek(long offset, int whence) {
        try {
            int from = whence & ~AVSEEK_FORCE;
            if (from == AVSEEK_SIZE) {
                return channel.size();
            }
            long base = from == 0 ? 0 : from == 1 ? channel.position() : channel.size();
            long to = base + offset;
            if (to < 0) {
                return EINVAL;
            }
            channel.position(to);
            return to;
        } catch (IOException e) {
            return failed(e);
        }
    }

    /** The first failure tells why; FFmpeg may go on to ask a channel that is closed by it. */
    private int failed(IOException e) {
        if (failure == null) {
            failure = e;
        }
        return EIO;
    }

    /** A number that FFmpeg carries as an address and never follows. */
    private static final class Numbered extends Pointer {
        Numbered(long number) {
            address = number;
        }
    }

    /** Loaded when FFmpeg is; kept as long as the JVM, as FFmpeg may call at any time. */
    private static final class Callbacks {
        static final Read_packet_Pointer_BytePointer_int READ =
                new Read_packet_Pointer_BytePointer_int() {
                    @Override
                    public int call(Pointer opaque, BytePointer buffer, int length) {
                        ByteSource source = OPEN.get(opaque.address());
                        return source == null ? EIO : source.read(buffer, length);
                    }
                };

        static final Seek_Pointer_long_int SEEK =
                new Seek_Pointer_long_int() {
                    @Override
                    public long call(Pointer opaque, long offset, int whence) {
                        ByteSource source = OPEN.get(opaque.address());
                        return source == null ? EIO : source.seek(offset, whence);
                    }
                };

        static final AVFormatContext
                        .Io_open_AVFormatContext_PointerPointer_BytePointer_int_PointerPointer
                REFUSE =
                        new AVFormatContext
                                .Io_open_AVFormatContext_PointerPointer_BytePointer_int_PointerPointer() {
                            @Override
                            @SuppressWarnings("rawtypes") // As JavaCPP declares it.
                            public int call(
                                    AVFormatContext demuxer,
                                    PointerPointer io,
                                    BytePointer address,
                                    int flags,
                                    PointerPointer options) {
                                return EACCES;
                            }
                        };

        private Callbacks() {}
    }

    /** Bytes in memory. */
    private static final class InMemory implements SeekableByteChannel {
        private final byte[] bytes;
        private long position;

        InMemory(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read(ByteBuffer target) {
            int length = (int) Math.min(target.remaining(), Math.max(0, bytes.length - position));
            target.put(bytes, (int) Math.min(position, bytes.length), length);
            position += length;
            return length;
        }

        @Override
        public int write(ByteBuffer source) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long position() {
            return position;
        }

        @Override
        public SeekableByteChannel position(long newPosition) {
            position = newPosition;
            return this;
        }

        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public SeekableByteChannel truncate(long size) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
