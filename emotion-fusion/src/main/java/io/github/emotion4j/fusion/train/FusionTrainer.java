package io.github.emotion4j.fusion.train;

import com.google.gson.Gson;
import io.github.emotion4j.core.EmotionException;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.evaluation.ClassificationReport;
import io.github.emotion4j.core.evaluation.Prediction;
import io.github.emotion4j.core.internal.io.Guard;
import io.github.emotion4j.core.internal.io.Hash;
import io.github.emotion4j.core.internal.numeric.Softmax;
import io.github.emotion4j.fusion.internal.EvidenceVector;
import io.github.emotion4j.fusion.internal.StepCalibration;
import java.io.IOException;
import java.io.PrintStream;
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

/**
 * Trains a fusion network on labelled sequences, through DJL's PyTorch engine on the CPU: Adam,
 * cross-entropy on soft targets, padded batches, gradients cut to a length, modality dropout
 * (Neverova et al. 2016, arXiv:1501.00102), a running mean of the weights (Polyak and Juditsky
 * 1992, doi:10.1137/0330046), early stopping on the validation loss. Afterwards temperatures and
 * thresholds of prediction sets are found on the validation sequences.
 *
 * <p>The same seed, data and settings give the same network on one machine. After each epoch all is
 * saved; a killed training continues when it is started again with the same arguments, and ends
 * with the network that it would have ended with.
 *
 * <p>Immutable; one training runs at a time in a JVM, because the engine has one source of random
 * numbers.
 *
 * <pre>{@code
 * FusionTrainer trainer =
 *         new FusionTrainer(NetworkFile.shipped("fusion"), TrainingSettings.defaults());
 * FusionTrainer.Result result = trainer.train(training, validation, Path.of("models/mine"), listener);
 * }</pre>
 */
public final class FusionTrainer {
    private static final String CHECKPOINT = "last.checkpoint";

    /** The share of the learning rate at the end of the cosine. */
    private static final double FINAL_RATE = 0.05;

    /** Bounds memory; validation does not depend on it. */
    private static final int VALIDATION_BATCH = 256;

    private static final Gson GSON = new Gson();

    private final NetworkFile network;
    private final TrainingSettings settings;

    /**
     * Makes a trainer.
     *
     * @param network the network to train; the training starts at its weights
     * @param settings how
     */
    public FusionTrainer(NetworkFile network, TrainingSettings settings) {
        this.network = network;
        this.settings = settings;
    }

    /**
     * Trains, or continues a training that was killed.
     *
     * @param training the training data; sequences without a label where a modality was present are
     *     left out
     * @param validation other people's sequences: they decide when to stop and calibrate the
     *     network, so that figures on them are a little too good
     * @param folder where the network, the log and the checkpoint are written; made if it is not
     *     there. Until the training has ended it holds {@code last.checkpoint}. Its name becomes
     *     the network's id
     * @param listener hears of progress
     * @return the training's figures
     * @throws IllegalArgumentException if a part is empty or without a label, a sequence does not
     *     have the network's slots, width and classes, or a model's folder cannot have such a name
     * @throws EmotionException if the loss is no number any more; the checkpoint of the epoch
     *     before stays
     * @throws InputException if the folder holds a checkpoint of another training or a cut one, or
     *     cannot be written to
     */
    public Result train(
            List<LabelledSequence> training,
            List<LabelledSequence> validation,
            Path folder,
            Listener listener) {
        NetworkFile.idOf(folder);
        check("training", training);
        check("validation", validation);
        synchronized (FusionTrainer.class) {
            try (TrainableNetwork net = TrainableNetwork.open(network)) {
                Files.createDirectories(folder);
                // A batch of these alone would have no loss.
                List<LabelledSequence> labelled =
                        training.stream().filter(this::isLabelled).toList();
                return new Run(net, labelled, validation, folder, listener).run();
            } catch (IOException e) {
                throw new InputException(
                        folder.toString(),
                        "cannot be written to or read: " + Guard.reasonNotWritten(e),
                        e);
            }
        }
    }

