package io.github.emotion4j.spring;

import io.github.emotion4j.core.ComputeDevice;
import io.github.emotion4j.core.EmotionRecognizer;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
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
@ConditionalOnProperty(name = "emotion4j.enabled", matchIfMissing = true)
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
        EmotionRecognizer.Builder builder =
                EmotionRecognizer.builder()
                        .device(device(properties.device()))
                        .inferenceThreads(properties.inferenceThreads())
                        .step(properties.step())
                        .limits(properties.limits());
        if (properties.abstainBelow() != null) {
            builder.abstainBelow(properties.abstainBelow());
        }
        if (properties.models() != null) {
            builder.models(properties.models());
        }
        meters.ifAvailable(all -> all.applyTo(builder));
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        return builder.build();
    }

    private static ComputeDevice device(String name) {
        String device = name.toLowerCase(Locale.ROOT);
        if (device.equals("auto")) {
            return ComputeDevice.auto();
        }
        if (device.equals("cpu")) {
            return ComputeDevice.cpu();
        }
        if (device.matches("gpu(:\\d{1,3})?")) {
            return ComputeDevice.gpu(
                    device.length() > 4 ? Integer.parseInt(device.substring(4)) : 0);
        }
        throw new IllegalArgumentException(
                "emotion4j.device is auto, cpu or gpu:N, not \"" + name + "\"");
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
        @ConditionalOnBean(MeterRegistry.class)
        @ConditionalOnMissingBean
        EmotionMetrics emotionMetrics(MeterRegistry registry) {
            return new EmotionMetrics(registry);
        }

        @Bean
        @ConditionalOnBean(MeterRegistry.class)
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
        EmotionHealthIndicator emotionHealthIndicator(
                EmotionRecognizer recognizer, ObjectProvider<RecognizerMeters> meters) {
            RecognizerMeters all = meters.getIfAvailable();
            return new EmotionHealthIndicator(
                    recognizer, all == null ? Runnable::run : all::unmetered);
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
