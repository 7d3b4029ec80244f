package io.github.emotion4j.media.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Objects;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.global.avcodec;
import org.junit.jupiter.api.Test;

class PacketQueueTest {
    /** A file of a few megabytes can hold a million packets. */
    @Test
    void packetsOfOneByte_countWithWhatEachTakesBeside() {
        Ffmpeg.ensure();
        try (PacketQueue queue = new PacketQueue(0)) {
            for (int i = 0; i < 10; i++) {
                AVPacket packet = avcodec.av_packet_alloc();
                assertEquals(0, avcodec.av_new_packet(packet, 1));
                queue.add(packet);
            }
            assertTrue(queue.bytes() > 10L * packetBytes(), queue.bytes() + " bytes");
            for (int i = 0; i < 10; i++) {
                avcodec.av_packet_free(Objects.requireNonNull(queue.poll()));
            }
            assertEquals(0, queue.bytes());
        }
    }

    private static int packetBytes() {
        try (AVPacket packet = new AVPacket()) {
            return packet.sizeof();
        }
    }
}
