/** The body: recordings of its signals, beats, heart rate variability, skin conductance, stress. */
module io.github.emotion4j.physio {
    requires transitive io.github.emotion4j.core;
    requires static org.jspecify;
    requires com.google.gson;
    requires org.slf4j;
    requires org.apache.commons.csv;
    requires java.xml;
    // It has no name of its own, so the name is that of the jar.
    requires JTransforms;
    // JLargeArrays, which JTransforms uses, takes memory through it.
    requires jdk.unsupported;

    exports io.github.emotion4j.physio;
    exports io.github.emotion4j.physio.hrv;
    exports io.github.emotion4j.physio.io;

    provides io.github.emotion4j.core.spi.ModalityProvider with
            io.github.emotion4j.physio.BodyModality;
}
