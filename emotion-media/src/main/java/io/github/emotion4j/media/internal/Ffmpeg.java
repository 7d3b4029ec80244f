package io.github.emotion4j.media.internal;

import io.github.emotion4j.core.ModelException;
import io.github.emotion4j.core.internal.io.NativeFault;
import java.util.List;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;

/** FFmpeg's natives, loaded when the first clip or sound is opened. */
final class Ffmpeg {
    private Ffmpeg() {}

    /**
     * Loads them if they are not loaded.
     *
     * @throws ModelException if they are not on the class path
     */
    static void ensure() {
        try {
            Loader.load(avformat.class);
            Loader.load(swscale.class);
            Quiet.ensure();
        } catch (LinkageError e) {
            throw NativeFault.of(
                    "FFmpeg",
                    List.of("org.bytedeco:ffmpeg", "org.bytedeco:javacpp"),
                    Loader.Detector.getPlatform(),
                    e);
        }
    }

    /** FFmpeg's words for an error. */
    static String reason(int error) {
        try (BytePointer text = new BytePointer(256)) {
            avutil.av_strerror(error, text, text.capacity());
            // Without a limit, JavaCPP takes what lies behind the text in memory, too.
            return text.limit(BytePointer.strlen(text)).getString();
        }
    }

    /**
     * FFmpeg writes to the standard error stream by default; what matters comes back as exceptions.
     * An application that set a level of its own keeps it.
     */
    private static final class Quiet {
        static {
            if (avutil.av_log_get_level() == avutil.AV_LOG_INFO) {
                avutil.av_log_set_level(avutil.AV_LOG_QUIET);
            }
        }

        private Quiet() {}

        /** Runs the initialiser above. */
        static void ensure() {}
    }
}
