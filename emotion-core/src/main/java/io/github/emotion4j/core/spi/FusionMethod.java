package io.github.emotion4j.core.spi;

import io.github.emotion4j.core.model.ModelLoader;

/**
 * How modalities are joined. An implementation listed for {@link java.util.ServiceLoader} is found
 * when a recogniser is built; at most one may be on the class path. Without one, the linear opinion
 * pool weighted by quality is used. Implementations are immutable.
 *
 * <pre>{@code
 * EmotionRecognizer recognizer = EmotionRecognizer.builder().fusion(method).build();
 * }</pre>
 */
public interface FusionMethod {
    /**
     * Loads what the method needs. The length of the steps is that of the intervals that its
     * sessions are given: a replayed session keeps its own.
     *
     * @param models loads models as the recogniser's builder configures
     * @return the method at work, closed by the recogniser
     */
    Fusion open(ModelLoader models);

    /**
     * The options that results depend on. A batch that continues compares them, so that it does not
     * mix results of different options. Models need not be named: what {@link ModelLoader} gave is
     * known.
     *
     * @return a text that is the same in every JVM; by default the name of the class
     */
    default String settings() {
        // The names of lambdas differ from one start of the JVM to the next.
        return getClass().getName().replaceFirst("\\$\\$Lambda.*", "");
    }
}
