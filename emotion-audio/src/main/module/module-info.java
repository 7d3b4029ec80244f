/** The voice: sounds and the microphone, acoustic features, the expression of utterances. */
module io.github.emotion4j.audio {
    requires transitive io.github.emotion4j.core;
    requires io.github.emotion4j.media;
    requires static org.jspecify;
    requires java.desktop;
    // One of the two is enough; neither has a name of its own, so the names are those of the jars.
    requires static TarsosDSP;
    requires static JTransforms;
    // JLargeArrays, which JTransforms uses, takes memory through it.
    requires jdk.unsupported;

    exports io.github.emotion4j.audio;
    exports io.github.emotion4j.audio.capture;
    exports io.github.emotion4j.audio.descriptor;

    provides io.github.emotion4j.core.spi.ModalityProvider with
            io.github.emotion4j.audio.VoiceModality;

    // In the order of choice.
    uses io.github.emotion4j.audio.internal.dsp.Dsp;

    provides io.github.emotion4j.audio.internal.dsp.Dsp with
            io.github.emotion4j.audio.internal.dsp.TarsosDsp,
            io.github.emotion4j.audio.internal.dsp.JTransformsDsp;
}
