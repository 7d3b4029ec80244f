package io.github.emotion4j.benchmarks.fusion;

import io.github.emotion4j.fusion.train.LabelledSequence;
import io.github.emotion4j.fusion.train.NetworkFile;
import io.github.emotion4j.fusion.train.TrainingSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * RAVDESS utterances (Livingstone and Russo 2018, doi:10.1371/journal.pone.0196391), eight acted
 * emotions, by actor: the voice model's probabilities, from folds that have not heard the actor,
 * and OpenFace's action units of the same take as a channel of one's own. It shows what two
 * channels gain on one utterance; time plays no part.
 *
 * <p>Each channel is used as it is; less its mean over the actor's neutral and calm takes (twelve,
 * about 42 s: what a person can give before a session); and less its mean and over its deviation of
 * all of the actor's takes, without labels.
 */
final class RavdessUnits {
    private static final int WIDTH = 36;
    private static final int SLOTS = 2;
    private static final int UNITS = 35;
    private static final int VOICE = 16;

    /** In the network's order of labels: anger, calm, disgust, fear and so on. */
    private static final List<String> NAMES =
            List.of("angry", "calm", "disgust", "fearful", "happy", "neutral", "sad", "surprised");

    private RavdessUnits() {}

    /**
     * Runs the program.
     *
     * @param args the folder with the manifest and the units, the table of the voice's outputs, and
     *     a folder to work in
     */
    public static void main(String[] args) throws IOException {
        NetworkFile network = NetworkFile.shipped("fusion-ravdess");
        TrainingSettings settings =
                TrainingSettings.builder()
                        .epochs(Integer.getInteger("epochs", 8))
                        .patience(4)
                        .batchSize(32)
                        .learningRate(Double.parseDouble(System.getProperty("rate", "0.0005")))
                        .weightDecay(Double.parseDouble(System.getProperty("decay", "1")))
                        .poolPenalty(10)
                        .modalityDropout(Double.parseDouble(System.getProperty("drop", "0.3")))
                        .labelSmoothing(0.05)
                        .build();
        for (String baseline : System.getProperty("baselines", "none,neutral,all").split(",")) {
            List<LabelledSequence> all = read(Path.of(args[0]), Path.of(args[1]), baseline);
            Study study =
                    new Study(
                            network,
                            settings,
                            Path.of(args[2]),
                            Study.Rows.FEATURES,
                            10,
                            Integer.getInteger("networks", 3));
            Comparison comparison = new Comparison(network.labels());
            int index = 0;
            for (Folds split : Folds.byPerson(all, 6, 0.14, 7)) {
                study.run(split.scaled(SLOTS), SLOTS, comparison, "ravdess-" + baseline + index++);
            }
            System.out.println("personal baseline: " + baseline);
            comparison.print("network");
        }
    }

    private static List<LabelledSequence> read(Path folder, Path voices, String baseline)
            throws IOException {
        Table manifest = Table.read(folder.resolve("manifest.csv"));
        Map<String, float[]> units =
                Table.read(folder.resolve("face_au_clipmean.csv.gz")).byFirst();
        Table voice = Table.read(voices);
        Map<String, float[]> heard = new TreeMap<>();
        for (int i = 0; i < voice.size(); i++) {
            float[] p = voice.numbers(i, "p0", 8);
            float[] row = new float[VOICE];
            for (int c = 0; c < 8; c++) {
                row[c] = (float) Math.log(Math.max(p[c], 0.005));
                row[8 + c] = p[c];
            }
            heard.put(voice.text(i, "clip"), row);
        }
        Map<String, List<Integer>> actors = new TreeMap<>();
        for (int i = 0; i < manifest.size(); i++) {
            actors.computeIfAbsent(manifest.text(i, "actor"), a -> new ArrayList<>()).add(i);
        }
        List<LabelledSequence> all = new ArrayList<>();
        for (var actor : actors.entrySet()) {
            List<float[]> rows = new ArrayList<>();
            List<Integer> quiet = new ArrayList<>();
            for (int line : actor.getValue()) {
                float[] row = new float[SLOTS * WIDTH];
                String clip = manifest.text(line, "audio_clip");
                System.arraycopy(
                        units.getOrDefault(manifest.text(line, "clip"), row), 0, row, 0, UNITS);
                float[] said = heard.getOrDefault(clip, heard.get(manifest.text(line, "clip")));
                if (said == null) {
                    throw new IllegalArgumentException(voices + " lacks the clip " + clip);
                }
                System.arraycopy(said, 0, row, WIDTH, VOICE);
                if (Set.of("neutral", "calm").contains(manifest.text(line, "emotion"))) {
                    quiet.add(rows.size());
                }
                rows.add(row);
            }
            normalise(rows, quiet, baseline);
            for (int i = 0; i < rows.size(); i++) {
                float[] targets = new float[NAMES.size()];
                targets[NAMES.indexOf(manifest.text(actor.getValue().get(i), "emotion"))] = 1;
                all.add(
                        LabelledSequence.of(
                                actor.getKey(), 1, rows.get(i), new float[] {1, 1}, targets));
            }
        }
        return all;
    }

    private static void normalise(List<float[]> rows, List<Integer> quiet, String baseline) {
        if (baseline.equals("none")) {
            return;
        }
        boolean all = baseline.equals("all");
        for (int j = 0; j < SLOTS * WIDTH; j++) {
            double mean = 0;
            double squares = 0;
            int count = 0;
            for (int i = 0; i < rows.size(); i++) {
                if (all || quiet.contains(i)) {
                    mean += rows.get(i)[j];
                    squares += rows.get(i)[j] * rows.get(i)[j];
                    count++;
                }
            }
            mean /= count;
            double deviation = all ? Math.sqrt(Math.max(0, squares / count - mean * mean)) : 1;
            for (float[] row : rows) {
                row[j] = (float) ((row[j] - mean) / (deviation + (all ? 1e-3 : 0)));
            }
        }
    }
}
