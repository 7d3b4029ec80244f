/** The face: pictures, videos and cameras, faces and their expressions. */
module io.github.emotion4j.vision {
    requires transitive io.github.emotion4j.core;
    requires io.github.emotion4j.media;
    requires static org.jspecify;
    requires com.google.gson;
    requires org.slf4j;
    requires org.bytedeco.javacpp;
    requires org.bytedeco.opencv;

    exports io.github.emotion4j.vision;
    exports io.github.emotion4j.vision.capture;

    provides io.github.emotion4j.core.spi.ModalityProvider with
            io.github.emotion4j.vision.FaceModality;
}