    /**
     * Fits temperatures and thresholds again without training, for other people or another place.
     *
     * @param sequences what the figures are found on
     * @param folder where {@code model.pt}, {@code model.json} and {@code report.json} are written;
     *     made if it is not there
     * @return how the calibrated network does on the sequences, a little too good
     * @throws IllegalArgumentException if there is no label, a sequence does not have the network's
     *     slots, width and classes, or a model's folder cannot have such a name
     * @throws InputException if the folder cannot be written to
     */
    public ClassificationReport calibrate(List<LabelledSequence> sequences, Path folder) {
        NetworkFile.idOf(folder);
        check("calibration", sequences);
        synchronized (FusionTrainer.class) {
            try (TrainableNetwork net = TrainableNetwork.open(network)) {
                Files.createDirectories(folder);
                Run run = new Run(net, List.of(), sequences, folder, Listener.SILENT);
                return run.write("calibrated " + run.fingerprint().substring(0, 12));
            } catch (IOException e) {
                throw new InputException(
                        folder.toString(),
                        "cannot be written to or read: " + Guard.reasonNotWritten(e),
                        e);
            }
        }
    }

    private void check(String part, List<LabelledSequence> sequences) {
        int slots = network.slots().size();
        boolean labelled = false;
        for (LabelledSequence s : sequences) {
            if (s.present().length != s.steps() * slots
                    || s.values().length != s.present().length * network.width()
                    || s.targets().length != s.steps() * network.labels().size()) {
                throw new IllegalArgumentException(
                        String.format(
                                Locale.ROOT,
                                "A %s sequence of %s has not the network's %d slots, rows of %d"
                                        + " and %d classes",
                                part,
                                s.person(),
                                slots,
                                network.width(),
                                network.labels().size()));
            }
            labelled |= isLabelled(s);
        }
        if (!labelled) {
            throw new IllegalArgumentException(
                    "The "
                            + part
                            + " sequences ("
                            + sequences.size()
                            + ") hold no label of a step in which, or shortly before which, a"
                            + " modality was present");
        }
    }

    /** Whether a step has a label and something was heard in it or lately: others count nowhere. */
    private boolean isLabelled(LabelledSequence sequence) {
        int classes = network.labels().size();
        int[] patterns = patterns(PaddedBatch.of(List.of(sequence)));
        for (int i = 0; i < sequence.targets().length; i++) {
            if (sequence.targets()[i] > 0 && patterns[i / classes] > 0) {
                return true;
            }
        }
        return false;
    }

    /** What was heard lately, a step. */
    private int[] patterns(PaddedBatch batch) {
        int most = network.past();
        int[] patterns = new int[batch.size() * batch.time()];
        float[] unheard = {};
        for (int i = 0; i < patterns.length; i++) {
            if (i % batch.time() == 0) {
                unheard = new float[network.slots().size()];
                Arrays.fill(unheard, most);
            }
            unheard = StepCalibration.unheard(unheard, batch.present(), i, most);
            patterns[i] = StepCalibration.pattern(unheard, most);
        }
        return patterns;
    }

    /** One training. */
    private final class Run {
        private final TrainableNetwork net;
        private final List<LabelledSequence> training;
        private final List<LabelledSequence> validation;
        private final Path folder;
        private final Listener listener;
        private final int classes = network.labels().size();
        private final float[][] weights;
        private Adam adam;
        private float[][] average;
        private float[][] best;
        private int bestEpoch;
        private final List<Epoch> epochs = new ArrayList<>();

        Run(
                TrainableNetwork net,
                List<LabelledSequence> training,
                List<LabelledSequence> validation,
                Path folder,
                Listener listener) {
            this.net = net;
            this.training = training;
            this.validation = validation;
            this.folder = folder;
            this.listener = listener;
            this.weights = net.weights();
            this.adam = new Adam(weights);
            this.average = copy(weights);
            this.best = copy(weights);
        }

