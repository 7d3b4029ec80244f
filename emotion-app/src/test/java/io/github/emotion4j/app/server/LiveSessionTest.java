package io.github.emotion4j.app.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.app.CapturingStream;
import io.github.emotion4j.app.FixedModality;
import io.github.emotion4j.core.BioBlock;
import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.core.spi.ModalityModel;
import io.github.emotion4j.core.spi.ModalityProvider;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LiveSessionTest {
    private final List<String> messages = Collections.synchronizedList(new ArrayList<>());
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private Recordings recordings;

    @BeforeEach
    void open() throws IOException {
        recordings = new Recordings();
    }

    @AfterEach
    void close() {
        clock.shutdownNow();
        recordings.close();
    }

    private static FixedModality faces() {
        return new FixedModality(
                ModalityId.FACE,
                EmotionProbabilities.of(new double[] {0.01, 0, 0, 0.02, 0.9, 0.05, 0.02, 0}),
                OptionalDouble.empty());
    }

    private LiveSession session(EmotionRecognizer recognizer) {
        return session(recognizer, List.of());
    }

    private LiveSession session(EmotionRecognizer recognizer, List<Signal> wristband) {
        LiveSession.ServerResources resources =
                new LiveSession.ServerResources(
                        Runnable::run,
                        clock,
                        recordings,
                        new Metrics(),
                        Limits.defaults(),
                        new Wristband(wristband));
        return new LiveSession(recognizer, resources, messages::add);
    }

    @Test
    void aStreamThatDoesNotBeginLeavesNoRecording() {
        try (EmotionRecognizer recognizer =
                EmotionRecognizer.builder()
                        .onlyNamedModalities()
                        .modality(new Unopened(faces()))
                        .build()) {
            LiveSession session = session(recognizer);
            session.text("{\"type\":\"start\",\"record\":true}");
            assertTrue(messages.get(0).contains("out of memory"), messages.toString());
            assertEquals(0, recordings.deleteAll());
        }
    }

    @Test
    void aWristbandThatPlaysWhileItsStreamStopsIsNoError() throws Exception {
        try (EmotionRecognizer recognizer =
                EmotionRecognizer.builder().onlyNamedModalities().modality(faces()).build()) {
            AtomicReference<LiveSession> session = new AtomicReference<>();
            BioBlock block =
                    new BioBlock(
                            0, BioBlock.Kind.EDA, BioBlock.Unit.MICROSIEMENS, 4, new double[1]);
            session.set(
                    session(
                            recognizer,
                            new AbstractList<>() {
                                @Override
                                public Signal get(int index) {
                                    if (index == 1) { // Its turn, when the client stops.
                                        session.get().end();
                                    }
                                    return block;
                                }

                                @Override
                                public int size() {
                                    return 2;
                                }
                            }));
            session.get().text("{\"type\":\"start\",\"wristband\":\"simulated\"}");
            clock.submit(() -> {}).get(10, TimeUnit.SECONDS); // After what is due before it.
            assertTrue(messages.get(messages.size() - 1).contains("ended"), messages.toString());
        }
    }

    @Test
    void errorsAreToldInWordsOfTheDescription() {
        try (EmotionRecognizer recognizer =
                EmotionRecognizer.builder().onlyNamedModalities().modality(faces()).build()) {
            LiveSession session = session(recognizer);
            assertError(session, "no json", "A message of text is an object of JSON");
            assertError(session, "[]", "A message of text is an object of JSON");
            assertError(session, "{}", "needs \\\"type\\\": a text");
            assertError(session, "{\"type\":5}", "needs \\\"type\\\": a text");
            session.text("{\"type\":\"start\"}");
            String body = "{\"type\":\"body\",\"millis\":0,\"hertz\":4,\"unit\":\"MICROSIEMENS\",";
            assertError(
                    session, body + "\"kind\":\"EDA\",\"values\":5}", "\\\"values\\\": numbers");
            assertError(
                    session, body + "\"kind\":\"EDA\",\"values\":[{}]}", "\\\"values\\\": numbers");
            assertError(
                    session, body + "\"kind\":\"X\",\"values\":[1]}", "\\\"kind\\\" is one of [");
            assertError(
                    session, "{\"type\":\"feedback\",\"decision\":1}", "\\\"helped\\\": true or");
            session.text("{\"type\":\"stop\"}");
        }
    }

    private void assertError(LiveSession session, String message, String words) {
        session.text(message);
        String told = messages.get(messages.size() - 1);
        assertTrue(told.contains("error") && told.contains(words), message + " got " + told);
    }

    @Test
    void aPictureAtTheEndOfOneStreamDoesNotHoldUpTheNext() throws IOException {
        LivePictures pictures = new LivePictures(Limits.defaults(), new Metrics(), true);
        CapturingStream stream = new CapturingStream();
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB), "png", png);
        for (int i = 1; i <= 2; i++) {
            pictures.begin(0);
            pictures.take(stream, ByteBuffer.wrap(png.toByteArray()), 1_000_000);
            pictures.discard();
            assertEquals(i, stream.signals().size());
        }
    }

    @Test
    void aPictureWhoseTimeIsNotLaterIsToldAndTheNextStreamCountsAnew() throws IOException {
        LivePictures pictures = new LivePictures(Limits.defaults(), new Metrics(), true);
        CapturingStream stream = new CapturingStream();
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB), "png", png);
        pictures.begin(7_000_000);
        for (long millis : new long[] {0, 200, 100}) {
            ByteBuffer picture = ByteBuffer.wrap(png.toByteArray());
            long nanos = 7_000_000 + millis * 1_000_000;
            if (millis == 200) {
                pictures.take(stream, picture, nanos);
                pictures.done();
            } else {
                String told =
                        assertThrows(
                                        IllegalArgumentException.class,
                                        () -> pictures.take(stream, picture, nanos))
                                .toString();
                assertTrue(told.contains("above 0") && told.contains("not " + millis), told);
            }
        }
        assertEquals(List.of(3L, 2L), List.of(pictures.received(), pictures.dropped()));
        pictures.begin(0);
        assertEquals(List.of(0L, 0L), List.of(pictures.received(), pictures.dropped()));
    }

    /** A modality whose sessions do not open. */
    private record Unopened(ModalityProvider modality) implements ModalityProvider {
        @Override
        public ModalityId id() {
            return modality.id();
        }

        @Override
        public ModalityModel open(ModelLoader models) {
            ModalityModel model = modality.open(models);
            return (ModalityModel)
                    Proxy.newProxyInstance(
                            getClass().getClassLoader(),
                            new Class<?>[] {ModalityModel.class},
                            (proxy, method, arguments) -> {
                                if (method.getName().equals("openSession")) {
                                    throw new IllegalStateException("The device is out of memory");
                                }
                                return method.invoke(model, arguments);
                            });
        }
    }
}
