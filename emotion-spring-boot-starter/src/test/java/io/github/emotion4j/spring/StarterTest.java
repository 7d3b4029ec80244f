package io.github.emotion4j.spring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.EmotionStream;
import io.github.emotion4j.core.EmotionTimeline;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.core.StreamOptions;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.VideoFrame;
import io.github.emotion4j.spring.upload.Upload;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** The README's application on a real web server, asked by a client. */
class StarterTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Path PICTURE =
            Path.of(
                    "../emotion-app/src/main/resources/io/github/emotion4j/app/media/astronaut.png");

    private static ConfigurableApplicationContext application;

    @BeforeAll
    static void start() {
        application =
                SpringApplication.run(
                        Upload.class,
                        "--server.port=0",
                        "--emotion4j.device=cpu",
                        "--emotion4j.max-upload=1MB",
                        "--management.endpoints.web.exposure.include=health,metrics",
                        "--management.endpoint.health.show-details=always",
                        "--logging.level.root=error",
                        "--spring.main.banner-mode=off");
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @Test
    void anUploadedPictureIsPerceivedAndMetered() throws Exception {
        HttpResponse<String> answer = upload("astronaut.png", Files.readAllBytes(PICTURE));
        assertEquals(200, answer.statusCode(), answer.body());
        EmotionRecognizer shared = application.getBean(EmotionRecognizer.class);
        assertEquals(shared.recognize(Recording.of(PICTURE)).toJson(), answer.body());
        assertTrue(EmotionTimeline.ofJson(answer.body()).summary().perceived().isPresent());

        String inference = get("/actuator/metrics/emotion4j.inference?tag=modality:face");
        assertTrue(inference.contains("\"COUNT\""), inference);
        String estimates = get("/actuator/metrics/emotion4j.estimates?tag=perceived:true");
        assertTrue(estimates.contains("\"COUNT\""), estimates);
    }

    @Test
    void whatIsMissingIsCountedByItsReason() throws Exception {
        byte[] empty = png();
        assertEquals(200, upload("empty.png", empty).statusCode());
        String missing = get("/actuator/metrics/emotion4j.missing?tag=reason:no-face");
        assertTrue(missing.contains("\"COUNT\""), missing);
    }

    @Test
    void anInputThatCannotBeReadIs422WithTheReason() throws Exception {
        HttpResponse<String> answer = upload("x.jpg", new byte[] {1, 2, 3});
        assertEquals(422, answer.statusCode(), answer.body());
        assertTrue(answer.body().contains("x.jpg"), answer.body());
    }

    @Test
    void healthTellsTheModalities() throws Exception {
        String health = get("/actuator/health");
        assertTrue(health.contains("\"UP\""), health);
        if (boot4()) {
            assertTrue(health.contains("\"modalities\":[\"face\"]"), health);
        }
    }

    @Test
    void healthIsNotCountedAmongTheApplicationsWork() throws Exception {
        MeterRegistry registry = application.getBean(MeterRegistry.class);
        double before =
                registry.get("emotion4j.estimates").counters().stream()
                        .mapToDouble(Counter::count)
                        .sum();
        get("/actuator/health");
        assertEquals(
                before,
                registry.get("emotion4j.estimates").counters().stream()
                        .mapToDouble(Counter::count)
                        .sum());
    }

    @Test
    void healthIsUnknownWhereNothingIsTried_andMayBeLeftOut() {
        RecognizerCustomizer none = EmotionRecognizer.Builder::onlyNamedModalities;
        String name = "emotionHealthIndicator";
        try (ConfigurableApplicationContext small =
                context(new SimpleMeterRegistry(), none).run()) {
            assertEquals(boot4(), small.containsBean(name));
            if (boot4()) {
                EmotionHealthIndicator health = (EmotionHealthIndicator) small.getBean(name);
                assertEquals("UNKNOWN", health.health().getStatus().getCode());
            }
        }
        try (ConfigurableApplicationContext small =
                context(new SimpleMeterRegistry(), none)
                        .properties("management.health.emotion.enabled=false")
                        .run()) {
            assertFalse(small.containsBean(name));
        }
    }

    @Test
    void allPropertiesAreDescribedToEditors() throws IOException {
        String file = "/META-INF/spring-configuration-metadata.json";
        try (InputStream in = EmotionProperties.class.getResourceAsStream(file)) {
            String metadata = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (String name :
                    Set.of(
                            "enabled",
                            "device",
                            "inference-threads",
                            "step",
                            "abstain-below",
                            "models",
                            "max-upload")) {
                assertTrue(metadata.contains("\"emotion4j." + name + "\""), metadata);
            }
            assertFalse(metadata.contains("{@"), metadata);
            assertTrue(metadata.contains("\"gpu:0\""), metadata);
        }
    }

    @Test
    void metersLeaveTheApplicationsChoiceAloneAndCountWhatIsNotNamed() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (ConfigurableApplicationContext small =
                context(registry, EmotionRecognizer.Builder::onlyNamedModalities).run()) {
            assertEquals(Set.of(), small.getBean(EmotionRecognizer.class).modalities());
        }
        try (ConfigurableApplicationContext small =
                context(registry, builder -> builder.abstainBelow(1)).run()) {
            EmotionTimeline timeline =
                    small.getBean(EmotionRecognizer.class).recognize(Recording.of(PICTURE));
            assertTrue(timeline.summary().perceived().isEmpty());
            assertEquals(
                    1,
                    registry.get("emotion4j.estimates")
                            .tag("perceived", "false")
                            .counter()
                            .count());
            assertEquals(
                    0,
                    registry.get("emotion4j.estimates").tag("perceived", "true").counter().count());
        }
    }

    private static SpringApplicationBuilder context(
            MeterRegistry registry, RecognizerCustomizer customizer) {
        return context()
                .initializers(
                        c -> {
                            GenericApplicationContext beans = (GenericApplicationContext) c;
                            beans.registerBean(MeterRegistry.class, () -> registry);
                            beans.registerBean(RecognizerCustomizer.class, () -> customizer);
                        });
    }

    @Test
    void aStreamIsWatchedUntilItIsClosed() throws Exception {
        EmotionMetrics metrics = application.getBean(EmotionMetrics.class);
        EmotionRecognizer recognizer = application.getBean(EmotionRecognizer.class);
        try (EmotionStream stream = metrics.watch(recognizer.openStream(estimate -> {}))) {
            assertTrue(get("/actuator/metrics/emotion4j.streams").contains("\"value\":1"));
            assertTrue(stream.statistics().modalities().containsKey(ModalityId.FACE));
        }
        assertTrue(get("/actuator/metrics/emotion4j.streams").contains("\"value\":0"));
    }

    @Test
    void theRecogniserEndsWithItsContextAndAnApplicationsOwnIsLeftAlone() {
        try (EmotionRecognizer own = EmotionRecognizer.builder().onlyNamedModalities().build();
                ConfigurableApplicationContext small =
                        context()
                                .initializers(
                                        c ->
                                                ((GenericApplicationContext) c)
                                                        .registerBean(
                                                                EmotionRecognizer.class, () -> own))
                                .run()) {
            assertSame(own, small.getBean(EmotionRecognizer.class));
        }
        ConfigurableApplicationContext small = context().run();
        EmotionRecognizer shared = small.getBean(EmotionRecognizer.class);
        small.close();
        assertThrows(IllegalStateException.class, () -> shared.recognize(Recording.of(PICTURE)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "device=tpu",
                "inference-threads=0",
                "step=10ms",
                "abstain-below=60",
                "max-upload=0B"
            })
    void aWrongPropertyEndsTheStartWithItsName(String property) {
        Throwable failed =
                assertThrows(
                        RuntimeException.class,
                        () -> context().properties("emotion4j." + property).run().close());
        while (failed.getCause() != null) {
            failed = failed.getCause();
        }
        assertEquals(
                "emotion4j." + property.split("=")[0],
                assertInstanceOf(InvalidConfigurationPropertyValueException.class, failed)
                        .getName());
    }

    @Test
    void severalRecognisersHaveOneHealthEach_andRegistriesWithoutAChoiceNoMeters() {
        try (EmotionRecognizer own = EmotionRecognizer.builder().onlyNamedModalities().build();
                ConfigurableApplicationContext small =
                        context()
                                .initializers(
                                        c -> {
                                            GenericApplicationContext beans =
                                                    (GenericApplicationContext) c;
                                            register(beans, "one", EmotionRecognizer.class, own);
                                            register(beans, "two", EmotionRecognizer.class, own);
                                            register(
                                                    beans,
                                                    "first",
                                                    MeterRegistry.class,
                                                    new SimpleMeterRegistry());
                                            register(
                                                    beans,
                                                    "second",
                                                    MeterRegistry.class,
                                                    new SimpleMeterRegistry());
                                        })
                                .run()) {
            assertEquals(0, small.getBeanNamesForType(EmotionMetrics.class).length);
            if (boot4()) {
                CompositeHealthContributor health =
                        small.getBean("emotionHealthIndicator", CompositeHealthContributor.class);
                assertInstanceOf(EmotionHealthIndicator.class, health.getContributor("one"));
                assertInstanceOf(EmotionHealthIndicator.class, health.getContributor("two"));
            }
        }
    }

    private static <T> void register(
            GenericApplicationContext beans, String name, Class<T> type, T bean) {
        beans.registerBean(
                name, type, () -> bean, definition -> definition.setDestroyMethodName(""));
    }

    @Test
    void anOwnRecogniserIsMeasured_andWhatAnOpenStreamDropsIsCounted() throws Exception {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        EmotionMetrics metrics = new EmotionMetrics(registry);
        BlockingQueue<Runnable> stopped = new LinkedBlockingQueue<>();
        StreamOptions options =
                StreamOptions.builder()
                        .workers(stopped::add)
                        .buffer(ModalityId.FACE, StreamOptions.Buffer.latest())
                        .build();
        try (EmotionRecognizer own = EmotionRecognizer.builder().meter(metrics.meter()).build()) {
            own.recognize(Recording.of(PICTURE));
            assertEquals(
                    1,
                    registry.get("emotion4j.estimates").tag("perceived", "true").counter().count());
            EmotionStream stream = metrics.watch(own.openStream(estimate -> {}, options));
            long frame = 40_000_000;
            for (int i = 0; i < 3; i++) {
                stream.accept(
                        new VideoFrame(
                                new TimeInterval(i * frame, (i + 1) * frame),
                                16,
                                16,
                                VideoFrame.PixelFormat.BGR,
                                48,
                                new byte[768]));
            }
            assertEquals(2, registry.get("emotion4j.stream.dropped").functionCounter().count());
            stopped.forEach(Runnable::run);
            stream.close();
            assertEquals(2, registry.get("emotion4j.stream.dropped").functionCounter().count());
        }
    }

    private static SpringApplicationBuilder context() {
        return new SpringApplicationBuilder(EmotionAutoConfiguration.class)
                .properties("spring.main.web-application-type=none", "logging.level.root=off");
    }

    private static boolean boot4() {
        try {
            Class.forName("org.springframework.boot.health.contributor.HealthIndicator");
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static byte[] png() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB), "png", out);
        return out.toByteArray();
    }

    private static URI uri(String path) {
        return URI.create(
                "http://localhost:"
                        + application.getEnvironment().getProperty("local.server.port")
                        + path);
    }

    private static String get(String path) throws Exception {
        return CLIENT.send(
                        HttpRequest.newBuilder(uri(path)).build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static HttpResponse<String> upload(String name, byte[] bytes) throws Exception {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(
                ("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
                                + name
                                + "\"\r\nContent-Type: application/octet-stream\r\n\r\n")
                        .getBytes(StandardCharsets.UTF_8));
        body.write(bytes);
        body.write("\r\n--b--\r\n".getBytes(StandardCharsets.US_ASCII));
        return CLIENT.send(
                HttpRequest.newBuilder(uri("/perceived"))
                        .header("Content-Type", "multipart/form-data; boundary=b")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
