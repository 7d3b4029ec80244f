package io.github.emotion4j.spring;

import io.github.emotion4j.core.Limits;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Properties {@code emotion4j.*}.
 *
 * @param device where models run: {@code auto}, {@code cpu} or {@code gpu:N}
 * @param inferenceThreads threads one call of a model uses; small networks are fastest with one
 * @param step time between estimates, at least 40 ms
 * @param abstainBelow the probability that the top class must reach to be named; by default it
 *     rests on the modalities that tell
 * @param models a folder of models that take the place of those on the class path
 * @param maxUpload the bytes of an input in memory; that of the library's limits by default
 */
@ConfigurationProperties("emotion4j")
public record EmotionProperties(
        @DefaultValue("auto") String device,
        @DefaultValue("1") int inferenceThreads,
        @DefaultValue("500ms") Duration step,
        @Nullable Double abstainBelow,
        @Nullable Path models,
        @Nullable DataSize maxUpload) {
    /** The library's limits with this application's size of uploads. */
    Limits limits() {
        return maxUpload == null
                ? Limits.defaults()
                : Limits.builder().maxBytes(maxUpload.toBytes()).build();
    }
}
