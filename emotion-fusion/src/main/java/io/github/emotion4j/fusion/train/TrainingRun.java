package io.github.emotion4j.fusion.train;

import com.google.gson.Gson;
import io.github.emotion4j.core.EmotionException;
import io.github.emotion4j.core.evaluation.ClassificationReport;
import io.github.emotion4j.core.evaluation.Prediction;
import io.github.emotion4j.core.internal.io.Hash;
import io.github.emotion4j.core.internal.numeric.Softmax;
import io.github.emotion4j.fusion.internal.EvidenceVector;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/** One training: its weights, running mean and best weights, and what is written of them. */
final class TrainingRun {
    private static final String CHECKPOINT = "last.checkpoint";

    /** The share of the learning rate at the end of the cosine. */
    private static final double FINAL_RATE = 0.05;

    /** Bounds memory; validation does not depend on it. */
    private static final int VALIDATION_BATCH = 256;

    private static final Gson GSON = new Gson();

    private final TrainableNetwork net;
    private final NetworkFile network;
    private final TrainingSettings settings;
    private final List<LabelledSequence> training;
    private final List<LabelledSequence> validation;
    private final Path folder;
    private final FusionTrainer.Listener listener;
    private final int classes;
    private final float[][] weights;
    private Adam adam;
    private float[][] average;
    private float[][] best;
    private int bestEpoch;
    private final List<FusionTrainer.Epoch> epochs = new ArrayList<>();

    TrainingRun(
            TrainableNetwork net,
            NetworkFile network,
            TrainingSettings settings,
            List<LabelledSequence> training,
            List<LabelledSequence> validation,
            Path folder,
            FusionTrainer.Listener listener) {
        this.net = net;
        this.network = network;
        this.settings = settings;
        this.classes = network.labels().size();
        this.training = training;
        this.validation = validation;
        this.folder = folder;
        this.listener = listener;
        this.weights = net.weights();
        this.adam = new Adam(weights);
        this.average = copy(weights);
        this.best = copy(weights);
    }

    FusionTrainer.Result run() throws IOException {
        Path checkpoint = folder.resolve(CHECKPOINT);
        String fingerprint = fingerprint();
        if (settings.poolPenalty() > 0) {
            begin();
        }
        if (Files.exists(checkpoint)) {
            resume(Checkpoint.read(checkpoint, fingerprint));
            // The process may have been killed between the checkpoint and the log.
            log();
        }
        double leastLoss = validate(best).loss();
        while (!ended()) {
            FusionTrainer.Epoch result = epoch(epochs.size() + 1);
            requireFinite(result);
            boolean better = result.validationLoss() < leastLoss;
            epochs.add(result);
            if (better) {
                leastLoss = result.validationLoss();
                bestEpoch = result.epoch();
                best = copy(average);
            }
            new Checkpoint(
                            epochs,
                            bestEpoch,
                            adam.steps(),
                            weights,
                            average,
                            best,
                            adam.first(),
                            adam.second())
                    .write(checkpoint, fingerprint);
            log();
            listener.onEpoch(result, better);
        }
        net.setWeights(best);
        ClassificationReport report = write("trained " + fingerprint.substring(0, 12));
        Files.deleteIfExists(checkpoint);
        return new FusionTrainer.Result(folder, bestEpoch, epochs, report);
    }

    /**
     * Chooses where training begins between the product and the regressions: the mixture of their
     * logits, of five, that does best on people whom the regressions have not seen.
     */
    private void begin() {
        float[][] fitted = copy(weights);
        new PoolFit(net, network, training).fit(settings.poolPenalty(), fitted);
        float[][] product = copy(weights);
        float[][] chosen = product;
        double leastLoss = Double.POSITIVE_INFINITY;
        for (int quarter = 0; quarter <= 4; quarter++) {
            float[][] mixed = copy(product);
            for (int i = 0; i < mixed.length; i++) {
                for (int j = 0; j < mixed[i].length; j++) {
                    mixed[i][j] += quarter / 4f * (fitted[i][j] - product[i][j]);
                }
            }
            double loss = validate(mixed).loss();
            if (loss < leastLoss) {
                leastLoss = loss;
                chosen = mixed;
            }
        }
        for (int i = 0; i < weights.length; i++) {
            System.arraycopy(chosen[i], 0, weights[i], 0, weights[i].length);
        }
        net.setWeights(weights);
        adam = new Adam(weights);
        average = copy(weights);
        best = copy(weights);
    }

    /** Writes the network as it is now, calibrated, and its report. */
    ClassificationReport write(String version) throws IOException {
        net.write(folder.resolve("model.pt"));
        Calibration calibration = calibrate();
        float[] powers = net.weights()[net.index("power")];
        network.describe(folder, powers, calibration, version);
        ClassificationReport report = report(calibration);
        Files.writeString(folder.resolve("report.json"), report.toJson() + "\n");
        return report;
    }

