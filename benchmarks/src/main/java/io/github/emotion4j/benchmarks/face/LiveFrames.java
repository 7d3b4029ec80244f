package io.github.emotion4j.benchmarks.face;

import io.github.emotion4j.benchmarks.ProcessUse;
import io.github.emotion4j.core.ComputeDevice;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.EmotionStream;
import io.github.emotion4j.core.VideoFrame;
import io.github.emotion4j.vision.FaceModality;
import io.github.emotion4j.vision.FaceOptions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Runs frames of 640x480 through a live stream without options, so that this thread does all the
 * work, and prints the processor time of a frame and the resident memory on the way (Linux).
 *
 * <p>Arguments: faces in the picture (1 or 5), whether their geometry is measured (true, as by
 * default, or false), and frames (10000).
 */
public final class LiveFrames {
    private static final int REPORT_EVERY = 500;

    private LiveFrames() {}

    /**
     * Runs the frames.
     *
     * @param arguments faces, geometry, frames
     * @throws IOException if the resident memory cannot be read
     */
    public static void main(String[] arguments) throws IOException {
        int faces = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1;
        boolean geometry = arguments.length < 2 || Boolean.parseBoolean(arguments[1]);
        int count = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 10_000;
        List<VideoFrame> frames = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            frames.add(faces == 1 ? Scenes.oneFace(i) : Scenes.fiveFaces(i));
        }
        FaceOptions options = FaceOptions.builder().geometry(geometry).build();
        int[] estimates = {0};
        try (EmotionRecognizer recognizer =
                        EmotionRecognizer.builder()
                                .device(ComputeDevice.cpu())
                                .modality(new FaceModality(options))
                                .onlyNamedModalities()
                                .build();
                EmotionStream stream = recognizer.openStream(estimate -> estimates[0]++)) {
            ThreadMXBean threads = ManagementFactory.getThreadMXBean();
            long[] nanos = new long[REPORT_EVERY];
            for (int i = 0; i < count; i++) {
                VideoFrame frame = frames.get(i % frames.size());
                long before = threads.getCurrentThreadCpuTime();
                stream.accept(frame.later(i * 40_000_000L - frame.interval().startNanos()));
                nanos[i % REPORT_EVERY] = threads.getCurrentThreadCpuTime() - before;
                if ((i + 1) % REPORT_EVERY == 0) {
                    Arrays.sort(nanos);
                    System.out.printf(
                            Locale.ROOT,
                            "%6d frames  processor time of a frame %5.1f ms (median), %5.1f ms"
                                    + " (lower quartile)  %5d MiB resident%n",
                            i + 1,
                            nanos[REPORT_EVERY / 2] / 1e6,
                            nanos[REPORT_EVERY / 4] / 1e6,
                            ProcessUse.residentKibibytes().orElseThrow() / 1024);
                }
            }
        }
        System.out.println(estimates[0] + " estimates");
    }
}
