package io.github.emotion4j.examples;

import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.EmotionStream;
import io.github.emotion4j.core.VideoFrame;
import io.github.emotion4j.vision.capture.VideoReader;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;

/** A camera, live. */
final class LiveCamera extends Program {
    LiveCamera() {
        super("[NUMBER]", "Follows the person before a camera, twice a second, until it is ended.");
    }

    @Override
    void run(List<String> args, PrintStream out) {
        require(
                args.isEmpty() || (args.size() == 1 && args.get(0).matches("\\d{1,3}")),
                "A camera has a number, such as 0");
        int number = args.isEmpty() ? 0 : Integer.parseInt(args.get(0));
        // The camera first: who has none does not wait for the models.
        try (VideoReader camera = VideoReader.camera(number);
                EmotionRecognizer recognizer = EmotionRecognizer.create();
                EmotionStream stream = recognizer.openStream(out::println)) {
            Optional<VideoFrame> frame = camera.next();
            while (frame.isPresent()) {
                stream.accept(frame.get());
                frame = camera.next();
            }
        }
    }
}