    private boolean ended() {
        return epochs.size() >= settings.epochs()
                || epochs.size() - bestEpoch >= settings.patience();
    }

    private FusionTrainer.Epoch epoch(int epoch) {
        SplittableRandom random = new SplittableRandom(settings.seed() * 1_000_003 + epoch);
        net.seed(random.nextInt());
        List<LabelledSequence> order = new ArrayList<>(training);
        Collections.shuffle(order, new Random(random.nextLong()));
        int batches = (order.size() + settings.batchSize() - 1) / settings.batchSize();
        float[][] gradients = new float[weights.length][];
        Tally tally = new Tally(classes);
        double norms = 0;
        double rate = 0;
        for (int b = 0; b < batches; b++) {
            PaddedBatch batch =
                    PaddedBatch.of(
                            order.subList(
                                    b * settings.batchSize(),
                                    Math.min(order.size(), (b + 1) * settings.batchSize())));
            batch.dropModalities(settings.modalityDropout(), random);
            join(batch);
            batch.smooth(settings.labelSmoothing(), classes);
            TrainableNetwork.Outcome outcome = net.gradients(batch, gradients);
            tally.add(outcome.logits(), batch.targets(), batch.patterns(network.past()));
            rate = rate(((double) epoch - 1) * batches + b, batches);
            norms +=
                    adam.step(
                            weights,
                            gradients,
                            rate,
                            settings.weightDecay(),
                            settings.gradientNorm());
            net.setWeights(weights);
            average();
            listener.onBatch(epoch, b + 1, batches, tally.loss());
        }
        Tally validated = validate(average);
        return new FusionTrainer.Epoch(
                epoch,
                rate,
                tally.loss(),
                tally.accuracy(),
                validated.loss(),
                validated.accuracy(),
                norms / batches,
                System.currentTimeMillis());
    }

    /** Weights that are no numbers must not get into a checkpoint, from which they never leave. */
    private void requireFinite(FusionTrainer.Epoch result) {
        if (!Double.isFinite(
                result.trainLoss() + result.validationLoss() + result.gradientNorm())) {
            throw new EmotionException(
                    String.format(
                            Locale.ROOT,
                            "The training failed in epoch %d: its loss is %.4g, that of the"
                                    + " validation %.4g, and the length of its gradients %.4g. Lower"
                                    + " the learning rate of %.4g, or look for values far beyond"
                                    + " the others in the sequences",
                            result.epoch(),
                            result.trainLoss(),
                            result.validationLoss(),
                            result.gradientNorm(),
                            settings.learningRate()),
                    null);
        }
    }

    /** What some weights reach on the validation set; the network keeps its own. */
    private Tally validate(float[][] candidate) {
        net.setWeights(candidate);
        Tally validated = new Tally(classes);
        for (PaddedBatch batch : batches(validation)) {
            validated.add(net.logits(batch), batch.targets(), batch.patterns(network.past()));
        }
        net.setWeights(weights);
        return validated;
    }

    /** A half cosine from the first rate to one twentieth. */
    private double rate(double step, int batches) {
        double done = step / ((double) settings.epochs() * batches);
        double share = FINAL_RATE + (1 - FINAL_RATE) * 0.5 * (1 + Math.cos(Math.PI * done));
        return settings.learningRate() * share;
    }

    /** Moves the running mean; its first steps forget the start sooner. */
    private void average() {
        double keep =
                Math.min(settings.averaging(), (double) adam.steps() / ((double) adam.steps() + 9));
        if (settings.averaging() == 0) {
            keep = 0;
        }
        for (int i = 0; i < weights.length; i++) {
            for (int j = 0; j < weights[i].length; j++) {
                average[i][j] = (float) (keep * average[i][j] + (1 - keep) * weights[i][j]);
            }
        }
    }

    private void resume(Checkpoint checkpoint) {
        epochs.addAll(checkpoint.epochs());
        bestEpoch = checkpoint.bestEpoch();
        adam.setSteps(checkpoint.optimiserSteps());
        restore(checkpoint.weights(), weights);
        restore(checkpoint.first(), adam.first());
        restore(checkpoint.second(), adam.second());
        average = checkpoint.average();
        best = checkpoint.best();
        net.setWeights(weights);
    }

    private void restore(float[][] saved, float[][] into) {
        for (int i = 0; i < into.length; i++) {
            System.arraycopy(saved[i], 0, into[i], 0, into[i].length);
        }
    }

    /**
     * Steps of all subsets of modalities, so that each pattern of what was heard lately has some.
     * The validation set itself is as good as untouched by training: it chose the epoch alone.
     */
    private Calibration calibrate() {
        int slots = network.slots().size();
        int used = 0;
        for (LabelledSequence sequence : validation) {
            for (int i = 0; i < sequence.present().length; i++) {
                used |= sequence.present()[i] > 0 ? 1 << i % slots : 0;
            }
        }
        List<Calibration.Step> steps = new ArrayList<>();
        for (int pattern = 1; pattern < 1 << slots; pattern++) {
            int kept = pattern;
            if ((kept & ~used) == 0) {
                steps.addAll(steps(validation.stream().map(s -> s.keep(kept)).toList()));
            }
        }
        return Calibration.of(slots, steps);
    }

