package io.github.emotion4j.benchmarks.world;

import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionProbabilities;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What the program is asked for. */
record Options(
        int every,
        Optional<Path> models,
        boolean mean,
        Optional<EmotionProbabilities> prior,
        Optional<String> label,
        Optional<Path> json,
        List<Path> folders) {

    static Options of(String[] args) {
        int every = 1;
        Optional<Path> models = Optional.empty();
        boolean mean = false;
        Optional<EmotionProbabilities> prior = Optional.empty();
        Optional<String> label = Optional.empty();
        Optional<Path> json = Optional.empty();
        List<Path> folders = new ArrayList<>();
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--every" -> every = Integer.parseInt(args[++i]);
                case "--models" -> models = Optional.of(Path.of(args[++i]));
                case "--mean" -> mean = true;
                case "--prior" -> prior = Optional.of(prior(Double.parseDouble(args[++i])));
                case "--label" -> label = Optional.of(args[++i]);
                case "--json" -> json = Optional.of(Path.of(args[++i]));
                default -> folders.add(Path.of(args[i]));
            }
        }
        if (folders.isEmpty()) {
            throw new IllegalArgumentException(
                    "Name at least one folder with a manifest.csv, after --every N, --models FOLDER,"
                            + " --mean,"
                            + " --prior P, --label COLUMN or --json FILE");
        }
        return new Options(every, models, mean, prior, label, json, folders);
    }

    private static EmotionProbabilities prior(double neutral) {
        double[] weights = new double[Emotion.ALL.size()];
        Arrays.fill(weights, (1 - neutral) / (weights.length - 1));
        weights[Emotion.NEUTRAL.ordinal()] = neutral;
        return EmotionProbabilities.of(weights);
    }
}
