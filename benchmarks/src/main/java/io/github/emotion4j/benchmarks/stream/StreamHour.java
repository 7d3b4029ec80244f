package io.github.emotion4j.benchmarks.stream;

import io.github.emotion4j.benchmarks.ProcessUse;
import io.github.emotion4j.core.ComputeDevice;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.EmotionStream;
import io.github.emotion4j.core.Signal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An hour of face, voice and body through one stream, as fast as it goes: prints the resident
 * memory, the heap in use after a collection, the size of the stream's state and the speed every
 * five minutes of stream time (Linux). Arguments: a clip with sound, and the minutes (60).
 */
public final class StreamHour {
    private static final int REPORT_MINUTES = 5;
    private static final double MEBIBYTE = 1 << 20;

    private StreamHour() {}

    /**
     * Runs the hour.
     *
     * @param arguments clip and minutes
     * @throws IOException if the resident memory cannot be read
     */
    public static void main(String[] arguments) throws IOException {
        LiveInput input = new LiveInput(Path.of(arguments[0]));
        int minutes = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 60;
        AtomicInteger estimates = new AtomicInteger();
        try (EmotionRecognizer recognizer =
                        EmotionRecognizer.builder().device(ComputeDevice.cpu()).build();
                EmotionStream stream = recognizer.openStream(e -> estimates.incrementAndGet())) {
            long start = System.nanoTime();
            // A second a time: 25 frames, 20 blocks of sound and 4 packets, by their ends.
            for (int second = 0; second < 60 * minutes; second++) {
                feedSecond(stream, input, second);
                if ((second + 1) % (60 * REPORT_MINUTES) == 0) {
                    report((second + 1) / 60, start, estimates.get(), stream);
                }
            }
        }
    }

    private static void feedSecond(EmotionStream stream, LiveInput input, int second) {
        long frame = 25L * second;
        long sound = 20L * second;
        long body = 4L * second;
        for (int tick = 1; tick <= 100; tick++) {
            if (tick % 4 == 0) {
                stream.accept(input.frame(frame++));
            }
            if (tick % 5 == 0) {
                stream.accept(input.sound(sound++));
            }
            if (tick % 25 == 0) {
                List<Signal> packet = input.body(body++);
                packet.forEach(stream::accept);
            }
        }
    }

    private static void report(int minutes, long start, int estimates, EmotionStream stream)
            throws IOException {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        double heap = (runtime.totalMemory() - runtime.freeMemory()) / MEBIBYTE;
        double resident = ProcessUse.residentKibibytes().orElseThrow() / 1024.0;
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "%3d min  %5d estimates  %5.0f MiB resident  %5.1f MiB heap  state %d bytes  %.1f"
                        + " times real time%n",
                minutes,
                estimates,
                resident,
                heap,
                stream.toBytes().length,
                60 * minutes / seconds);
    }
}
