package io.github.emotion4j.benchmarks.fusion;

import io.github.emotion4j.fusion.train.LabelledSequence;
import io.github.emotion4j.fusion.train.NetworkFile;
import io.github.emotion4j.fusion.train.TrainingSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Positive or negative utterances of videos from public features of text, sound and face (CMU-MOSI
 * as prepared for bc-LSTM, Poria et al. 2017, doi:10.18653/v1/P17-1081), by video. Nothing in it is
 * ours but the network and the trainer. The network looks back alone; bc-LSTM also looks ahead.
 */
final class MosiVideos {
    private static final int WIDTH = 100;
    private static final int SLOTS = 3;

    private MosiVideos() {}

    /**
     * Runs the program.
     *
     * @param args the folder with manifest and features, and one to work in
     */
    public static void main(String[] args) throws IOException {
        List<LabelledSequence> all = read(Path.of(args[0]));
        NetworkFile network = NetworkFile.shipped("fusion-mosi");
        TrainingSettings settings =
                TrainingSettings.builder()
                        .epochs(Integer.getInteger("epochs", 15))
                        .patience(8)
                        .batchSize(8)
                        .learningRate(Double.parseDouble(System.getProperty("rate", "0.001")))
                        .weightDecay(Double.parseDouble(System.getProperty("decay", "1")))
                        .modalityDropout(0.1)
                        .labelSmoothing(0.1)
                        .poolPenalty(400)
                        .build();
        Study study =
                new Study(
                        network,
                        settings,
                        Path.of(args[1]),
                        Study.Rows.FEATURES,
                        30,
                        Integer.getInteger("networks", 2));
        Comparison comparison = new Comparison(network.labels());
        int index = 0;
        for (Folds split : Folds.byPerson(all, 5, 0.15, 7)) {
            study.run(split.scaled(SLOTS), SLOTS, comparison, "mosi-" + index++);
        }
        comparison.print("network");
    }

    private static List<LabelledSequence> read(Path folder) throws IOException {
        Table manifest = Table.read(folder.resolve("manifest.csv"));
        List<Map<String, float[]>> features = new ArrayList<>();
        for (String slot : List.of("text", "audio", "video")) {
            features.add(Table.read(folder.resolve(slot + ".csv.gz")).byFirst());
        }
        Map<String, List<Integer>> videos = new LinkedHashMap<>();
        for (int i = 0; i < manifest.size(); i++) {
            videos.computeIfAbsent(manifest.text(i, "video"), v -> new ArrayList<>()).add(i);
        }
        List<LabelledSequence> all = new ArrayList<>();
        videos.forEach(
                (video, lines) -> {
                    float[] values = new float[lines.size() * SLOTS * WIDTH];
                    float[] present = new float[lines.size() * SLOTS];
                    float[] targets = new float[lines.size() * 2];
                    for (int line : lines) {
                        int step = (int) manifest.number(line, "step");
                        targets[step * 2 + (int) manifest.number(line, "label")] = 1;
                        for (int slot = 0; slot < SLOTS; slot++) {
                            float[] row = features.get(slot).get(manifest.text(line, "utterance"));
                            present[step * SLOTS + slot] = 1;
                            System.arraycopy(
                                    row, 0, values, (step * SLOTS + slot) * WIDTH, row.length);
                        }
                    }
                    all.add(LabelledSequence.of(video, lines.size(), values, present, targets));
                });
        return all;
    }
}