        Result run() throws IOException {
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
                Epoch result = epoch(epochs.size() + 1);
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
            return new Result(folder, bestEpoch, epochs, report);
        }

        /**
         * Chooses where training begins between the product and the regressions: the mixture of
         * their logits, of five, that does best on people whom the regressions have not seen.
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

        private Epoch epoch(int epoch) {
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
                tally.add(outcome.logits(), batch.targets(), patterns(batch));
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
            return new Epoch(
                    epoch,
                    rate,
                    tally.loss(),
                    tally.accuracy(),
                    validated.loss(),
                    validated.accuracy(),
                    norms / batches,
                    System.currentTimeMillis());
        }

        /**
         * Weights that are no numbers must not get into a checkpoint, from which they never leave.
         */
        private void requireFinite(Epoch result) {
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
                validated.add(net.logits(batch), batch.targets(), patterns(batch));
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
                    Math.min(
                            settings.averaging(),
                            (double) adam.steps() / ((double) adam.steps() + 9));
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
         * Steps of all subsets of modalities, so that each pattern of what was heard lately has
         * some. The validation set itself is as good as untouched by training: it chose the epoch
         * alone.
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
                int[] patterns = patterns(batch);
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
                int[] patterns = patterns(batch);
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
            TensorBoardFile.write(
                    folder.resolve("events.out.tfevents.0000000000.emotion4j"), epochs);
        }

        /** Tells trainings apart: settings, network and data. */
        private String fingerprint() {
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

    /**
     * What an epoch gave.
     *
     * @param epoch its number, from 1
     * @param learningRate the learning rate at its end
     * @param trainLoss the mean cross-entropy of the training steps, in nats, while they were
     *     trained on
     * @param trainAccuracy the share of training steps whose likeliest class is the target's
     * @param validationLoss the mean cross-entropy of the validation steps, in nats
     * @param validationAccuracy the share of validation steps whose likeliest class is the target's
     * @param gradientNorm the mean length of the gradients before they were cut
     * @param endedAtMillis when it ended, in milliseconds since 1970
     */
    public record Epoch(
            int epoch,
            double learningRate,
            double trainLoss,
            double trainAccuracy,
            double validationLoss,
            double validationAccuracy,
            double gradientNorm,
            long endedAtMillis) {}

    /**
     * A finished training.
     *
     * @param folder where {@code model.pt} and {@code model.json} of the best epoch, {@code
     *     log.jsonl} and the TensorBoard events are
     * @param bestEpoch the epoch whose weights were kept; 0 if none bettered those it began with
     * @param epochs the figures of all epochs, those before a resumption included
     * @param report how the kept weights, calibrated, do on the labelled validation steps in which,
     *     or shortly before which, a modality was present; the others have no estimate
     */
    public record Result(
            Path folder,
            int bestEpoch,
            List<FusionTrainer.Epoch> epochs,
            ClassificationReport report) {
        /** Copies the list. */
        public Result {
            epochs = List.copyOf(epochs);
        }
    }

    /** Hears of a training's progress, on the thread that trains. */
    public interface Listener {
        /** Hears nothing. */
        Listener SILENT = new Listener() {};

        /**
         * Prints a bar that fills within each epoch, and a line of figures after it.
         *
         * @param out where it is printed; carriage returns move back to the line's start
         * @return the listener
         */
        static Listener printing(PrintStream out) {
            return new EpochPrinter(out);
        }

        /**
         * A batch was learned from.
         *
         * @param epoch the epoch, from 1
         * @param done batches done in it
         * @param batches batches in it
         * @param meanLoss the mean training loss so far in it
         */
        default void onBatch(int epoch, int done, int batches, double meanLoss) {}

        /**
         * An epoch is over and can be resumed from.
         *
         * @param result its figures
         * @param best whether its validation loss is the best so far
         */
        default void onEpoch(FusionTrainer.Epoch result, boolean best) {}
    }
}
