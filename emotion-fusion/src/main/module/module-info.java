/** Joins modalities over time; baselines, affect, response policies, training. */
module io.github.emotion4j.fusion {
    requires transitive io.github.emotion4j.core;
    requires static org.jspecify;
    requires com.google.gson;
    requires ai.djl.api;
    requires static ai.djl.pytorch_engine;

    exports io.github.emotion4j.fusion;
    exports io.github.emotion4j.fusion.affect;
    exports io.github.emotion4j.fusion.baseline;
    exports io.github.emotion4j.fusion.response;
    exports io.github.emotion4j.fusion.train;

    provides io.github.emotion4j.core.spi.FusionMethod with
            io.github.emotion4j.fusion.LstmFusion;
}
