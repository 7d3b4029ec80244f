package io.github.emotion4j.benchmarks.face;

import io.github.emotion4j.benchmarks.ProcessUse;
import io.github.emotion4j.core.ComputeDevice;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.EmotionStream;
import io.github.emotion4j.core.VideoFrame;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs 10,000 frames of 640x480 with one face through a live stream and prints the resident memory
 * and the frame rate on the way (Linux).
 */
public final class FrameMemory {
    private static final int FRAMES = 10_000;
    private static final int REPORT_EVERY = 1_000;

    private FrameMemory() {}

    /**
     * Runs the frames.
     *
     * @param arguments none
     * @throws IOException if the resident memory cannot be read
     */
    public static void main(String[] arguments) throws IOException {
        List<VideoFrame> frames = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            frames.add(Scenes.oneFace(i));
        }
        int[] estimates = {0};
        try (EmotionRecognizer recognizer =
                        EmotionRecognizer.builder().device(ComputeDevice.cpu()).build();
                EmotionStream stream = recognizer.openStream(estimate -> estimates[0]++)) {
            long start = System.nanoTime();
            for (int i = 0; i < FRAMES; i++) {
                VideoFrame frame = frames.get(i % frames.size());
                stream.accept(frame.later(i * 40_000_000L - frame.interval().startNanos()));
                if ((i + 1) % REPORT_EVERY == 0) {
                    double seconds = (System.nanoTime() - start) / 1e9;
                    System.out.printf(
                            "%6d frames  %6.1f frames/s  %5d MiB resident%n",
                            i + 1,
                            REPORT_EVERY / seconds,
                            ProcessUse.residentKibibytes().orElseThrow() / 1024);
                    start = System.nanoTime();
                }
            }
        }
        System.out.println(estimates[0] + " estimates");
    }
}
