package io.github.emotion4j.spring;

import io.github.emotion4j.core.EmotionRecognizer;

/** A bean that changes how the shared recogniser is built, after the properties were applied. */
@FunctionalInterface
public interface RecognizerCustomizer {
    /**
     * Changes the builder.
     *
     * @param builder the builder of the shared recogniser
     */
    void customize(EmotionRecognizer.Builder builder);
}
