package io.github.emotion4j.media.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.global.avcodec;
import org.jspecify.annotations.Nullable;

/** Packets of one stream that were read and not yet decoded. One thread. */
final class PacketQueue implements AutoCloseable {
    /** What a packet takes beside its bytes: its own fields, padding and a place in the row. */
    private static final int PACKET_BYTES = 512;

    private final int streamIndex;
    private final Deque<AVPacket> packets = new ArrayDeque<>();
    private long bytes;
    private boolean claimed;
    private boolean closed;

    PacketQueue(int streamIndex) {
        this.streamIndex = streamIndex;
    }

    /** The stream's number in its container. */
    int streamIndex() {
        return streamIndex;
    }

    /** What waits, in bytes of memory. */
    long bytes() {
        return bytes;
    }

    /** Whether somebody reads the stream. */
    boolean isClaimed() {
        return claimed;
    }

    /**
     * Says that somebody reads the stream.
     *
     * @return false if the queue was given up before, because no reader took packets for long
     */
    boolean claim() {
        claimed = true;
        return !closed;
    }

    /** Takes a packet over. */
    void add(AVPacket packet) {
        if (closed) {
            avcodec.av_packet_free(packet);
            return;
        }
        packets.add(packet);
        bytes += PACKET_BYTES + packet.size();
    }

    /** Hands the next packet over, or nothing. */
    @Nullable AVPacket poll() {
        AVPacket packet = packets.poll();
        if (packet != null) {
            bytes -= PACKET_BYTES + packet.size();
        }
        return packet;
    }

    /** Drops all waiting and later packets. */
    @Override
    public void close() {
        closed = true;
        packets.forEach(avcodec::av_packet_free);
        packets.clear();
        bytes = 0;
    }
}
