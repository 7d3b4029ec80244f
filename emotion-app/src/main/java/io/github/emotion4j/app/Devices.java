package io.github.emotion4j.app;

import io.github.emotion4j.core.InputException;
import io.github.emotion4j.vision.capture.VideoReader;
import java.nio.file.Files;
import java.nio.file.Path;

/** The machine's cameras. */
final class Devices {
    private Devices() {}

    /**
     * Opens a camera. On Linux it is looked for first, since OpenCV writes lines of its own about
     * one that is not there.
     */
    static VideoReader camera(int index) {
        boolean linux = System.getProperty("os.name").startsWith("Linux");
        if (linux && !Files.exists(Path.of("/dev/video" + index))) {
            throw new InputException(
                    "camera " + index,
                    "there is no /dev/video" + index + "; connect a camera, or analyze a file");
        }
        return VideoReader.camera(index);
    }
}
