package io.github.emotion4j.fusion.internal;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Joins the steps that several streams ask for at the same time into one forward: while one is
 * under way, those that come wait and then go together. A lone caller does not wait. Thread-safe.
 */
final class CombinedSteps {
    /**
     * Rows of a forward at most; what waits beyond goes into the next, since more make none
     * cheaper.
     */
    static final int MAX_ROWS = 1024;

    /** Runs one step of a batch of rows. */
    interface Forward {
        FusionNetwork.Steps run(float[] values, float[] present, List<LstmState> states);
    }

    private static final class Request {
        final float[] values;
        final float[] present;
        final List<LstmState> states;
        FusionNetwork.@Nullable Steps steps;
        @Nullable Throwable failure;

        Request(float[] values, float[] present, List<LstmState> states) {
            this.values = values;
            this.present = present;
            this.states = states;
        }
    }

    private final Forward forward;
    private final ConcurrentLinkedQueue<Request> waiting = new ConcurrentLinkedQueue<>();
    private final ReentrantLock turn = new ReentrantLock();

    CombinedSteps(Forward forward) {
        this.forward = forward;
    }

    /** One step of the rows of one caller; see {@link FusionNetwork#run}. */
    FusionNetwork.Steps run(float[] values, float[] present, List<LstmState> states) {
        Request mine = new Request(values, present, states);
        waiting.add(mine);
        turn.lock();
        try {
            // Whoever takes a request from the queue answers it before the lock is free again.
            while (mine.steps == null && mine.failure == null) {
                runWaiting();
            }
        } finally {
            turn.unlock();
        }
        Throwable failure = mine.failure;
        if (failure instanceof RuntimeException e) {
            throw e;
        } else if (failure instanceof Error e) {
            throw e;
        }
        return Objects.requireNonNull(mine.steps);
    }

    /** How many callers wait for the next forward. */
    int waiting() {
        return waiting.size();
    }

    private void runWaiting() {
        List<Request> together = new ArrayList<>();
        int rows = 0;
        Request next = waiting.peek();
        while (next != null && (rows == 0 || rows + next.states.size() <= MAX_ROWS)) {
            together.add(next);
            rows += next.states.size();
            waiting.remove();
            next = waiting.peek();
        }
        try {
            share(
                    forward.run(
                            joined(together, r -> r.values),
                            joined(together, r -> r.present),
                            states(together)),
                    together);
        } catch (RuntimeException | Error e) {
            // One caller's fault must not fail the others: each on its own. Whatever happens, each
            // has an answer, else its thread would ask for ever.
            for (Request request : together) {
                request.failure = e;
            }
            for (Request request : together) {
                runAlone(request);
            }
        }
    }

    private void runAlone(Request request) {
        try {
            request.steps = forward.run(request.values, request.present, request.states);
            request.failure = null;
        } catch (RuntimeException | Error e) {
            request.failure = e;
        }
    }

    private static void share(FusionNetwork.Steps steps, List<Request> together) {
        int from = 0;
        for (Request request : together) {
            int to = from + request.states.size();
            request.steps =
                    new FusionNetwork.Steps(
                            Arrays.copyOfRange(steps.probabilities(), from, to),
                            steps.states().subList(from, to));
            from = to;
        }
    }

    private static List<LstmState> states(List<Request> together) {
        return together.stream().flatMap(r -> r.states.stream()).toList();
    }

    private static float[] joined(List<Request> together, Function<Request, float[]> part) {
        int length = together.stream().mapToInt(r -> part.apply(r).length).sum();
        FloatBuffer all = FloatBuffer.allocate(length);
        together.forEach(r -> all.put(part.apply(r)));
        return all.array();
    }
}
