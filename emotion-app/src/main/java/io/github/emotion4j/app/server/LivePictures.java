package io.github.emotion4j.app.server;

import io.github.emotion4j.core.EmotionStream;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.VideoFrame;
import io.github.emotion4j.vision.capture.VideoReader;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The pictures of one live stream. One picture is worked on at a time; one that comes meanwhile
 * replaces the one that waits, if any, so that the next is always the newest, however slow the
 * machine is; what is replaced is counted. Thread-safe.
 */
final class LivePictures {
    private final Limits limits;
    private final Metrics metrics;
    private final boolean watched;

    /** Guards the picture that waits; the session's own lock is held while the stream ends. */
    private final Object lock = new Object();

    private @Nullable Picture waiting;
    private volatile boolean atWork;
    private volatile long originNanos;
    private volatile long lastNanos;
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();

    /** A picture as it came. */
    private record Picture(byte[] bytes, long nanos) {}

    /** Pictures of a recogniser that looks at them, or only counts them. */
    LivePictures(Limits limits, Metrics metrics, boolean watched) {
        this.limits = limits;
        this.metrics = metrics;
        this.watched = watched;
    }

    /**
     * Begins with a new stream, whatever the one before did not come to an end with.
     *
     * @param originNanos where the first picture's time begins
     */
    void begin(long originNanos) {
        discard();
        received.set(0);
        dropped.set(0);
        this.originNanos = originNanos;
        lastNanos = originNanos;
        atWork = false;
    }

    long received() {
        return received.get();
    }

    long dropped() {
        return dropped.get();
    }

    /** Takes a picture's bytes, and works on it unless another one is worked on. */
    void take(EmotionStream open, ByteBuffer content, long nanos) {
        received.incrementAndGet();
        if (!watched) {
            return;
        }
        byte[] bytes = new byte[content.remaining()];
        content.get(bytes);
        synchronized (lock) {
            if (waiting != null) {
                countDropped();
            }
            waiting = new Picture(bytes, nanos);
        }
        work(open);
    }

    /** Lets go of the picture that waits. */
    void discard() {
        synchronized (lock) {
            if (waiting != null) {
                waiting = null;
                countDropped();
            }
        }
    }

    /** The stream is done with the picture that was worked on. */
    void done() {
        atWork = false;
    }

    void countDropped() {
        dropped.incrementAndGet();
        metrics.add("emotion4j_dropped_total", Metrics.label("modality", "face"), 1);
    }

    /**
     * Gives the stream the picture that waits, unless one is worked on. It is decoded here, since
     * decoding takes a while and a picture that is replaced needs none.
     */
    void work(EmotionStream open) {
        Picture next;
        synchronized (lock) {
            if (atWork || waiting == null) {
                return;
            }
            next = waiting;
            waiting = null;
            atWork = true;
        }
        boolean accepted = false;
        // Of one thread at a time, the one that set a picture to work.
        long before = lastNanos;
        try {
            if (next.nanos <= before) {
                countDropped();
                throw new IllegalArgumentException(
                        String.format(
                                Locale.ROOT,
                                "A picture's time is above 0 and above that of the one before,"
                                        + " %.1f ms, not %.1f ms; it was not taken",
                                (before - originNanos) / 1e6,
                                (next.nanos - originNanos) / 1e6));
            }
            VideoFrame still = decode(next.bytes);
            byte[] pixels = new byte[still.pixels().remaining()];
            still.pixels().get(pixels);
            lastNanos = next.nanos;
            // As of a camera: from the frame before to itself.
            open.accept(
                    new VideoFrame(
                            new TimeInterval(before, next.nanos),
                            still.width(),
                            still.height(),
                            still.format(),
                            still.strideBytes(),
                            pixels));
            accepted = true;
        } finally {
            if (!accepted) {
                lastNanos = before;
                atWork = false;
            }
        }
    }

    private VideoFrame decode(byte[] bytes) {
        try (VideoReader reader =
                VideoReader.find(Recording.Part.of("picture", bytes), limits)
                        .orElseThrow(() -> new InputException("picture", "is none"))) {
            return reader.next().orElseThrow(() -> new InputException("picture", "is empty"));
        }
    }
}
