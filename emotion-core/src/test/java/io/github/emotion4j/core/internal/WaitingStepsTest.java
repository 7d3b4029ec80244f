package io.github.emotion4j.core.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.spi.Fusion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class WaitingStepsTest {
    private static final TimeInterval STEP = new TimeInterval(0, 500_000_000L);

    /** The fusion advanced all of them together, so none may be stepped again. */
    @Test
    void aSinkThatThrows_failsItsStreamAlone_andEachSessionIsSteppedOnce() {
        Counting fusion = new Counting();
        DecidingFusion deciding =
                new DecidingFusion(
                        fusion, new DecisionRule(Map.of(), OptionalDouble.empty()), estimate -> {});
        WaitingSteps batch = new WaitingSteps();
        List<List<EmotionEstimate>> given = new ArrayList<>();
        List<Integer> failed = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int stream = i;
            List<EmotionEstimate> own = new ArrayList<>();
            given.add(own);
            deciding.openSession(batch, () -> {}, cause -> failed.add(stream))
                    .step(
                            STEP,
                            Map.of(),
                            estimate -> {
                                if (stream == 1) {
                                    throw new IllegalStateException("no room");
                                }
                                own.add(estimate);
                            });
        }
        assertEquals(3, batch.run());
        assertEquals(List.of(1), failed);
        assertEquals(List.of(1, 0, 1), given.stream().map(List::size).toList());
        assertEquals(List.of(1, 1, 1), fusion.sessions.stream().map(s -> s.steps).toList());
    }

    @Test
    void anErrorOfAllTogether_hasEachGoAlone() {
        Counting fusion =
                new Counting() {
                    @Override
                    public Optional<List<Fusion.Opinion>> steps(List<Step> steps) {
                        throw new OutOfMemoryError("for so many");
                    }
                };
        DecidingFusion deciding =
                new DecidingFusion(
                        fusion, new DecisionRule(Map.of(), OptionalDouble.empty()), estimate -> {});
        WaitingSteps batch = new WaitingSteps();
        List<EmotionEstimate> given = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            deciding.openSession(batch, () -> {}, cause -> {}).step(STEP, Map.of(), given::add);
        }
        assertEquals(2, batch.run());
        assertEquals(2, given.size());
    }

    @Test
    void whateverAListenerThrows_theOthersHaveTheirResults() {
        DecidingFusion deciding =
                new DecidingFusion(
                        new Counting(),
                        new DecisionRule(Map.of(), OptionalDouble.empty()),
                        estimate -> {});
        WaitingSteps batch = new WaitingSteps();
        List<Integer> delivered = new ArrayList<>();
        AssertionError shared = new AssertionError("the listener's");
        for (int i = 0; i < 4; i++) {
            int stream = i;
            deciding.openSession(
                            batch,
                            () -> {
                                delivered.add(stream);
                                if (stream < 2) {
                                    throw shared;
                                }
                            },
                            cause -> {})
                    .step(STEP, Map.of(), estimate -> {});
        }
        assertSame(shared, assertThrows(AssertionError.class, batch::run));
        assertEquals(List.of(0, 1, 2, 3), delivered);
    }

    @Test
    void stepsOfASessionThatIsClosed_areForgotten() {
        Counting fusion = new Counting();
        DecidingFusion deciding =
                new DecidingFusion(
                        fusion, new DecisionRule(Map.of(), OptionalDouble.empty()), estimate -> {});
        WaitingSteps batch = new WaitingSteps();
        DecidingFusion.Session session = deciding.openSession(batch, () -> {}, cause -> {});
        session.step(STEP, Map.of(), estimate -> {});
        session.close();
        assertEquals(0, batch.run());
        assertEquals(0, fusion.sessions.get(0).steps);
    }

    private static class Counting implements Fusion {
        private final List<CountingSession> sessions = new ArrayList<>();

        @Override
        public Fusion.Session openSession() {
            CountingSession session = new CountingSession();
            sessions.add(session);
            return session;
        }

        @Override
        public Optional<List<Fusion.Opinion>> steps(List<Step> steps) {
            return Optional.of(
                    steps.stream()
                            .map(step -> step.session().step(step.interval(), step.evidence()))
                            .toList());
        }

        @Override
        public void close() {}
    }

    private static final class CountingSession implements Fusion.Session {
        private int steps;

        @Override
        public Fusion.Opinion step(TimeInterval step, Map<ModalityId, Evidence> evidence) {
            steps++;
            return Fusion.Opinion.none(evidence);
        }

        @Override
        public void close() {}
    }
}
