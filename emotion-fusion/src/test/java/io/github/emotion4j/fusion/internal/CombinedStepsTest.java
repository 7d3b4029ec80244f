package io.github.emotion4j.fusion.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class CombinedStepsTest {
    private static final int STREAMS = 8;

    private final ExecutorService threads = Executors.newFixedThreadPool(STREAMS + 1);
    private final List<Integer> batches = new ArrayList<>();
    private final CountDownLatch firstRuns = new CountDownLatch(1);
    private final CountDownLatch othersWait = new CountDownLatch(1);
    private final CombinedSteps steps = new CombinedSteps(this::forward);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    /** Says its input; holds the first batch until told to go on. */
    private FusionNetwork.Steps forward(float[] values, float[] present, List<LstmState> states) {
        batches.add(states.size());
        if (batches.size() == 1) {
            firstRuns.countDown();
            await(othersWait);
        }
        double[][][] said = new double[states.size()][1][];
        for (int i = 0; i < said.length; i++) {
            if (Float.isNaN(values[i])) {
                throw new IllegalArgumentException("row " + i + " is broken");
            }
            if (Float.isInfinite(values[i])) {
                throw new OutOfMemoryError("row " + i + " is too large");
            }
            said[i][0] = new double[] {values[i], present[i]};
        }
        return new FusionNetwork.Steps(said, states);
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody came");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static LstmState state(float mark) {
        float[] rest = new float[1];
        return new LstmState(new float[] {mark}, rest, rest, rest, rest);
    }

    /** One stream under way, then others with two rows each, the last of them as given. */
    private List<Future<FusionNetwork.Steps>> runAll(float last) throws InterruptedException {
        List<Future<FusionNetwork.Steps>> all = new ArrayList<>();
        all.add(threads.submit(() -> step(0, 0)));
        await(firstRuns);
        for (int i = 1; i < STREAMS; i++) {
            float first = i;
            float second = i == STREAMS - 1 ? last : 10 * i;
            all.add(threads.submit(() -> step(first, second)));
        }
        while (steps.waiting() < STREAMS - 1) {
            Thread.sleep(1);
        }
        othersWait.countDown();
        return all;
    }

    private FusionNetwork.Steps step(float first, float second) {
        return steps.run(
                new float[] {first, second},
                new float[] {1, 0},
                List.of(state(first), state(second)));
    }

    @Test
    void stepsAskedForTogether_shareOneForward_andEachGetsItsOwn() throws Exception {
        List<Future<FusionNetwork.Steps>> all = runAll(70);

        for (int i = 1; i < STREAMS; i++) {
            FusionNetwork.Steps own = all.get(i).get();
            assertEquals(2, own.states().size());
            assertArrayEquals(new double[] {i, 1}, own.probabilities()[0][0]);
            assertArrayEquals(new double[] {10 * i, 0}, own.probabilities()[1][0]);
            assertEquals(10 * i, own.states().get(1).hidden()[0]);
        }
        assertEquals(List.of(2, 2 * (STREAMS - 1)), batches);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
    void aBrokenStep_failsForItsCallerAlone(float broken) throws Exception {
        List<Future<FusionNetwork.Steps>> all = runAll(broken);

        for (int i = 1; i < STREAMS - 1; i++) {
            assertArrayEquals(new double[] {i, 1}, all.get(i).get().probabilities()[0][0]);
        }
        ExecutionException e =
                assertThrows(ExecutionException.class, () -> all.get(STREAMS - 1).get());
        assertEquals(
                Float.isNaN(broken) ? IllegalArgumentException.class : OutOfMemoryError.class,
                e.getCause().getClass());
    }
}
