package io.github.emotion4j.core.internal;

import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.StepBatch;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.internal.io.Resources;
import io.github.emotion4j.core.spi.Fusion;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The steps that wait for {@link #run()}. Its lock is taken within that of a grid, never around.
 */
public final class WaitingSteps implements StepBatch {
    /** A step of one session. */
    private record Waiting(
            DecidingFusion.Session session,
            TimeInterval interval,
            Map<ModalityId, Evidence> evidence,
            Consumer<EmotionEstimate> sink) {}

    /** What a stream wants to know. */
    interface Owner {
        /** Delivers the results that its sink has received. */
        void deliver();

        /** The fusion has failed. */
        void fail(Throwable cause);
    }

    private final Map<DecidingFusion.Session, Deque<Waiting>> waiting = new LinkedHashMap<>();
    private final Set<DecidingFusion.Session> undelivered = new LinkedHashSet<>();

    synchronized void add(
            DecidingFusion.Session session,
            TimeInterval interval,
            Map<ModalityId, Evidence> evidence,
            Consumer<EmotionEstimate> sink) {
        waiting.computeIfAbsent(session, s -> new ArrayDeque<>())
                .add(new Waiting(session, interval, evidence, sink));
    }

    /** Forgets the steps of a session that is closed. */
    synchronized void remove(DecidingFusion.Session session) {
        waiting.remove(session);
    }

    @Override
    public int run() {
        int steps;
        List<DecidingFusion.Session> done;
        synchronized (this) {
            steps = join();
            done = new ArrayList<>(undelivered);
            undelivered.clear();
        }
        // All are delivered even if one throws, the last one added first.
        Resources deliveries = new Resources();
        Collections.reverse(done);
        done.forEach(session -> deliveries.<AutoCloseable>add(session.owner()::deliver));
        deliveries.close();
        return steps;
    }

    /** Joins all that waits, the first step of each stream, then the second, and so on. */
    synchronized int join() {
        int steps = 0;
        while (!waiting.isEmpty()) {
            Map<Fusion, List<Waiting>> round = new LinkedHashMap<>();
            for (Deque<Waiting> one : waiting.values()) {
                Waiting next = one.removeFirst();
                round.computeIfAbsent(next.session().method(), m -> new ArrayList<>()).add(next);
            }
            waiting.values().removeIf(Deque::isEmpty);
            for (Map.Entry<Fusion, List<Waiting>> group : round.entrySet()) {
                steps += group.getValue().size();
                join(group.getKey(), group.getValue());
            }
        }
        return steps;
    }

    private void join(Fusion method, List<Waiting> steps) {
        Optional<List<Fusion.Opinion>> said = together(method, steps);
        for (int i = 0; i < steps.size(); i++) {
            Waiting step = steps.get(i);
            try {
                give(
                        step,
                        said.isPresent()
                                ? said.get().get(i)
                                : step.session().fusion().step(step.interval(), step.evidence()));
            } catch (RuntimeException | Error e) {
                waiting.remove(step.session());
                step.session().owner().fail(e);
                undelivered.add(step.session());
            }
        }
    }

    /** Nothing if it fails; no session has advanced then, and each goes alone to find the fault. */
    private static Optional<List<Fusion.Opinion>> together(Fusion method, List<Waiting> steps) {
        try {
            return method.steps(
                    steps.stream()
                            .map(
                                    s ->
                                            new Fusion.Step(
                                                    s.session().fusion(),
                                                    s.interval(),
                                                    s.evidence()))
                            .toList());
        } catch (RuntimeException | Error e) {
            // Also what a large batch lacks memory for may be there for each of its steps.
            return Optional.empty();
        }
    }

    private void give(Waiting step, Fusion.Opinion said) {
        step.sink().accept(step.session().decide(step.interval(), said));
        undelivered.add(step.session());
    }
}
