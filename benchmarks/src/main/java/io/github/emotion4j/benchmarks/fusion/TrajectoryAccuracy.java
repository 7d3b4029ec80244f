package io.github.emotion4j.benchmarks.fusion;

import io.github.emotion4j.core.ComputeDevice;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.core.model.TensorEngine;
import io.github.emotion4j.fusion.FusionNetwork;
import io.github.emotion4j.fusion.train.LabelledSequence;
import io.github.emotion4j.fusion.train.NetworkFile;
import io.github.emotion4j.fusion.train.TrainingSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Trains the shipped network on {@link Trajectories} and measures it on people of whom nothing was
 * learned: accuracy beside the simpler ways, how long a change takes to be found, calibration, and
 * coverage and size of the prediction sets.
 */
final class TrajectoryAccuracy {
    private static final int PARTS = 10;
    private static final int STEPS = 80;
    private static final int USED = 3;

    private TrajectoryAccuracy() {}

    /**
     * Runs the program.
     *
     * @param args the folder with the tables of outputs, and one to work in; the trained network is
     *     then in {@code trajectories-0/net} there
     */
    public static void main(String[] args) throws IOException {
        Path outputs = Path.of(args[0]);
        Trajectories learning = Trajectories.read(outputs, PARTS, 0, 5);
        Trajectories validating = Trajectories.read(outputs, PARTS, 5, 7);
        Trajectories testing = Trajectories.read(outputs, PARTS, 7, 10);
        System.out.printf(
                "learned from %s; validated on %s; tested on %s%n",
                learning.size(), validating.size(), testing.size());
        int count = Integer.getInteger("sequences", 600);
        List<Trajectories.Made> tested = testing.draw(count / 2, STEPS, 0, 3);
        Folds split =
                new Folds(
                        sequences(learning.draw(count, STEPS, 0.15, 1)),
                        sequences(validating.draw(count / 3, STEPS, 0, 2)),
                        sequences(tested));
        NetworkFile network = NetworkFile.shipped("fusion/untrained");
        TrainingSettings settings =
                TrainingSettings.defaults().withEpochs(Integer.getInteger("epochs", 12), 5);
        Study study = new Study(network, settings, Path.of(args[1]), true, 1, 1);
        Comparison comparison = new Comparison(network.labels());
        study.run(split, USED, comparison, "trajectories");
        comparison.print("network");
        ModelLoader loader =
                new ModelLoader(
                        ComputeDevice.cpu(),
                        1,
                        Optional.of(TensorEngine.PYTORCH),
                        Optional.of(Path.of(args[1]).resolve("trajectories-0")));
        try (FusionNetwork net = FusionNetwork.load(loader, "net")) {
            for (int pattern = 1; pattern < 1 << USED; pattern++) {
                describe(net, tested, pattern);
            }
        }
    }

    private static List<LabelledSequence> sequences(List<Trajectories.Made> made) {
        return made.stream().map(Trajectories.Made::sequence).toList();
    }

    /** Delay of changes, coverage and size of sets, where the modalities of a pattern are kept. */
    private static void describe(FusionNetwork net, List<Trajectories.Made> tested, int pattern) {
        List<LabelledSequence> kept = tested.stream().map(m -> m.sequence().keep(pattern)).toList();
        double[][][] p = Study.probabilities(net, kept);
        int covered = 0;
        int size = 0;
        int steps = 0;
        List<Double> delays = new ArrayList<>();
        for (int i = 0; i < kept.size(); i++) {
            LabelledSequence sequence = kept.get(i);
            int slots = net.slots().size();
            int classes = net.labels().size();
            int[] truth = new int[STEPS];
            for (int t = 0; t < STEPS; t++) {
                for (int c = 0; c < classes; c++) {
                    truth[t] = sequence.targets()[t * classes + c] > 0 ? c : truth[t];
                }
                float[] present =
                        Arrays.copyOfRange(sequence.present(), t * slots, (t + 1) * slots);
                double threshold = net.setThreshold(present);
                double top = Arrays.stream(p[i][t]).max().orElseThrow();
                boolean any = false;
                for (float there : present) {
                    any |= there > 0;
                }
                if (any) {
                    steps++;
                    double own = p[i][t][truth[t]];
                    covered += own >= threshold || own == top ? 1 : 0;
                    size +=
                            (int)
                                    Arrays.stream(p[i][t])
                                            .filter(v -> v >= threshold || v == top)
                                            .count();
                }
            }
            for (double change : tested.get(i).changes()) {
                int first = (int) Math.floor(change / Trajectories.STEP_SECONDS);
                double delay = Double.POSITIVE_INFINITY;
                for (int t = first; t < STEPS && truth[t] == truth[first]; t++) {
                    if (top(p[i][t]) == truth[t]) {
                        delay = (t + 1) * Trajectories.STEP_SECONDS - change;
                        break;
                    }
                }
                delays.add(delay);
            }
        }
        delays.sort(null);
        System.out.printf(
                Locale.ROOT,
                "slots %s: changes found after a median of %.2f s, %.0f %% of %d found before the"
                        + " next; 90 %% sets cover %.3f with %.2f classes%n",
                Integer.toBinaryString(pattern),
                delays.get(delays.size() / 2),
                100.0 * delays.stream().filter(d -> !d.isInfinite()).count() / delays.size(),
                delays.size(),
                (double) covered / steps,
                (double) size / steps);
    }

    private static int top(double[] p) {
        int top = 0;
        for (int c = 1; c < p.length; c++) {
            top = p[c] > p[top] ? c : top;
        }
        return top;
    }
}
