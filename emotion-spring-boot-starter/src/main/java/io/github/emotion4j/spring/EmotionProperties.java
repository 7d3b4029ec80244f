package io.github.emotion4j.spring;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Properties {@code emotion4j.*}. Editors show what is said here, without tags of Javadoc.
 *
 * @param device where models run: auto, cpu or gpu:N
 * @param inferenceThreads threads one call of a model uses; small networks are fastest with one
 * @param step time between estimates, at least 40 ms
 * @param abstainBelow the probability that the top class must reach to be named; 0.6 with a face or
 *     a voice by default
 * @param models a folder of models that take the place of those on the class path
 * @param maxUpload the bytes of what is read as a whole, such as a picture; that of the library's
 *     limits by default
 */
@ConfigurationProperties("emotion4j")
public record EmotionProperties(
        @DefaultValue("auto") String device,
        @DefaultValue("1") int inferenceThreads,
        @DefaultValue("500ms") Duration step,
        @Nullable Double abstainBelow,
        @Nullable Path models,
        @Nullable DataSize maxUpload) {}
