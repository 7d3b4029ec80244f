package io.github.emotion4j.vision.internal.capture;

import io.github.emotion4j.core.ModelException;
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
            throw new ModelException(
                    "The natives of FFmpeg did not load. Add the dependencies org.bytedeco:ffmpeg"
                            + " and org.bytedeco:javacpp with the classifier "
                            + Loader.Detector.getPlatform(),
                    e);
        }
    }
}