    /** The labelled steps before which, or in which, a modality was heard of lately. */
    private List<Calibration.Step> steps(List<LabelledSequence> sequences) {
        List<Calibration.Step> steps = new ArrayList<>();
        for (PaddedBatch batch : batches(sequences)) {
            float[] logits = net.logits(batch);
            int[] patterns = batch.patterns(network.past());
            for (int i = 0; i < patterns.length; i++) {
                float[] target = row(batch.targets(), i);
                if (patterns[i] > 0 && target[Calibration.top(target)] > 0) {
                    steps.add(new Calibration.Step(patterns[i], row(logits, i), target));
                }
            }
        }
        return steps;
    }

    private ClassificationReport report(Calibration calibration) {
        List<Prediction> predictions = new ArrayList<>();
        for (LabelledSequence sequence : validation) {
            PaddedBatch batch = join(PaddedBatch.of(List.of(sequence)));
            float[] logits = net.logits(batch);
            int[] patterns = batch.patterns(network.past());
            for (int t = 0; t < sequence.steps(); t++) {
                float[] target = row(batch.targets(), t);
                int top = Calibration.top(target);
                if (patterns[t] > 0 && target[top] > 0) {
                    double[] p =
                            Softmax.of(row(logits, t), calibration.temperatures()[patterns[t]]);
                    predictions.add(
                            Prediction.ofProbabilities(
                                            network.labels().get(top), network.labels(), p)
                                    .withGroup(sequence.person()));
                }
            }
        }
        return ClassificationReport.of(network.labels(), predictions);
    }

    private List<PaddedBatch> batches(List<LabelledSequence> sequences) {
        List<PaddedBatch> batches = new ArrayList<>();
        for (int from = 0; from < sequences.size(); from += VALIDATION_BATCH) {
            int to = Math.min(sequences.size(), from + VALIDATION_BATCH);
            batches.add(join(PaddedBatch.of(sequences.subList(from, to))));
        }
        return batches;
    }

    /** Rows of evidence as a session joins them; others are as they are given. */
    private PaddedBatch join(PaddedBatch batch) {
        if (EvidenceVector.isTakenBy(network.width(), network.labels())) {
            EvidenceVector.join(batch.values(), batch.present(), network.slots().size());
        }
        return batch;
    }

    private float[] row(float[] all, int index) {
        return Arrays.copyOfRange(all, index * classes, (index + 1) * classes);
    }

    private void log() throws IOException {
        Files.write(folder.resolve("log.jsonl"), epochs.stream().map(GSON::toJson).toList());
        TensorBoardFile.write(folder.resolve("events.out.tfevents.0000000000.emotion4j"), epochs);
    }

    /** Tells trainings apart: settings, network and data. */
    String fingerprint() {
        CRC32C crc = new CRC32C();
        for (List<LabelledSequence> part : List.of(training, validation)) {
            for (LabelledSequence s : part) {
                for (float[] array : List.of(s.values(), s.present(), s.targets())) {
                    ByteBuffer bytes = ByteBuffer.allocate(array.length * Float.BYTES);
                    bytes.asFloatBuffer().put(array);
                    crc.update(bytes);
                }
            }
        }
        String all = settings + " " + crc.getValue() + Hash.sha256(network.weights());
        return Hash.sha256(all.getBytes(StandardCharsets.UTF_8));
    }

    private static float[][] copy(float[][] arrays) {
        return Arrays.stream(arrays).map(float[]::clone).toArray(float[][]::new);
    }

    /** Sums loss and hits over the labelled steps that have an estimate. */
    private static final class Tally {
        private final int classes;
        private double loss;
        private double weight;
        private int hits;
        private int steps;

        Tally(int classes) {
            this.classes = classes;
        }

        void add(float[] logits, float[] targets, int[] patterns) {
            for (int i = 0; i < targets.length; i += classes) {
                float[] target = Arrays.copyOfRange(targets, i, i + classes);
                int top = Calibration.top(target);
                if (patterns[i / classes] > 0 && target[top] > 0) {
                    float[] row = Arrays.copyOfRange(logits, i, i + classes);
                    double[] p = Softmax.of(row, 1);
                    for (int c = 0; c < classes; c++) {
                        loss -= target[c] * Math.log(Math.max(p[c], 1e-12));
                        weight += target[c];
                    }
                    hits += Calibration.top(row) == top ? 1 : 0;
                    steps++;
                }
            }
        }

        double loss() {
            return loss / weight;
        }

        double accuracy() {
            return (double) hits / steps;
        }
    }
}
