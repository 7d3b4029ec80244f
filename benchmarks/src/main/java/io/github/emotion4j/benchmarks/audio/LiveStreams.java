package io.github.emotion4j.benchmarks.audio;

import io.github.emotion4j.audio.VoiceModality;
import io.github.emotion4j.core.AudioBlock;
import io.github.emotion4j.core.ComputeDevice;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.core.spi.Channel;
import io.github.emotion4j.core.spi.ChannelSession;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What live streams cost: feeds a file in blocks of 100 ms to one session, as fast as it goes.
 *
 * <p>Argument: a speech file. Prints processor time of the process over signal time, how many
 * streams two cores carry at that rate, and the longest time that a block took by the clock.
 */
public final class LiveStreams {
    private static final int BLOCK = 1600;

    private LiveStreams() {}

    /**
     * Runs the timing.
     *
     * @param args the file
     */
    public static void main(String[] args) {
        float[] x = Sounds.read(Path.of(args[0]));
        ModelLoader models =
                new ModelLoader(ComputeDevice.cpu(), 1, Optional.empty(), Optional.empty());
        try (Channel channel = new VoiceModality().open(models)) {
            for (int round = 0; round < 8; round++) {
                stream(channel, x);
            }
        }
    }

    private static long processorNanos() {
        return ((com.sun.management.OperatingSystemMXBean)
                        ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static void stream(Channel channel, float[] x) {
        AtomicInteger estimates = new AtomicInteger();
        long longest = 0;
        long start = processorNanos();
        try (ChannelSession session = channel.openSession()) {
            for (int at = 0; at + BLOCK <= x.length; at += BLOCK) {
                long before = System.nanoTime();
                session.accept(
                        new AudioBlock(
                                at * 62_500L, 16000, 1, Arrays.copyOfRange(x, at, at + BLOCK)),
                        o -> {
                            if (o.evidence() instanceof Evidence.Present) {
                                estimates.incrementAndGet();
                            }
                        });
                longest = Math.max(longest, System.nanoTime() - before);
            }
            session.finish(o -> {});
        }
        double seconds = (processorNanos() - start) / 1e9;
        double signal = x.length / 16000.0;
        System.out.printf(
                Locale.ROOT,
                "%.1f s of sound, %d estimates: real-time factor %.4f, %.0f streams on two cores,"
                        + " longest block %.1f ms%n",
                signal,
                estimates.get(),
                seconds / signal,
                2 * signal / seconds,
                longest / 1e6);
    }
}
