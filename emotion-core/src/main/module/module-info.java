/** Recogniser, streams, values, the interfaces of modalities and fusion, evaluation. */
module io.github.emotion4j.core {
    requires transitive java.desktop;
    requires transitive static org.jspecify;
    requires com.google.gson;
    requires org.slf4j;
    requires ai.djl.api;
    requires static com.microsoft.onnxruntime;

    exports io.github.emotion4j.core;
    exports io.github.emotion4j.core.evaluation;
    exports io.github.emotion4j.core.model;
    exports io.github.emotion4j.core.spi;
    exports io.github.emotion4j.core.internal.format to
            io.github.emotion4j.audio,
            io.github.emotion4j.physio,
            io.github.emotion4j.vision;
    exports io.github.emotion4j.core.internal.io to
            io.github.emotion4j.audio,
            io.github.emotion4j.fusion,
            io.github.emotion4j.media,
            io.github.emotion4j.physio,
            io.github.emotion4j.vision;
    exports io.github.emotion4j.core.internal.numeric to
            io.github.emotion4j.audio,
            io.github.emotion4j.fusion,
            io.github.emotion4j.physio,
            io.github.emotion4j.vision;
    exports io.github.emotion4j.core.internal.model to
            io.github.emotion4j.audio,
            io.github.emotion4j.fusion,
            io.github.emotion4j.physio,
            io.github.emotion4j.vision;

    // Gson fills the fields of a model's description.
    opens io.github.emotion4j.core.model to
            com.google.gson;

    uses io.github.emotion4j.core.spi.ModalityProvider;
    uses io.github.emotion4j.core.spi.FusionMethod;
}
