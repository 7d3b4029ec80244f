package io.github.emotion4j.examples;

import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.EmotionException;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.EmotionStream;
import io.github.emotion4j.core.VideoFrame;
import io.github.emotion4j.vision.capture.VideoReader;
import java.util.Optional;

/** Prints what expression is perceived in front of a camera, twice a second, until it is ended. */
public final class CameraExample {
    private CameraExample() {}

    /**
     * Runs the program.
     *
     * @param args the camera's number; 0 if there is none
     */
    public static void main(String[] args) {
        int index = args.length > 0 ? Integer.parseInt(args[0]) : 0;
        try (VideoReader camera = VideoReader.camera(index);
                EmotionRecognizer recognizer = EmotionRecognizer.builder().build();
                EmotionStream stream = recognizer.openStream(CameraExample::show)) {
            Optional<VideoFrame> frame = camera.next();
            while (frame.isPresent()) {
                stream.accept(frame.get());
                frame = camera.next();
            }
        } catch (EmotionException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private static void show(EmotionEstimate estimate) {
        System.out.println(estimate);
    }
}
