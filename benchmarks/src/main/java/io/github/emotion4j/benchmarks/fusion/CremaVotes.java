package io.github.emotion4j.benchmarks.fusion;

import io.github.emotion4j.core.Affect;
import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.fusion.internal.EvidenceVector;
import io.github.emotion4j.fusion.train.LabelledSequence;
import io.github.emotion4j.fusion.train.NetworkFile;
import io.github.emotion4j.fusion.train.TrainingSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * People's answers to the face alone and to the voice alone (CREMA-D, Cao et al. 2014,
 * doi:10.1109/TAFFC.2014.2336244), joined to name the emotion that was acted, by actor. It shows
 * what joining decisions gains; time plays no part.
 */
final class CremaVotes {
    private static final String LETTERS = "ADFHNS";
    private static final List<Emotion> EMOTIONS =
            List.of(
                    Emotion.ANGER,
                    Emotion.DISGUST,
                    Emotion.FEAR,
                    Emotion.HAPPINESS,
                    Emotion.NEUTRAL,
                    Emotion.SADNESS);
    private static final double ADDED = Double.parseDouble(System.getProperty("added", "0.5"));
    private static final double ANSWERS = 10;
    private static final int SLOTS = 2;
    private static final TimeInterval STEP = new TimeInterval(0, 500_000_000);

    private CremaVotes() {}

    /**
     * Runs the program.
     *
     * @param args the folder with the manifest, and one to work in
     */
    public static void main(String[] args) throws IOException {
        List<LabelledSequence> all = read(Path.of(args[0]));
        NetworkFile network = NetworkFile.shipped("fusion-crema");
        int networks = Integer.getInteger("networks", 3);
        TrainingSettings settings =
                TrainingSettings.builder()
                        .epochs(8)
                        .patience(4)
                        .batchSize(64)
                        .learningRate(Double.parseDouble(System.getProperty("rate", "0.001")))
                        .weightDecay(0.01)
                        .poolPenalty(1)
                        .modalityDropout(Double.parseDouble(System.getProperty("drop", "0.2")))
                        .labelSmoothing(0)
                        .build();
        Study study =
                new Study(
                        network,
                        settings,
                        Path.of(args[1]),
                        Study.Rows.OPINIONS_TO_LEARN,
                        1,
                        networks);
        Comparison comparison = new Comparison(network.labels());
        int index = 0;
        for (Folds split : Folds.byPerson(all, 6, 0.06, 7)) {
            study.run(split, 2, comparison, "crema-" + index++);
        }
        comparison.print("network");
    }

    private static List<LabelledSequence> read(Path folder) throws IOException {
        Table manifest = Table.read(folder.resolve("manifest.csv"));
        List<LabelledSequence> all = new ArrayList<>();
        for (int line = 0; line < manifest.size(); line++) {
            float[] values = new float[SLOTS * EvidenceVector.WIDTH];
            float[] present = {1, 1};
            put(manifest, line, "face", values, 0);
            put(manifest, line, "voice", values, 1);
            float[] targets = new float[Emotion.ALL.size()];
            Emotion acted = EMOTIONS.get(LETTERS.indexOf(manifest.text(line, "emotion")));
            targets[acted.ordinal()] = 1;
            all.add(LabelledSequence.of(manifest.text(line, "actor"), 1, values, present, targets));
        }
        return all;
    }

    private static void put(Table manifest, int line, String channel, float[] values, int slot) {
        double[] weights = new double[Emotion.ALL.size()];
        double answers = 0;
        for (int i = 0; i < EMOTIONS.size(); i++) {
            String cell = manifest.text(line, channel + "_" + LETTERS.charAt(i));
            answers += Integer.parseInt(cell);
            weights[EMOTIONS.get(i).ordinal()] = Integer.parseInt(cell) + ADDED;
        }
        EmotionProbabilities probabilities = EmotionProbabilities.of(weights);
        Evidence.Present evidence =
                new Evidence.Present(
                        STEP,
                        probabilities,
                        Affect.expected(probabilities),
                        OptionalDouble.empty(),
                        new float[0],
                        Math.min(1, answers / ANSWERS),
                        List.of());
        float[] row = EvidenceVector.of(evidence, STEP, OptionalLong.empty());
        System.arraycopy(row, 0, values, slot * EvidenceVector.WIDTH, row.length);
    }
}
