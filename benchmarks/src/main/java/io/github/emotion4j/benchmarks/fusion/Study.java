package io.github.emotion4j.benchmarks.fusion;

import io.github.emotion4j.core.ComputeDevice;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.core.model.TensorEngine;
import io.github.emotion4j.fusion.internal.EvidenceVector;
import io.github.emotion4j.fusion.internal.FusionNetwork;
import io.github.emotion4j.fusion.internal.LstmState;
import io.github.emotion4j.fusion.internal.SoftmaxRegression;
import io.github.emotion4j.fusion.train.FusionTrainer;
import io.github.emotion4j.fusion.train.LabelledSequence;
import io.github.emotion4j.fusion.train.NetworkFile;
import io.github.emotion4j.fusion.train.TrainingSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * The network and the simpler ways, each trained and tested on the same persons.
 *
 * <p>Where rows are not calibrated opinions, each modality alone first gets a logistic regression
 * of its own, whose log-probabilities go before the row (stacking, Wolpert 1992,
 * doi:10.1016/S0893-6080(05)80023-1): those of learners by folds, of persons not fitted to.
 */
final class Study {
    private static final int MAX_ROWS = 8000;
    private static final int INNER_FOLDS = 4;

    private final NetworkFile network;
    private final TrainingSettings settings;
    private final Path work;
    private final Rows kind;
    private final double penalty;
    private final int networks;
    private final int slots;
    private final int width;
    private final int classes;

    /** What a row of a modality is. */
    enum Rows {
        /** The network's own evidence rows, whose probabilities are calibrated. */
        OPINIONS,
        /** Evidence rows whose probabilities are to be learned from. */
        OPINIONS_TO_LEARN,
        /** Features. */
        FEATURES
    }

    /**
     * Names what is compared.
     *
     * @param kind what rows are
     * @param penalty the logistic regressions' penalty
     * @param networks how many networks, of other seeds and validated on other people, are averaged
     */
    Study(
            NetworkFile network,
            TrainingSettings settings,
            Path work,
            Rows kind,
            double penalty,
            int networks) {
        this.network = network;
        this.settings = settings;
        this.work = work;
        this.kind = kind;
        this.penalty = penalty;
        this.networks = networks;
        this.slots = network.slots().size();
        this.classes = network.labels().size();
        this.width = kind == Rows.OPINIONS ? network.width() : network.width() - classes - 1;
    }

    /** Trains the networks, and adds what each way says of the test sequences of one split. */
    void run(Folds split, int used, Comparison comparison, String name) {
        Folds stacked = kind == Rows.OPINIONS ? split : stacked(split, used);
        train(stacked, name);
        baselines(split, used, comparison);
        report("network", stacked.test(), used, comparison, name);
    }

    /** Trains the networks of a split whose rows are the network's. */
    void train(Folds split, String name) {
        for (int i = 0; i < networks; i++) {
            Path folder = folder(name, i);
            FusionTrainer.Listener listener =
                    System.getProperty("quiet") == null
                            ? FusionTrainer.Listener.printing(System.out)
                            : FusionTrainer.Listener.SILENT;
            Folds own = i == 0 ? split : split.withOtherValidation(i);
            // -Dreuse=true measures what an earlier run has trained.
            if (!Boolean.getBoolean("reuse") || !Files.exists(folder.resolve("model.json"))) {
                new FusionTrainer(
                                network,
                                settings.toBuilder().seed(settings.seed() + 100L * i).build())
                        .train(own.train(), own.validation(), folder, listener);
            }
        }
    }

    /** Where a study's network is. */
    Path folder(String name, int index) {
        return work.resolve(name + "-" + index).resolve("net");
    }

