package io.github.emotion4j.vision.internal;

import io.github.emotion4j.core.ModelException;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.opencv_java;
import org.opencv.core.Core;

/** Loads OpenCV's natives once. */
public final class OpenCvNatives {
    private OpenCvNatives() {}

    /**
     * Loads them if they are not loaded.
     *
     * @throws ModelException if they are not on the class path
     */
    public static void ensure() {
        try {
            Holder.load();
        } catch (LinkageError e) {
            throw ModelException.missingNatives(
                    "OpenCV",
                    List.of("org.bytedeco:opencv", "org.bytedeco:openblas", "org.bytedeco:javacpp"),
                    Loader.Detector.getPlatform(),
                    e);
        }
    }

    private static final class Holder {
        static {
            Loader.load(opencv_java.class);
            // Pictures here are small: splitting one resize over threads costs more than it saves,
            // and streams run side by side anyway.
            Core.setNumThreads(1);
        }

        private Holder() {}

        /** Runs the initialiser above. */
        static void load() {}
    }
}
