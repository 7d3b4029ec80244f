package io.github.emotion4j.physio.internal.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.emotion4j.core.ComputeDevice;
import io.github.emotion4j.core.internal.model.TensorModel;
import io.github.emotion4j.core.model.ModelLoader;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StressNetworkTest {
    private static StressInput input(boolean... present) {
        int n = StressInput.COUNT;
        double[] features = new double[n];
        Arrays.setAll(features, i -> 1 + 0.1 * i);
        double[] references = new double[RunningReference.COUNT * n];
        for (int i = 0; i < n; i++) {
            references[i] = features[i] + 0.3 * Math.sin(i);
            references[n + i] = features[i] + 0.3 * Math.sin(i + 1);
            references[2 * n + i] = 0.5 + 0.01 * i;
        }
        return new StressInput(
                60,
                features,
                references,
                present,
                1,
                1,
                new StressInput.Heart("", 0, 0),
                List.of(),
                List.of());
    }

    /** The shipped weights on the same numbers in Python (onnxruntime). */
    @Test
    void run_anySubset_isWhatPythonSays() {
        ModelLoader loader =
                new ModelLoader(ComputeDevice.cpu(), 1, Optional.empty(), Optional.empty());
        try (StressNetwork network =
                new StressNetwork(TensorModel.load(loader, "physio-stress"), 0.5)) {
            assertEquals(0.5730653, network.run(input(true, true, true, true)).stress(), 1e-5);
            assertEquals(0.5194480, network.run(input(true, false, false, false)).stress(), 1e-5);
            assertEquals(0.5688546, network.run(input(false, true, false, false)).stress(), 1e-5);
            assertEquals(0.4999214, network.run(input(false, false, false, true)).stress(), 1e-5);

            // R peaks have no wave: they are judged by their rate, as a device's would be.
            StressInput beats = input(true, false, false, false);
            Arrays.fill(
                    beats.features(), PulseFeatures.SHAPE, PulseFeatures.NAMES.size(), Double.NaN);
            int rate = StressInput.first(3);
            double away = beats.features()[rate] - beats.features()[0];
            for (int row = 0; row < 2; row++) {
                beats.references()[row * StressInput.COUNT] =
                        beats.references()[row * StressInput.COUNT + rate] - away;
            }
            beats.references()[2 * StressInput.COUNT] =
                    beats.references()[2 * StressInput.COUNT + rate];
            assertEquals(0.4999214, network.run(beats).stress(), 1e-5);
        }
    }
}
