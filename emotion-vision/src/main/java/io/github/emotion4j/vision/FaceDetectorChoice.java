package io.github.emotion4j.vision;

import java.nio.file.Path;

/** The detector that finds faces. Immutable. */
public sealed interface FaceDetectorChoice {
    /** The network that ships with the library: BlazeFace, at any picture size. The default. */
    record BlazeFace() implements FaceDetectorChoice {}

    /**
     * OpenCV's Haar cascade for frontal faces (Viola and Jones 2001), which needs no network. It
     * does not see the eyes, so they are put where they lie on average, and it misses more faces.
     */
    record Haar() implements FaceDetectorChoice {}

    /**
     * A YuNet network of your own, run by OpenCV's {@code FaceDetectorYN}.
     *
     * @param onnx the network's file
     */
    record YuNet(Path onnx) implements FaceDetectorChoice {}
}
