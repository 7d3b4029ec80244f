package io.github.emotion4j.fusion.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.emotion4j.core.ComputeDevice;
import io.github.emotion4j.core.internal.model.TensorModel;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.core.model.TensorEngine;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The shipped network's files. */
class FusionNetworkTest {
    private static final int PERSONS = 3;
    private static final int STEPS = 15;

    @Test
    void bothEngines_giveTheSameNumbersStepByStep() {
        FusionNetwork.Steps torch = run(TensorEngine.PYTORCH);
        FusionNetwork.Steps onnx = run(TensorEngine.ONNX_RUNTIME);
        for (int i = 0; i < PERSONS; i++) {
            for (int t = 0; t < STEPS; t++) {
                assertArrayEquals(
                        torch.probabilities()[i][t],
                        onnx.probabilities()[i][t],
                        1e-5,
                        "person " + i + " step " + t);
            }
            LstmState one = torch.states().get(i);
            LstmState other = onnx.states().get(i);
            assertArrayEquals(one.hidden(), other.hidden(), 1e-4f);
            assertArrayEquals(one.cell(), other.cell(), 1e-4f);
            assertArrayEquals(one.recent(), other.recent(), 1e-4f);
            assertArrayEquals(one.opinion(), other.opinion(), 1e-4f);
            assertArrayEquals(one.unheard(), other.unheard());
        }
    }

    /** Random rows, some absent, more steps than attention looks back to. */
    private static FusionNetwork.Steps run(TensorEngine engine) {
        try (FusionNetwork network = FusionNetwork.load(loader(engine), "fusion")) {
            Random random = new Random(1);
            float[] present = new float[PERSONS * STEPS * network.slots().size()];
            float[] values = new float[present.length * network.width()];
            for (int i = 0; i < present.length; i++) {
                present[i] = random.nextInt(3) > 0 ? 1 : 0;
            }
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
            }
            return network.run(values, present, Collections.nCopies(PERSONS, network.start()));
        }
    }

    @Test
    void setThreshold_isThatOfThePatternThatIsPresentAndWasHeard() {
        ModelLoader loader = loader(TensorEngine.PYTORCH);
        try (FusionNetwork network = FusionNetwork.load(loader, "fusion");
                TensorModel model = TensorModel.load(loader, "fusion")) {
            double[] thresholds = model.description().numbers("calibration.thresholds");
            List<LstmState> states = List.of(network.start());
            int slots = network.slots().size();
            float[] values = new float[slots * network.width()];
            // The face speaks once, then the voice: bits 0-3 say who is there, 4-7 who was heard.
            float[] present = new float[slots];
            present[0] = 1;
            states = network.run(values, present, states).states();
            assertEquals(thresholds[0b0001_0001], network.setThreshold(states.get(0)));
            Arrays.fill(present, 0);
            present[1] = 1;
            states = network.run(values, present, states).states();
            assertEquals(thresholds[0b0011_0010], network.setThreshold(states.get(0)));
            for (int t = 0; t < 12; t++) {
                states = network.run(values, present, states).states();
            }
            assertEquals(thresholds[0b0010_0010], network.setThreshold(states.get(0)));
        }
    }

    private static ModelLoader loader(TensorEngine engine) {
        return new ModelLoader(ComputeDevice.cpu(), 1, Optional.of(engine), Optional.empty());
    }
}
