package io.github.emotion4j.fusion.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.Affect;
import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionException;
import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.internal.numeric.Softmax;
import io.github.emotion4j.fusion.internal.EvidenceVector;
import io.github.emotion4j.fusion.internal.SoftmaxRegression;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FusionTrainerTest {
    private static final NetworkFile NETWORK = NetworkFile.shipped("fusion/untrained");
    private static final TrainingSettings SETTINGS =
            TrainingSettings.builder()
                    .epochs(3)
                    .patience(3)
                    .batchSize(8)
                    .learningRate(0.01)
                    .weightDecay(0.01)
                    .build();
    private static final int SLOTS = NETWORK.slots().size();

    @TempDir Path folder;

    @Test
    void killedTraining_startedAgain_endsWithTheNetworkOfOneNeverKilled() throws IOException {
        List<LabelledSequence> training = sequences(24, 1);
        List<LabelledSequence> validation = sequences(8, 2);
        FusionTrainer trainer = new FusionTrainer(NETWORK, SETTINGS);
        Path whole = folder.resolve("whole");
        Path killed = folder.resolve("killed");
        trainer.train(training, validation, whole, FusionTrainer.Listener.SILENT);

        FusionTrainer.Listener killer =
                new FusionTrainer.Listener() {
                    @Override
                    public void onBatch(int epoch, int done, int batches, double meanLoss) {
                        if (epoch == 2 && done == 2) {
                            throw new CancellationException("killed");
                        }
                    }
                };
        assertThrows(
                CancellationException.class,
                () -> trainer.train(training, validation, killed, killer));
        assertTrue(Files.exists(killed.resolve("last.checkpoint")));
        FusionTrainer.Result resumed =
                trainer.train(training, validation, killed, FusionTrainer.Listener.SILENT);

        assertArrayEquals(weights(whole), weights(killed));
        assertEquals(3, resumed.epochs().size());
        assertFalse(Files.exists(killed.resolve("last.checkpoint")));
        assertEquals(3, Files.readAllLines(killed.resolve("log.jsonl")).size());
    }

    /** Labels that are wrong in training alone: each epoch is worse than the start. */
    @Test
    void trainingThatOnlyGetsWorse_killedOrNot_keepsTheNetworkItBeganWith() throws IOException {
        List<LabelledSequence> training =
                sequences(24, 1, true).stream().map(FusionTrainerTest::mislabelled).toList();
        List<LabelledSequence> validation = sequences(8, 2, true);
        FusionTrainer trainer = new FusionTrainer(NetworkFile.shipped("fusion"), SETTINGS);
        trainer.calibrate(validation, folder.resolve("start"));
        FusionTrainer.Result whole =
                trainer.train(
                        training,
                        validation,
                        folder.resolve("whole"),
                        FusionTrainer.Listener.SILENT);
        assertEquals(0, whole.bestEpoch());
        assertArrayEquals(weights(folder.resolve("start")), weights(folder.resolve("whole")));

        FusionTrainer.Listener killer =
                new FusionTrainer.Listener() {
                    @Override
                    public void onEpoch(FusionTrainer.Epoch result, boolean best) {
                        throw new CancellationException("killed");
                    }
                };
        Path killed = folder.resolve("killed");
        assertThrows(
                CancellationException.class,
                () -> trainer.train(training, validation, killed, killer));
        trainer.train(training, validation, killed, FusionTrainer.Listener.SILENT);
        assertArrayEquals(weights(folder.resolve("start")), weights(killed));
    }

    /** Nobody is perceived in the first step of a clip, and a user gets no estimate there. */
    @Test
    void labelledStepsBeforeAnythingWasHeard_countNowhere() {
        List<LabelledSequence> heard = sequences(8, 2);
        List<LabelledSequence> silentFirst =
                heard.stream().map(FusionTrainerTest::afterSilence).toList();
        TrainingSettings settings = SETTINGS.toBuilder().epochs(1).patience(1).build();
        FusionTrainer trainer = new FusionTrainer(NETWORK, settings);
        FusionTrainer.Listener silent = FusionTrainer.Listener.SILENT;
        FusionTrainer.Result one =
                trainer.train(sequences(8, 1), heard, folder.resolve("one"), silent);
        FusionTrainer.Result other =
                trainer.train(sequences(8, 1), silentFirst, folder.resolve("other"), silent);
        assertEquals(one.report().items(), other.report().items());
        assertEquals(
                one.epochs().get(0).validationLoss(), other.epochs().get(0).validationLoss(), 0.02);
        List<LabelledSequence> unheard =
                List.of(
                        LabelledSequence.of(
                                "p", 1, new float[SLOTS * 24], new float[SLOTS], one()));
        IllegalArgumentException refused =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> trainer.train(unheard, heard, folder.resolve("none"), silent));
        assertTrue(refused.getMessage().contains("a modality was present"), refused.getMessage());
    }

    private static float[] one() {
        float[] targets = new float[Emotion.ALL.size()];
        targets[0] = 1;
        return targets;
    }

    private static LabelledSequence afterSilence(LabelledSequence s) {
        float[] targets = new float[Emotion.ALL.size() + s.targets().length];
        System.arraycopy(s.targets(), 0, targets, 0, Emotion.ALL.size());
        System.arraycopy(s.targets(), 0, targets, Emotion.ALL.size(), s.targets().length);
        return LabelledSequence.of(
                s.person(),
                s.steps() + 1,
                after(SLOTS * EvidenceVector.WIDTH, s.values()),
                after(SLOTS, s.present()),
                targets);
    }

    private static float[] after(int zeros, float[] values) {
        float[] all = new float[zeros + values.length];
        System.arraycopy(values, 0, all, zeros, values.length);
        return all;
    }

    private static LabelledSequence mislabelled(LabelledSequence s) {
        int classes = Emotion.ALL.size();
        float[] targets = new float[s.targets().length];
        for (int i = 0; i < targets.length; i++) {
            targets[i / classes * classes + (i + 3) % classes] = s.targets()[i];
        }
        return LabelledSequence.of(s.person(), s.steps(), s.values(), s.present(), targets);
    }

    @Test
    void modalitiesThatDisagree_trained_believesTheOneThatIsRight() {
        // The face's opinion is drawn at random; the voice's is the truth, and is unsure of it.
        FusionTrainer.Result result =
                new FusionTrainer(
                                NETWORK,
                                SETTINGS.toBuilder()
                                        .epochs(6)
                                        .patience(6)
                                        .modalityDropout(0)
                                        .labelSmoothing(0)
                                        .build())
                        .train(
                                sequences(96, 3),
                                sequences(24, 4),
                                folder,
                                FusionTrainer.Listener.SILENT);
        double before = result.epochs().get(0).trainAccuracy();
        double after = result.report().confusionMatrix().accuracy();
        assertTrue(after > 0.95, "validation accuracy " + after + ", in epoch 1 " + before);
    }

    @Test
    void poolFit_saysWhatTheRegressionOfTwoModalitiesSays() {
        List<LabelledSequence> training = sequences(200, 5);
        try (TrainableNetwork net = TrainableNetwork.open(NETWORK)) {
            float[][] weights = net.weights();
            new PoolFit(net, NETWORK, training).fit(1, weights);
            net.setWeights(weights);
            int both = 3;
            List<float[]> rows = new ArrayList<>();
            List<float[]> targets = new ArrayList<>();
            for (LabelledSequence s : training) {
                for (int t = 0; t < s.steps(); t++) {
                    rows.add(row(s, t, both));
                    targets.add(
                            Arrays.copyOfRange(
                                    s.targets(),
                                    t * Emotion.ALL.size(),
                                    (t + 1) * Emotion.ALL.size()));
                }
            }
            double[] expected = SoftmaxRegression.fit(rows, targets, 1).probabilities(rows.get(0));
            float[] logits = net.logits(PaddedBatch.of(List.of(training.get(0))));
            double[] found = Softmax.of(Arrays.copyOf(logits, expected.length), 1);
            assertArrayEquals(expected, found, 1e-3);
        }
    }

    private static float[] row(LabelledSequence s, int t, int pattern) {
        int width = EvidenceVector.WIDTH;
        float[] row = new float[Integer.bitCount(pattern) * width];
        int to = 0;
        for (int slot = 0; slot < SLOTS; slot++) {
            if ((pattern >> slot & 1) == 1) {
                System.arraycopy(s.values(), (t * SLOTS + slot) * width, row, to, width);
                to += width;
            }
        }
        return row;
    }

    @Test
    void checkpointOfOtherSettings_isRefusedAndNamesTheRemedy() {
        List<LabelledSequence> training = sequences(8, 1);
        List<LabelledSequence> validation = sequences(4, 2);
        killAfterEpoch(1, new FusionTrainer(NETWORK, SETTINGS), training, validation);
        InputException refused =
                assertThrows(
                        InputException.class,
                        () ->
                                new FusionTrainer(NETWORK, SETTINGS.toBuilder().seed(9).build())
                                        .train(
                                                training,
                                                validation,
                                                folder,
                                                FusionTrainer.Listener.SILENT));
        assertTrue(refused.getMessage().contains("elete it"), refused.getMessage());
    }

    @Test
    void killedBeforeTheLastLogLine_startedAgain_writesIt() throws IOException {
        List<LabelledSequence> training = sequences(8, 1);
        List<LabelledSequence> validation = sequences(4, 2);
        FusionTrainer trainer = new FusionTrainer(NETWORK, SETTINGS);
        killAfterEpoch(3, trainer, training, validation);
        Path log = folder.resolve("log.jsonl");
        Path events = folder.resolve("events.out.tfevents.0000000000.emotion4j");
        List<String> lines = Files.readAllLines(log);
        assertEquals(3, lines.size());
        byte[] allEvents = Files.readAllBytes(events);
        Files.write(log, lines.subList(0, 2));
        Files.delete(events);

        trainer.train(training, validation, folder, FusionTrainer.Listener.SILENT);

        assertEquals(lines, Files.readAllLines(log));
        assertArrayEquals(allEvents, Files.readAllBytes(events));
    }

    @Test
    void cutCheckpoint_isRefusedAndNamesTheRemedy() throws IOException {
        List<LabelledSequence> training = sequences(8, 1);
        List<LabelledSequence> validation = sequences(4, 2);
        FusionTrainer trainer = new FusionTrainer(NETWORK, SETTINGS);
        killAfterEpoch(1, trainer, training, validation);
        Path checkpoint = folder.resolve("last.checkpoint");
        byte[] whole = Files.readAllBytes(checkpoint);
        for (int length : new int[] {20, 100, whole.length - 1}) {
            Files.write(checkpoint, Arrays.copyOf(whole, length));
            InputException refused =
                    assertThrows(
                            InputException.class,
                            () ->
                                    trainer.train(
                                            training,
                                            validation,
                                            folder,
                                            FusionTrainer.Listener.SILENT));
            assertTrue(
                    refused.getMessage().contains("last.checkpoint")
                            && refused.getMessage().contains("elete it"),
                    refused.getMessage());
        }
    }

    private void killAfterEpoch(
            int epoch,
            FusionTrainer trainer,
            List<LabelledSequence> training,
            List<LabelledSequence> validation) {
        FusionTrainer.Listener killer =
                new FusionTrainer.Listener() {
                    @Override
                    public void onEpoch(FusionTrainer.Epoch result, boolean best) {
                        if (result.epoch() == epoch) {
                            throw new CancellationException("killed");
                        }
                    }
                };
        assertThrows(
                CancellationException.class,
                () -> trainer.train(training, validation, folder, killer));
    }

    @Test
    void sequencesOfOtherWidth_areRefused() {
        LabelledSequence narrow =
                LabelledSequence.of("p", 1, new float[4], new float[4], new float[8]);
        IllegalArgumentException refused =
                assertThrows(
                        IllegalArgumentException.class,
                        () ->
                                new FusionTrainer(NETWORK, SETTINGS)
                                        .train(
                                                List.of(narrow),
                                                List.of(narrow),
                                                folder,
                                                FusionTrainer.Listener.SILENT));
        assertTrue(refused.getMessage().contains("rows of 24"), refused.getMessage());
    }

    @Test
    void batchWithoutALabel_changesNothing() {
        List<LabelledSequence> training = new ArrayList<>(sequences(8, 1));
        for (LabelledSequence s : sequences(24, 3)) {
            training.add(
                    LabelledSequence.of(
                            s.person(),
                            s.steps(),
                            s.values(),
                            s.present(),
                            new float[s.targets().length]));
        }
        FusionTrainer trainer =
                new FusionTrainer(NETWORK, SETTINGS.toBuilder().epochs(1).batchSize(2).build());
        FusionTrainer.Result result =
                trainer.train(training, sequences(4, 2), folder, FusionTrainer.Listener.SILENT);
        assertTrue(Double.isFinite(result.epochs().get(0).trainLoss()));
    }

    @Test
    void lossThatIsNoNumber_endsTheTraining_andLeavesNoCheckpointOfIt() {
        FusionTrainer trainer =
                new FusionTrainer(NETWORK, SETTINGS.toBuilder().learningRate(1e30).build());
        EmotionException failed =
                assertThrows(
                        EmotionException.class,
                        () ->
                                trainer.train(
                                        sequences(24, 1),
                                        sequences(8, 2),
                                        folder,
                                        FusionTrainer.Listener.SILENT));
        assertTrue(failed.getMessage().contains("Lower the learning rate"), failed.getMessage());
        assertFalse(Files.exists(folder.resolve("last.checkpoint")));
    }

    @Test
    void folderThatNoNetworkIsLoadedFrom_isRefusedBeforeTheTraining() {
        FusionTrainer trainer = new FusionTrainer(NETWORK, SETTINGS);
        List<LabelledSequence> some = sequences(4, 1);
        for (Path bad :
                List.of(folder.resolve("my model"), folder.resolve("größer"), Path.of("/"))) {
            IllegalArgumentException refused =
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> trainer.train(some, some, bad, FusionTrainer.Listener.SILENT));
            assertTrue(refused.getMessage().contains("name a folder"), refused.getMessage());
            assertThrows(IllegalArgumentException.class, () -> trainer.calibrate(some, bad));
        }
        assertEquals("models", NetworkFile.idOf(Path.of("models/.")));
    }

    @Test
    void targetsThatAreNoProbabilities_areRefused() {
        for (float bad : new float[] {Float.NaN, -0.1f, 1.5f}) {
            float[] targets = new float[8];
            targets[2] = bad;
            assertThrows(
                    IllegalArgumentException.class,
                    () -> LabelledSequence.of("p", 1, new float[4], new float[4], targets));
        }
    }

    @Test
    void tensorBoardFile_isFramedAsTfRecord() throws IOException {
        Path file = folder.resolve("events");
        TensorBoardFile.write(
                file, List.of(new FusionTrainer.Epoch(1, 0.1, 2, 0.3, 4, 0.5, 6, 7000)));
        // CRC-32C of "123456789" is e3069283 (RFC 3720, B.4); the mask turns it by 15 bits and
        // adds.
        assertEquals(
                Integer.rotateRight(0xe3069283, 15) + 0xa282ead8,
                TensorBoardFile.maskedCrc("123456789".getBytes(StandardCharsets.US_ASCII)));
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<String> records = new ArrayList<>();
        while (bytes.hasRemaining()) {
            byte[] header = new byte[8];
            bytes.get(header);
            assertEquals(TensorBoardFile.maskedCrc(header), bytes.getInt());
            byte[] data =
                    new byte
                            [(int)
                                    ByteBuffer.wrap(header)
                                            .order(ByteOrder.LITTLE_ENDIAN)
                                            .getLong()];
            bytes.get(data);
            assertEquals(TensorBoardFile.maskedCrc(data), bytes.getInt());
            records.add(new String(data, StandardCharsets.ISO_8859_1));
        }
        assertEquals(2, records.size());
        assertTrue(records.get(0).contains("brain.Event:2"));
        assertTrue(records.get(1).contains("loss/validation"));
    }

    private static byte[] weights(Path folder) throws IOException {
        // The archive holds nothing but the network, so equal bytes mean equal weights.
        return Files.readAllBytes(folder.resolve("model.pt"));
    }

    private static List<LabelledSequence> sequences(int count, long seed) {
        return sequences(count, seed, false);
    }

    private static List<LabelledSequence> sequences(int count, long seed, boolean agree) {
        Random random = new Random(seed);
        List<LabelledSequence> sequences = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int steps = 2 + random.nextInt(4);
            float[] values = new float[steps * SLOTS * EvidenceVector.WIDTH];
            float[] present = new float[steps * SLOTS];
            float[] targets = new float[steps * Emotion.ALL.size()];
            int state = random.nextInt(Emotion.ALL.size());
            for (int t = 0; t < steps; t++) {
                targets[t * Emotion.ALL.size() + state] = 1;
                int drawn = random.nextInt(Emotion.ALL.size());
                put(values, present, t, 0, agree ? state : drawn, 20);
                put(values, present, t, 1, state, 2);
            }
            sequences.add(LabelledSequence.of("p" + i, steps, values, present, targets));
        }
        return sequences;
    }

    private static void put(
            float[] values, float[] present, int t, int slot, int top, double sureness) {
        TimeInterval step = new TimeInterval(t * 500_000_000L, (t + 1) * 500_000_000L);
        double[] weights = new double[Emotion.ALL.size()];
        Arrays.fill(weights, 1);
        weights[top] = sureness;
        EmotionProbabilities probabilities = EmotionProbabilities.of(weights);
        Evidence.Present evidence =
                new Evidence.Present(
                        step,
                        probabilities,
                        Affect.expected(probabilities),
                        OptionalDouble.empty(),
                        new float[0],
                        1,
                        List.of());
        present[t * SLOTS + slot] = 1;
        float[] row = EvidenceVector.of(evidence, step, OptionalLong.empty());
        System.arraycopy(row, 0, values, (t * SLOTS + slot) * row.length, row.length);
    }
}
