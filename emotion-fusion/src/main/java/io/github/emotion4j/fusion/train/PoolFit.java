package io.github.emotion4j.fusion.train;

import io.github.emotion4j.fusion.internal.SoftmaxRegression;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Alternatives to the plain product at which training can begin: the logistic regression of each
 * set of modalities, two at least. The network has linear maps for each set, so that it says the
 * same as those regressions.
 */
final class PoolFit {
    /** Fewer rows do not determine a regression of the slots' numbers. */
    private static final int FEWEST_ROWS = 30;

    /** Keeps the fit within seconds; more rows change little. */
    private static final int MAX_ROWS = 20_000;

    private final TrainableNetwork net;
    private final List<LabelledSequence> training;
    private final int slots;
    private final int width;
    private final int classes;

    PoolFit(TrainableNetwork net, NetworkFile file, List<LabelledSequence> training) {
        this.net = net;
        this.training = training;
        this.slots = file.slots().size();
        this.width = file.width();
        this.classes = file.labels().size();
    }

    /** Changes the weights of an untrained network, whose gates are all open. */
    void fit(double penalty, float[][] weights) {
        Arrays.fill(weights[net.index("power")], 0);
        float[] apart = weights[net.index("apart")];
        float[] apartPrior = weights[net.index("apart_prior")];
        for (int pattern = 1; pattern < 1 << slots; pattern++) {
            if (Integer.bitCount(pattern) < 2) {
                continue;
            }
            List<float[]> rows = new ArrayList<>();
            List<float[]> targets = new ArrayList<>();
            collect(pattern, rows, targets);
            if (rows.size() < FEWEST_ROWS) {
                continue;
            }
            double[][] fitted = SoftmaxRegression.fit(rows, targets, penalty).weights();
            int from = 0;
            for (int slot = 0; slot < slots; slot++) {
                for (int j = 0; (pattern >> slot & 1) == 1 && j < width * classes; j++) {
                    int own = slot * width * classes + j;
                    apart[pattern * slots * width * classes + own] =
                            (float) fitted[from + j / classes][j % classes];
                }
                from += (pattern >> slot & 1) * width;
            }
            for (int c = 0; c < classes; c++) {
                apartPrior[pattern * classes + c] = (float) fitted[from][c];
            }
        }
    }

    /** The labelled steps in which all slots of a pattern are present, evenly over the whole. */
    private void collect(int pattern, List<float[]> rows, List<float[]> targets) {
        int steps = training.stream().mapToInt(LabelledSequence::steps).sum();
        int every = Math.max(1, steps / MAX_ROWS);
        int index = 0;
        for (LabelledSequence sequence : training) {
            for (int t = 0; t < sequence.steps(); t++) {
                float[] target =
                        Arrays.copyOfRange(sequence.targets(), t * classes, (t + 1) * classes);
                boolean counts = index++ % every == 0 && target[Calibration.top(target)] > 0;
                float[] row = new float[Integer.bitCount(pattern) * width];
                int from = 0;
                for (int slot = 0; slot < slots; slot++) {
                    if ((pattern >> slot & 1) == 1) {
                        int at = t * slots + slot;
                        counts &= sequence.present()[at] > 0;
                        System.arraycopy(sequence.values(), at * width, row, from, width);
                        from += width;
                    }
                }
                if (counts) {
                    rows.add(row);
                    targets.add(target);
                }
            }
        }
    }
}
