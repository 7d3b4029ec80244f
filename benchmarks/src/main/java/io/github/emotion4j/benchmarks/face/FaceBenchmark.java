package io.github.emotion4j.benchmarks.face;

import io.github.emotion4j.core.ComputeDevice;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.EmotionStream;
import io.github.emotion4j.core.VideoFrame;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.core.model.TensorEngine;
import io.github.emotion4j.vision.internal.ExpressionNetwork;
import io.github.emotion4j.vision.internal.FrameMat;
import io.github.emotion4j.vision.internal.OpenCvNatives;
import io.github.emotion4j.vision.internal.detect.BlazeFaceDetector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.opencv.core.Mat;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The stages of the face pipeline, and the whole. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class FaceBenchmark {
    /** Detection in a whole 640x480 picture. */
    @State(Scope.Thread)
    public static class Detector {
        /** The engine. */
        @Param({"ONNX_RUNTIME", "PYTORCH"})
        public TensorEngine engine;

        private BlazeFaceDetector detector;
        private FrameMat picture;
        private Mat bgr;

        /** Loads the network. */
        @Setup
        public void load() {
            OpenCvNatives.ensure();
            detector = BlazeFaceDetector.load(loader(engine), Optional.empty(), 24);
            picture = new FrameMat();
            bgr = picture.load(Scenes.oneFace(0));
        }

        /** Frees it. */
        @TearDown
        public void close() {
            detector.close();
            picture.close();
        }
    }

    /** The expression network on aligned crops. */
    @State(Scope.Thread)
    public static class Network {
        /** The engine. */
        @Param({"ONNX_RUNTIME", "PYTORCH"})
        public TensorEngine engine;

        /** Faces in one forward. */
        @Param({"1", "32"})
        public int batch;

        private ExpressionNetwork network;
        private List<byte[]> crops;

        /** Loads the network. */
        @Setup
        public void load() {
            network = ExpressionNetwork.load(loader(engine), false);
            int size = network.aligner().size();
            crops = new ArrayList<>();
            for (int i = 0; i < batch; i++) {
                byte[] crop = new byte[size * size];
                for (int j = 0; j < crop.length; j++) {
                    crop[j] = (byte) (i + j);
                }
                crops.add(crop);
            }
        }

        /** Frees it. */
        @TearDown
        public void close() {
            network.close();
        }
    }

    /** A live stream with the defaults: tracking on. */
    @State(Scope.Thread)
    public static class Live {
        /** Faces in the picture. */
        @Param({"1", "5"})
        public int faces;

        private final List<VideoFrame> frames = new ArrayList<>();
        private EmotionRecognizer recognizer;
        private EmotionStream stream;
        private int next;

        /** Opens the stream. */
        @Setup
        public void open() {
            recognizer = EmotionRecognizer.builder().device(ComputeDevice.cpu()).build();
            stream = recognizer.openStream(estimate -> {});
            for (int i = 0; i < 50; i++) {
                frames.add(faces == 1 ? Scenes.oneFace(i) : Scenes.fiveFaces(i));
            }
        }

        VideoFrame nextFrame() {
            int number = next++;
            VideoFrame frame = frames.get(number % frames.size());
            long startNanos = number * 40_000_000L;
            return frame.later(startNanos - frame.interval().startNanos());
        }

        /** Closes it. */
        @TearDown
        public void close() {
            stream.close();
            recognizer.close();
        }
    }

    /** Finds the faces of a 640x480 picture. */
    @Benchmark
    public Object detect640x480(Detector state) {
        return state.detector.detect(state.bgr);
    }

    /** Classifies aligned faces. */
    @Benchmark
    public Object classifyAlignedFaces(Network state) {
        return state.network.classify(state.crops);
    }

    /** Takes a 640x480 frame from pixels to observations. */
    @Benchmark
    public void wholeFrame640x480(Live state) {
        state.stream.accept(state.nextFrame());
    }

    private static ModelLoader loader(TensorEngine engine) {
        return new ModelLoader(ComputeDevice.cpu(), 1, Optional.of(engine), Optional.empty());
    }
}
