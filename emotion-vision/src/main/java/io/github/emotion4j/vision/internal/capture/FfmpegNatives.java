package io.github.emotion4j.vision.internal.capture;

import io.github.emotion4j.core.ModelException;
import java.util.List;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.Loader;

/** Says what to add where FFmpeg's natives are missing. */
final class FfmpegNatives {
    private FfmpegNatives() {}

    /**
     * Loads them if they are not loaded.
     *
     * @throws ModelException if they are not on the class path
     */
    static void ensure() {
        try {
            Loader.load(avutil.class);
        } catch (LinkageError e) {
            throw ModelException.missingNatives(
                    "FFmpeg",
                    List.of("org.bytedeco:ffmpeg", "org.bytedeco:javacpp"),
                    Loader.Detector.getPlatform(),
                    e);
        }
    }
}
