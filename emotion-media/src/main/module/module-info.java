/** FFmpeg behind a guard, for the modules that read clips and sounds. */
module io.github.emotion4j.media {
    requires io.github.emotion4j.core;
    requires static org.jspecify;
    requires org.bytedeco.javacpp;
    requires org.bytedeco.ffmpeg;

    exports io.github.emotion4j.media.internal to
            io.github.emotion4j.audio,
            io.github.emotion4j.vision;
}
