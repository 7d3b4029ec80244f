package io.github.emotion4j.benchmarks.face;

import io.github.emotion4j.core.ComputeDevice;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.vision.internal.FrameMat;
import io.github.emotion4j.vision.internal.OpenCvNatives;
import io.github.emotion4j.vision.internal.detect.BlazeFaceDetector;
import io.github.emotion4j.vision.internal.detect.Detection;
import io.github.emotion4j.vision.internal.detect.FaceDetector;
import io.github.emotion4j.vision.internal.detect.FaceMesh;
import io.github.emotion4j.vision.internal.detect.HaarDetector;
import io.github.emotion4j.vision.internal.detect.YuNetDetector;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.opencv.core.Mat;

/**
 * Times whole detectors on pictures of 640x480, one thread, in one run: the shipped one's search
 * and its following, OpenCV's Haar cascade, and OpenCV's YuNet on the files that are given. All
 * take turns call by call, so that a busy machine slows all alike.
 *
 * <p>Arguments: rounds, then ONNX files of YuNet. {@code benchmarks/src/main/python/yunet.py}
 * writes such files.
 */
public final class DetectorSpeed {
    private static final int MIN_FACE_PIXELS = 24;
    private static final int WARM_UP = 60;

    private DetectorSpeed() {}

    /**
     * Prints the table.
     *
     * @param arguments rounds and YuNet's files
     */
    public static void main(String[] arguments) {
        int rounds = Integer.parseInt(arguments[0]);
        OpenCvNatives.ensure();
        ModelLoader loader =
                new ModelLoader(ComputeDevice.cpu(), 1, Optional.empty(), Optional.empty());
        try (FrameMat one = new FrameMat();
                FrameMat five = new FrameMat();
                FaceMesh mesh = FaceMesh.load(loader);
                FaceDetector ours =
                        BlazeFaceDetector.load(loader, Optional.of(mesh), MIN_FACE_PIXELS);
                FaceDetector haar = HaarDetector.load(MIN_FACE_PIXELS)) {
            Mat oneFace = one.load(Scenes.oneFace(0));
            Mat fiveFaces = five.load(Scenes.fiveFaces(0));
            List<Detection> known = ours.detect(oneFace);
            Map<String, Runnable> calls = new LinkedHashMap<>();
            calls.put("search, one face", () -> ours.detect(oneFace));
            calls.put("search, five faces", () -> ours.detect(fiveFaces));
            calls.put("following one face", () -> ours.follow(oneFace, known));
            calls.put("Haar, one face", () -> haar.detect(oneFace));
            for (String file : Arrays.asList(arguments).subList(1, arguments.length)) {
                FaceDetector yuNet = YuNetDetector.load(Path.of(file), MIN_FACE_PIXELS);
                calls.put(Path.of(file).getFileName().toString(), () -> yuNet.detect(oneFace));
            }
            time(calls, rounds);
        }
    }

    private static void time(Map<String, Runnable> calls, int rounds) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        Map<String, double[]> millis = new LinkedHashMap<>();
        calls.keySet().forEach(name -> millis.put(name, new double[rounds]));
        for (int round = -WARM_UP; round < rounds; round++) {
            for (Map.Entry<String, Runnable> call : calls.entrySet()) {
                long start = threads.getCurrentThreadCpuTime();
                call.getValue().run();
                if (round >= 0) {
                    millis.get(call.getKey())[round] =
                            (threads.getCurrentThreadCpuTime() - start) / 1e6;
                }
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%d rounds, ms of processor time%n%-24s %8s %14s%n",
                rounds,
                "",
                "least",
                "lower quarter");
        millis.forEach(
                (name, all) -> {
                    Arrays.sort(all);
                    System.out.printf(
                            Locale.ROOT, "%-24s %8.2f %14.2f%n", name, all[0], all[rounds / 4]);
                });
    }
}