    /** Adds to a comparison what the simpler ways say of the test sequences of one split. */
    void baselines(Folds split, int used, Comparison comparison) {
        List<String> modalities = network.slots().subList(0, used);
        List<Row> learning = rows(split.learning());
        List<Row> test = rows(split.test());
        List<float[]> targets = targets(learning);
        List<float[]> logs = new ArrayList<>();
        List<float[]> testLogs = new ArrayList<>();
        opinions(learning, test, used, split, logs, testLogs);
        for (int slot = 0; slot < used; slot++) {
            int from = slot * classes;
            WeightedProduct own = WeightedProduct.plain(1, classes);
            SoftmaxRegression alone =
                    SoftmaxRegression.fit(features(learning, slot, slot + 1), targets, penalty);
            List<float[]> alones = features(test, slot, slot + 1);
            for (int i = 0; i < test.size(); i++) {
                float[] log = Arrays.copyOfRange(testLogs.get(i), from, from + classes);
                String modality = modalities.get(slot);
                if (kind != Rows.FEATURES && !modality.equals("body")) {
                    add(
                            comparison,
                            modality + ", its own top",
                            test.get(i),
                            own.probabilities(log));
                }
                add(
                        comparison,
                        modality + ", logistic regression",
                        test.get(i),
                        alone.probabilities(alones.get(i)));
            }
        }
        WeightedProduct plain = WeightedProduct.plain(used, classes);
        WeightedProduct weighted = WeightedProduct.fit(logs, targets);
        SoftmaxRegression early =
                SoftmaxRegression.fit(features(learning, 0, used), targets, penalty);
        List<float[]> all = features(test, 0, used);
        for (int i = 0; i < test.size(); i++) {
            Row row = test.get(i);
            add(comparison, "product", row, plain.probabilities(testLogs.get(i)));
            add(comparison, "weighted product", row, weighted.probabilities(testLogs.get(i)));
            add(comparison, "logistic regression on all", row, early.probabilities(all.get(i)));
        }
    }

    /** Adds to a comparison what trained networks say, of all modalities and of each subset. */
    void report(
            String called,
            List<LabelledSequence> test,
            int used,
            Comparison comparison,
            String name) {
        List<String> modalities = network.slots().subList(0, used);
        double[][][][] kept = new double[1 << used][][][];
        for (int i = 0; i < networks; i++) {
            Path folder = folder(name, i);
            for (int pattern = 1; pattern < 1 << used; pattern++) {
                int keep = pattern;
                double[][][] p =
                        probabilities(
                                folder.getParent(), test.stream().map(s -> s.keep(keep)).toList());
                kept[pattern] = i == 0 ? p : product(kept[pattern], p);
            }
        }
        report(comparison, called, test, kept[(1 << used) - 1]);
        for (int pattern = 1; pattern < (1 << used) - 1; pattern++) {
            StringBuilder names = new StringBuilder(called + ",");
            for (int slot = 0; slot < used; slot++) {
                if ((pattern >> slot & 1) == 1) {
                    names.append(' ').append(modalities.get(slot));
                }
            }
            report(comparison, names + " only", test, kept[pattern]);
        }
    }

    /** Calibrated probabilities of each sequence's steps by the network in {@code folder/net}. */
    static double[][][] probabilities(Path folder, List<LabelledSequence> sequences) {
        ModelLoader loader =
                new ModelLoader(
                        ComputeDevice.cpu(),
                        1,
                        Optional.of(TensorEngine.PYTORCH),
                        Optional.of(folder));
        try (FusionNetwork net = FusionNetwork.load(loader, "net")) {
            return probabilities(net, sequences);
        }
    }

    static double[][][] probabilities(FusionNetwork net, List<LabelledSequence> sequences) {
        int longest = sequences.stream().mapToInt(LabelledSequence::steps).max().orElse(0);
        int slots = net.slots().size();
        float[] values = new float[sequences.size() * longest * slots * net.width()];
        float[] present = new float[sequences.size() * longest * slots];
        for (int i = 0; i < sequences.size(); i++) {
            LabelledSequence s = sequences.get(i);
            System.arraycopy(
                    s.values(), 0, values, i * longest * slots * net.width(), s.values().length);
            System.arraycopy(s.present(), 0, present, i * longest * slots, s.present().length);
        }
        if (EvidenceVector.isTakenBy(net.width(), net.labels())) {
            EvidenceVector.join(values, present, slots);
        }
        List<LstmState> states = Collections.nCopies(sequences.size(), net.start());
        return net.run(values, present, states).probabilities();
    }

