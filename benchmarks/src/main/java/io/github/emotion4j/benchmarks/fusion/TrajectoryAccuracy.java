package io.github.emotion4j.benchmarks.fusion;

import io.github.emotion4j.benchmarks.fusion.Trajectories.Made;
import io.github.emotion4j.benchmarks.fusion.Trajectories.Variety;
import io.github.emotion4j.core.ComputeDevice;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.core.model.TensorEngine;
import io.github.emotion4j.fusion.internal.EvidenceVector;
import io.github.emotion4j.fusion.internal.FusionNetwork;
import io.github.emotion4j.fusion.internal.LstmState;
import io.github.emotion4j.fusion.train.LabelledSequence;
import io.github.emotion4j.fusion.train.NetworkFile;
import io.github.emotion4j.fusion.train.TrainingSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Trains the shipped network on {@link Trajectories} and measures it on people of whom nothing was
 * learned: accuracy beside the simpler ways, one of which is the same network without its LSTM (an
 * explicit filter of a dozen numbers), how long a change takes to be found, calibration, and
 * coverage and size of the prediction sets. Classes are about equally frequent.
 */
final class TrajectoryAccuracy {
    private static final int PARTS = 10;
    private static final int STEPS = 80;
    private static final int USED = 3;
    private static final int VALIDATED = 300;
    private static final int TESTED = 300;

    private final Path outputs;
    private final Study study;
    private final Study filter;
    private final NetworkFile network = NetworkFile.shipped("fusion/untrained");

    private TrajectoryAccuracy(Path outputs, Path work) {
        this.outputs = outputs;
        TrainingSettings settings =
                TrainingSettings.builder()
                        .epochs(Integer.getInteger("epochs", 5))
                        .patience(3)
                        .batchSize(32)
                        .learningRate(0.002)
                        .weightDecay(Double.parseDouble(System.getProperty("decay", "1")))
                        .build();
        this.filter =
                new Study(
                        NetworkFile.shipped("fusion-filter"),
                        settings.toBuilder()
                                .batchSize(32)
                                .learningRate(0.02)
                                .weightDecay(0)
                                .build(),
                        work,
                        Study.Rows.OPINIONS,
                        1,
                        1);
        this.study = new Study(network, settings, work, Study.Rows.OPINIONS, 1, 1);
    }

    /**
     * Runs the program.
     *
     * @param args the folder with the tables of outputs, and one to work in; the network to ship is
     *     then in {@code network-0/net} there
     */
    public static void main(String[] args) throws IOException {
        new TrajectoryAccuracy(Path.of(args[0]), Path.of(args[1])).run();
    }

    private void run() throws IOException {
        Trajectories learning = Trajectories.read(outputs, PARTS, 0, 5);
        Trajectories validating = Trajectories.read(outputs, PARTS, 5, 7);
        Trajectories testing = Trajectories.read(outputs, PARTS, 7, 10);
        System.out.printf(
                Locale.ROOT,
                "learned from %s; validated on %s; tested on %s%n",
                learning.size(),
                validating.size(),
                testing.size());
        int count = Integer.getInteger("sequences", 4800);
        List<Made> tested = testing.draw(TESTED, STEPS, Variety.TESTING, 3);
        Folds split =
                new Folds(
                        sequences(learning.draw(count, STEPS, Variety.LEARNING, 1)),
                        sequences(validating.draw(VALIDATED, STEPS, Variety.CALIBRATING, 2)),
                        sequences(tested));
        Comparison comparison = new Comparison(network.labels());
        filter.train(split, "filter");
        filter.report("explicit filter", split.test(), USED, comparison, "filter");
        study.run(split, USED, comparison, "network");
        comparison.print("network");
        describe(filter.folder("filter", 0).getParent(), tested);
        describe(study.folder("network", 0).getParent(), tested);
    }

    private static void describe(Path folder, List<Made> tested) {
        ModelLoader loader =
                new ModelLoader(
                        ComputeDevice.cpu(),
                        1,
                        Optional.of(TensorEngine.PYTORCH),
                        Optional.of(folder));
        try (FusionNetwork net = FusionNetwork.load(loader, "net")) {
            for (int pattern = 1; pattern < 1 << USED; pattern++) {
                describe(net, tested, pattern);
            }
        }
    }

    private static List<LabelledSequence> sequences(List<Made> made) {
        return made.stream().map(Made::sequence).toList();
    }

    /** Delay of changes, coverage and size of sets, where the modalities of a pattern are kept. */
    private static void describe(FusionNetwork net, List<Made> tested, int pattern) {
        List<LabelledSequence> kept = tested.stream().map(m -> m.sequence().keep(pattern)).toList();
        int count = kept.size();
        int[][] said = new int[count][STEPS];
        int[][] truth = new int[count][STEPS];
        int covered = 0;
        int size = 0;
        int steps = 0;
        List<LstmState> states = Collections.nCopies(count, net.start());
        for (int t = 0; t < STEPS; t++) {
            float[] values = step(kept, LabelledSequence::values, t);
            float[] present = step(kept, LabelledSequence::present, t);
            float[] targets = step(kept, LabelledSequence::targets, t);
            EvidenceVector.join(values, present, net.slots().size());
            FusionNetwork.Steps now = net.run(values, present, states);
            states = now.states();
            for (int i = 0; i < count; i++) {
                double[] p = now.probabilities()[i][0];
                said[i][t] = top(p);
                for (int c = 0; c < p.length; c++) {
                    truth[i][t] = targets[i * p.length + c] > 0 ? c : truth[i][t];
                }
                boolean any = false;
                for (int slot = 0; slot < net.slots().size(); slot++) {
                    any |= present[i * net.slots().size() + slot] > 0;
                }
                if (any) {
                    double least = Math.min(net.setThreshold(states.get(i)), p[said[i][t]]);
                    steps++;
                    covered += p[truth[i][t]] >= least ? 1 : 0;
                    size += (int) Arrays.stream(p).filter(v -> v >= least).count();
                }
            }
        }
        List<Double> delays = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            for (double change : tested.get(i).changes()) {
                int first = (int) Math.floor(change / Trajectories.STEP_SECONDS);
                double delay = Double.POSITIVE_INFINITY;
                for (int t = first; t < STEPS && truth[i][t] == truth[i][first]; t++) {
                    if (said[i][t] == truth[i][t]) {
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

    /** One step of all sequences. */
    private static float[] step(
            List<LabelledSequence> sequences, Function<LabelledSequence, float[]> part, int t) {
        int row = part.apply(sequences.get(0)).length / STEPS;
        float[] step = new float[sequences.size() * row];
        for (int i = 0; i < sequences.size(); i++) {
            System.arraycopy(part.apply(sequences.get(i)), t * row, step, i * row, row);
        }
        return step;
    }

    private static int top(double[] p) {
        int top = 0;
        for (int c = 1; c < p.length; c++) {
            top = p[c] > p[top] ? c : top;
        }
        return top;
    }
}
