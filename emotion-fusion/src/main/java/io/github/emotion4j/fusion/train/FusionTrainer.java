package io.github.emotion4j.fusion.train;

import io.github.emotion4j.core.EmotionException;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.evaluation.ClassificationReport;
import io.github.emotion4j.core.internal.io.Guard;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Trains a fusion network on labelled sequences, through DJL's PyTorch engine on the CPU: Adam,
 * cross-entropy on soft targets, padded batches, gradients clipped to a norm, modality dropout
 * (Neverova et al. 2016, arXiv:1501.00102), a running mean of the weights (Polyak and Juditsky
 * 1992, doi:10.1137/0330046), early stopping on the validation loss. Afterwards temperatures and
 * thresholds of prediction sets are found on the validation sequences.
 *
 * <p>The same seed, data and settings give the same network on one machine. After each epoch all is
 * saved; an interrupted training continues when it is started again with the same arguments, and
 * ends with the network that it would have ended with.
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
     * @throws EmotionException if the folder cannot be written to, or the loss is no number any
     *     more; the checkpoint of the epoch before stays
     * @throws InputException if the folder holds a checkpoint of another training or a cut one
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
                return new TrainingRun(
                                net, network, settings, labelled, validation, folder, listener)
                        .run();
            } catch (IOException e) {
                throw new EmotionException(
                        folder + ": cannot be written to or read: " + Guard.reasonNotWritten(e), e);
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
     * @throws EmotionException if the folder cannot be written to
     */
    public ClassificationReport calibrate(List<LabelledSequence> sequences, Path folder) {
        NetworkFile.idOf(folder);
        check("calibration", sequences);
        synchronized (FusionTrainer.class) {
            try (TrainableNetwork net = TrainableNetwork.open(network)) {
                Files.createDirectories(folder);
                TrainingRun run =
                        new TrainingRun(
                                net,
                                network,
                                settings,
                                List.of(),
                                sequences,
                                folder,
                                Listener.SILENT);
                return run.write("calibrated " + run.fingerprint().substring(0, 12));
            } catch (IOException e) {
                throw new EmotionException(
                        folder + ": cannot be written to or read: " + Guard.reasonNotWritten(e), e);
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
        int[] patterns = PaddedBatch.of(List.of(sequence)).patterns(network.past());
        for (int i = 0; i < sequence.targets().length; i++) {
            if (sequence.targets()[i] > 0 && patterns[i / classes] > 0) {
                return true;
            }
        }
        return false;
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
     * @param bestEpoch the epoch whose weights were kept; 0 if none was better than those it began
     *     with
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