    private void report(
            Comparison comparison, String name, List<LabelledSequence> tested, double[][][] p) {
        for (int i = 0; i < tested.size(); i++) {
            for (int t = 0; t < tested.get(i).steps(); t++) {
                int truth = truth(tested.get(i), t);
                if (truth >= 0) {
                    comparison.add(name, tested.get(i).person(), truth, mean(p[i][t]));
                }
            }
        }
    }

    private static double[][][] product(double[][][] left, double[][][] right) {
        for (int i = 0; i < left.length; i++) {
            for (int t = 0; t < left[i].length; t++) {
                for (int c = 0; c < left[i][t].length; c++) {
                    left[i][t][c] *= right[i][t][c];
                }
            }
        }
        return left;
    }

    /**
     * The geometric mean of the networks: an arithmetic one of calibrated answers is too unsure.
     */
    private double[] mean(double[] products) {
        double[] roots = Arrays.stream(products).map(p -> Math.pow(p, 1.0 / networks)).toArray();
        double total = Arrays.stream(roots).sum();
        return Arrays.stream(roots).map(root -> root / total).toArray();
    }

    private void opinions(
            List<Row> learning,
            List<Row> test,
            int used,
            Folds split,
            List<float[]> logs,
            List<float[]> testLogs) {
        learning.forEach(row -> logs.add(new float[used * classes]));
        test.forEach(row -> testLogs.add(new float[used * classes]));
        for (int slot = 0; slot < used; slot++) {
            if (kind == Rows.OPINIONS) {
                copyLogs(learning, slot, logs);
                copyLogs(test, slot, testLogs);
                continue;
            }
            List<float[]> own = features(learning, slot, slot + 1);
            List<float[]> tested = features(test, slot, slot + 1);
            // Out of fold, so that the product's powers are learned on persons not fitted to.
            List<String> persons =
                    split.learning().stream().map(LabelledSequence::person).distinct().toList();
            for (int inner = 0; inner < INNER_FOLDS; inner++) {
                List<float[]> fitted = new ArrayList<>();
                List<float[]> fittedTargets = new ArrayList<>();
                for (int i = 0; i < own.size(); i++) {
                    if (persons.indexOf(learning.get(i).person()) % INNER_FOLDS != inner) {
                        fitted.add(own.get(i));
                        fittedTargets.add(learning.get(i).target());
                    }
                }
                SoftmaxRegression part = SoftmaxRegression.fit(fitted, fittedTargets, penalty);
                for (int i = 0; i < own.size(); i++) {
                    if (persons.indexOf(learning.get(i).person()) % INNER_FOLDS == inner) {
                        putLogs(part.probabilities(own.get(i)), logs.get(i), slot);
                    }
                }
            }
            SoftmaxRegression whole = SoftmaxRegression.fit(own, targets(learning), penalty);
            for (int i = 0; i < tested.size(); i++) {
                putLogs(whole.probabilities(tested.get(i)), testLogs.get(i), slot);
            }
        }
    }

    /**
     * The sequences with the log-probabilities of each modality's own regression before its row.
     */
    private Folds stacked(Folds split, int used) {
        List<float[]> logs = new ArrayList<>();
        List<float[]> testLogs = new ArrayList<>();
        opinions(rows(split.learning()), rows(split.test()), used, split, logs, testLogs);
        Iterator<float[]> learning = logs.iterator();
        return new Folds(
                stacked(split.train(), learning),
                stacked(split.validation(), learning),
                stacked(split.test(), testLogs.iterator()));
    }

