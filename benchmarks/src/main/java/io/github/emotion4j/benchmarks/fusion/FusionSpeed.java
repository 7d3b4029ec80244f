package io.github.emotion4j.benchmarks.fusion;

import io.github.emotion4j.core.ComputeDevice;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.core.model.TensorEngine;
import io.github.emotion4j.fusion.internal.FusionNetwork;
import io.github.emotion4j.fusion.internal.LstmState;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a step of the fusion network costs, in microseconds of the calling thread's processor time:
 * a stream with one, two and three modalities is 2, 4 and 8 rows (one for each subset of
 * modalities), and many streams of a tick could share a forward.
 */
final class FusionSpeed {
    private static final int WARM = 300;
    private static final int STEPS = 2000;

    private FusionSpeed() {}

    /** Runs the program. */
    public static void main(String[] args) {
        for (TensorEngine engine : TensorEngine.values()) {
            ModelLoader loader =
                    new ModelLoader(ComputeDevice.cpu(), 1, Optional.of(engine), Optional.empty());
            try (FusionNetwork net = FusionNetwork.load(loader, "fusion")) {
                for (int rows : new int[] {1, 2, 4, 8, 64, 256}) {
                    System.out.printf(
                            Locale.ROOT,
                            "%-12s %4d rows: %7.0f us a step%n",
                            engine,
                            rows,
                            micros(net, rows));
                }
            }
        }
    }

    private static double micros(FusionNetwork net, int rows) {
        float[] values = new float[rows * net.slots().size() * net.width()];
        Arrays.fill(values, 0.1f);
        float[] present = new float[rows * net.slots().size()];
        Arrays.fill(present, 1);
        List<LstmState> states = Collections.nCopies(rows, net.start());
        for (int i = 0; i < WARM; i++) {
            states = net.run(values, present, states).states();
        }
        var threads = ManagementFactory.getThreadMXBean();
        int steps = Math.max(100, STEPS / rows);
        long before = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < steps; i++) {
            states = net.run(values, present, states).states();
        }
        return (threads.getCurrentThreadCpuTime() - before) / 1e3 / steps;
    }
}
