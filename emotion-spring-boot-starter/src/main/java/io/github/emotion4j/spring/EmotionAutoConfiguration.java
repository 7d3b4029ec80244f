package io.github.emotion4j.spring;

import io.github.emotion4j.core.ComputeDevice;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.Limits;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * One {@link EmotionRecognizer} that an application's beans share, unless they bring their own. It
 * is closed when the context is, after the web server has let its requests come to their end.
 */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration"
        })
@ConditionalOnBooleanProperty(name = "emotion4j.enabled", matchIfMissing = true)
@EnableConfigurationProperties(EmotionProperties.class)
public class EmotionAutoConfiguration {
    /** Made by Spring. */
    public EmotionAutoConfiguration() {}

    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    EmotionRecognizer emotionRecognizer(
            EmotionProperties properties,
            ObjectProvider<RecognizerCustomizer> customizers,
            ObjectProvider<RecognizerMeters> meters) {
        EmotionRecognizer.Builder builder = EmotionRecognizer.builder();
        set("device", properties.device(), name -> builder.device(ComputeDevice.parse(name)));
        set("inference-threads", properties.inferenceThreads(), builder::inferenceThreads);
        set("step", properties.step(), builder::step);
        set("abstain-below", properties.abstainBelow(), builder::abstainBelow);
        set("models", properties.models(), builder::models);
        set(
                "max-upload",
                properties.maxUpload(),
                size -> builder.limits(Limits.builder().maxBytes(size.toBytes()).build()));
        meters.ifAvailable(all -> all.applyTo(builder));
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        return builder.build();
    }

    /** Spring tells such an exception without a stack trace, and where the property stands. */
    private static <T> void set(String property, @Nullable T value, Consumer<T> setter) {
        if (value != null) {
            try {
                setter.accept(value);
            } catch (IllegalArgumentException e) {
                throw new InvalidConfigurationPropertyValueException(
                        "emotion4j." + property, value, e.getMessage());
            }
        }
    }

    /** What measures the shared recogniser; named without Micrometer, which may be absent. */
    interface RecognizerMeters {
        void applyTo(EmotionRecognizer.Builder builder);

        /** Does something in this thread that is not measured. */
        void unmetered(Runnable work);
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MeterRegistry.class)
    static class MetricsConfiguration {
        @Bean
        @ConditionalOnSingleCandidate(MeterRegistry.class)
        @ConditionalOnMissingBean
        EmotionMetrics emotionMetrics(MeterRegistry registry) {
            return new EmotionMetrics(registry);
        }

        @Bean
        @ConditionalOnSingleCandidate(EmotionMetrics.class)
        RecognizerMeters emotionRecognizerMeters(EmotionMetrics metrics) {
            return new RecognizerMeters() {
                @Override
                public void applyTo(EmotionRecognizer.Builder builder) {
                    builder.meter(metrics.meter());
                }

                @Override
                public void unmetered(Runnable work) {
                    metrics.unmetered(work);
                }
            };
        }
    }

    /** Spring Boot 4; 3.5 has its health indicators in another package. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.boot.health.contributor.HealthIndicator")
    static class HealthConfiguration {
        @Bean
        @ConditionalOnEnabledHealthIndicator("emotion")
        @ConditionalOnMissingBean(name = "emotionHealthIndicator")
        HealthContributor emotionHealthIndicator(
                Map<String, EmotionRecognizer> recognizers,
                ObjectProvider<RecognizerMeters> meters) {
            RecognizerMeters all = meters.getIfAvailable();
            Executor unmetered = all == null ? Runnable::run : all::unmetered;
            return recognizers.size() == 1
                    ? new EmotionHealthIndicator(recognizers.values().iterator().next(), unmetered)
                    : CompositeHealthContributor.fromMap(
                            recognizers,
                            recognizer -> new EmotionHealthIndicator(recognizer, unmetered));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication
    @ConditionalOnClass(name = "org.springframework.web.bind.annotation.RestControllerAdvice")
    static class WebConfiguration {
        @Bean
        @ConditionalOnMissingBean
        InputErrors emotionInputErrors() {
            return new InputErrors();
        }
    }
}
