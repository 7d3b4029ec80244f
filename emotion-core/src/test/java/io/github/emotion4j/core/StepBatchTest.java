package io.github.emotion4j.core;

import static io.github.emotion4j.core.Scripted.LEFT;
import static io.github.emotion4j.core.Scripted.happy;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.Scripted.PieceModality;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.core.spi.Fusion;
import io.github.emotion4j.core.spi.FusionMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Steps that wait are joined together, and nothing else is different. */
class StepBatchTest {
    private static final StreamOptions ALONE = StreamOptions.defaults();

    private final StepBatch batch = StepBatch.create();
    private final StreamOptions together = StreamOptions.builder().batch(batch).build();

    @Test
    void twoStreams_giveNothingUntilRun_thenWhatStreamsAloneGive() {
        List<EmotionEstimate> alone = new ArrayList<>();
        List<EmotionEstimate> anna = new ArrayList<>();
        List<EmotionEstimate> ben = new ArrayList<>();
        try (EmotionRecognizer recognizer = Scripted.recognizer(LEFT);
                EmotionStream single = recognizer.openStream(collect(alone), ALONE);
                EmotionStream first = recognizer.openStream(collect(anna), together);
                EmotionStream second = recognizer.openStream(collect(ben), together)) {
            for (int millis = 0; millis < 2000; millis += 250) {
                Signal signal = happy(LEFT, millis, millis + 250, 0.5 + millis / 5000.0);
                single.accept(signal);
                first.accept(signal);
                second.accept(signal);
            }
            assertEquals(List.of(), anna);
            assertEquals(8, batch.run());
            assertEquals(alone, anna);
            assertEquals(alone, ben);
            assertEquals(0, batch.run());
            Signal last = happy(LEFT, 2000, 2600, 0.9);
            single.accept(last);
            first.accept(last);
            assertEquals(single.toBytes().length, first.toBytes().length);
        }
        assertEquals(6, alone.size());
        assertEquals(alone, anna);
    }

    @Test
    void faultOfOnePersonsStep_failsThatStreamAlone() {
        List<EmotionEstimate> good = new ArrayList<>();
        List<EmotionEstimate> bad = new ArrayList<>();
        try (EmotionRecognizer recognizer =
                        EmotionRecognizer.builder()
                                .modality(Scripted.modality(LEFT))
                                .fusion(new SadIsAFault())
                                .build();
                EmotionStream happy = recognizer.openStream(collect(good), together);
                EmotionStream sad = recognizer.openStream(collect(bad), together)) {
            happy.accept(happy(LEFT, 0, 500, 0.9));
            sad.accept(happy(LEFT, 0, 500, 0.1));
            batch.run();
            assertEquals(1, good.size());
            assertEquals(List.of(), bad);
            assertTrue(sad.done().toCompletableFuture().isCompletedExceptionally());
            assertThrows(
                    IllegalStateException.class, () -> sad.accept(happy(LEFT, 500, 1000, 0.9)));
            happy.accept(happy(LEFT, 500, 1000, 0.9));
            batch.run();
            assertEquals(2, good.size());
        }
    }

    @Test
    void stepsThatWait_areGivenOut_whereTheModalityFailsAfterThem() {
        AtomicInteger pieces = new AtomicInteger();
        Runnable thirdFails =
                () -> {
                    if (pieces.incrementAndGet() == 3) {
                        throw new IllegalStateException("no more");
                    }
                };
        List<EmotionEstimate> given = new ArrayList<>();
        try (EmotionRecognizer recognizer =
                        EmotionRecognizer.builder()
                                .modality(
                                        new PieceModality(
                                                LEFT, Duration.ofSeconds(1), 0, thirdFails))
                                .build();
                EmotionStream stream = recognizer.openStream(collect(given), together)) {
            stream.accept(happy(LEFT, 0, 500, 0.9));
            stream.accept(happy(LEFT, 500, 1000, 0.9));
            assertEquals(0, stream.statistics().estimates());
            assertThrows(
                    IllegalStateException.class, () -> stream.accept(happy(LEFT, 1000, 1500, 0.9)));
            assertEquals(2, given.size());
            assertEquals(2, stream.statistics().estimates());
        }
    }

    @Test
    void stepsThatWait_areGivenOut_whereTheModalityFailsAtItsEnd() {
        List<EmotionEstimate> given = new ArrayList<>();
        try (EmotionRecognizer recognizer =
                EmotionRecognizer.builder()
                        .modality(new PieceModality(LEFT, Duration.ofSeconds(1), 1, () -> {}))
                        .build()) {
            EmotionStream stream = recognizer.openStream(collect(given), together);
            stream.accept(happy(LEFT, 0, 500, 0.9));
            double impossible = 7; // Told of at the end, since this modality is one piece late.
            stream.accept(happy(LEFT, 500, 1000, impossible));
            assertThrows(IllegalArgumentException.class, stream::close);
            assertEquals(2, given.size());
            assertTrue(stream.done().toCompletableFuture().isCompletedExceptionally());
        }
    }

    @Test
    void listenerOfABatch_isToldInTheOrderOfOneWithout() {
        List<String> alone = new ArrayList<>();
        List<String> batched = new ArrayList<>();
        try (EmotionRecognizer recognizer = Scripted.recognizer(LEFT);
                EmotionStream single = recognizer.openStream(order(alone), ALONE);
                EmotionStream waiting = recognizer.openStream(order(batched), together)) {
            for (int millis = 0; millis < 1000; millis += 250) {
                single.accept(happy(LEFT, millis, millis + 250, 0.9));
                waiting.accept(happy(LEFT, millis, millis + 250, 0.9));
            }
            batch.run();
            assertEquals(alone, batched);
            assertEquals(10, alone.size());
        }
    }

    private static RecognitionListener order(List<String> told) {
        return new RecognitionListener() {
            @Override
            public void onObservation(Observation observation) {
                told.add("observation " + observation.evidence().interval());
            }

            @Override
            public void onReached(ModalityId modality, long nanos) {
                told.add("reached " + nanos);
            }

            @Override
            public void onEstimate(EmotionEstimate estimate) {
                told.add("estimate " + estimate.interval());
            }
        };
    }

    private static RecognitionListener collect(List<EmotionEstimate> into) {
        return estimate -> into.add(estimate);
    }

    /** Joins all steps or none; one that is not happy cannot be joined. */
    private static final class SadIsAFault implements FusionMethod, Fusion {
        @Override
        public Fusion open(ModelLoader models) {
            return this;
        }

        @Override
        public Optional<List<Fusion.Opinion>> steps(List<Step> steps) {
            return Optional.of(steps.stream().map(step -> join(step.evidence())).toList());
        }

        @Override
        public Fusion.Session openSession() {
            return new Fusion.Session() {
                @Override
                public Fusion.Opinion step(TimeInterval step, Map<ModalityId, Evidence> evidence) {
                    return join(evidence);
                }

                @Override
                public void close() {}
            };
        }

        private static Fusion.Opinion join(Map<ModalityId, Evidence> evidence) {
            if (evidence.get(LEFT) instanceof Evidence.Present present
                    && present.probabilities().orElseThrow().top() != Emotion.HAPPINESS) {
                throw new IllegalStateException("Not happy");
            }
            return Fusion.Opinion.none(evidence);
        }

        @Override
        public void close() {}
    }
}