    private List<LabelledSequence> stacked(
            List<LabelledSequence> sequences, Iterator<float[]> logs) {
        List<LabelledSequence> stacked = new ArrayList<>();
        int longer = classes + width + 1;
        for (LabelledSequence s : sequences) {
            float[] values = new float[s.present().length * longer];
            for (int t = 0; t < s.steps(); t++) {
                float[] own = logs.next();
                for (int slot = 0; slot < slots; slot++) {
                    int row = t * slots + slot;
                    System.arraycopy(own, slot * classes, values, row * longer, classes);
                    System.arraycopy(
                            s.values(), row * width, values, row * longer + classes, width);
                }
            }
            stacked.add(
                    LabelledSequence.of(s.person(), s.steps(), values, s.present(), s.targets()));
        }
        return stacked;
    }

    private void copyLogs(List<Row> rows, int slot, List<float[]> logs) {
        for (int i = 0; i < rows.size(); i++) {
            System.arraycopy(
                    rows.get(i).held(), slot * width, logs.get(i), slot * classes, classes);
        }
    }

    private void putLogs(double[] p, float[] logs, int slot) {
        for (int c = 0; c < classes; c++) {
            logs[slot * classes + c] = (float) Math.log(Math.max(p[c], 1e-6));
        }
    }

    /** The rows of some slots, without the logarithms, and whether each is present. */
    private List<float[]> features(List<Row> rows, int from, int to) {
        int skipped = kind == Rows.FEATURES ? 0 : classes;
        int length = width - skipped + 1;
        List<float[]> features = new ArrayList<>();
        for (Row row : rows) {
            float[] all = new float[(to - from) * length];
            for (int slot = from; slot < to; slot++) {
                if (row.present()[slot] > 0) {
                    int at = (slot - from) * length;
                    System.arraycopy(
                            row.values(), slot * width + skipped, all, at, width - skipped);
                    all[at + width - skipped] = 1;
                }
            }
            features.add(all);
        }
        return features;
    }

    private List<Row> rows(List<LabelledSequence> sequences) {
        List<Row> rows = new ArrayList<>();
        for (LabelledSequence s : sequences) {
            float[] held = new float[slots * width];
            for (int t = 0; t < s.steps(); t++) {
                // Without memory of their own, products and tops keep the last opinion heard.
                for (int slot = 0; slot < slots; slot++) {
                    if (s.present()[t * slots + slot] > 0) {
                        System.arraycopy(
                                s.values(), (t * slots + slot) * width, held, slot * width, width);
                    }
                }
                if (truth(s, t) >= 0) {
                    rows.add(
                            new Row(
                                    s.person(),
                                    truth(s, t),
                                    slice(s.values(), t, s.steps()),
                                    held.clone(),
                                    slice(s.present(), t, s.steps()),
                                    slice(s.targets(), t, s.steps())));
                }
            }
        }
        return rows;
    }

    /** Targets, which also bounds what the baselines learn from. */
    private static List<float[]> targets(List<Row> learning) {
        if (learning.size() > MAX_ROWS) {
            Collections.shuffle(learning, new Random(0));
            learning.subList(MAX_ROWS, learning.size()).clear();
        }
        return learning.stream().map(Row::target).toList();
    }

    private int truth(LabelledSequence s, int t) {
        float[] target = slice(s.targets(), t, s.steps());
        int top = 0;
        for (int c = 1; c < target.length; c++) {
            top = target[c] > target[top] ? c : top;
        }
        return target[top] > 0 ? top : -1;
    }

    private static float[] slice(float[] all, int index, int parts) {
        int length = all.length / parts;
        return Arrays.copyOfRange(all, index * length, (index + 1) * length);
    }

    private static void add(Comparison comparison, String method, Row row, double[] p) {
        comparison.add(method, row.person(), row.truth(), p);
    }

    /** One labelled step. */
    private record Row(
            String person,
            int truth,
            float[] values,
            float[] held,
            float[] present,
            float[] target) {}
}
