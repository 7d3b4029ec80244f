package io.github.emotion4j.benchmarks.world;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.emotion4j.app.evaluation.Evaluation;
import io.github.emotion4j.app.evaluation.LabelledFiles;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.internal.OpinionPool;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * {@code emotion4j evaluate} with what a comparison needs beside it: another way to join
 * modalities, and priors.
 *
 * <pre>
 * WorldTable [--every N] [--models FOLDER] [--mean] [--prior P] [--label COLUMN] [--json FILE] FOLDER...
 * </pre>
 *
 * {@code --every} takes one of N files, by their names; {@code --models} takes models from a
 * folder; {@code --mean} joins modalities by the mean, as without emotion-fusion; {@code --prior}
 * names the share of neutral that is expected of face and voice, the other classes alike.
 */
public final class WorldTable {
    private WorldTable() {}

    /**
     * Runs the program.
     *
     * @param args options, then folders
     * @throws IOException if a manifest cannot be read or the JSON not be written
     */
    public static void main(String[] args) throws IOException {
        Options options = Options.of(args);
        JsonArray json = new JsonArray();
        EmotionRecognizer.Builder builder = EmotionRecognizer.builder();
        options.models().ifPresent(builder::models);
        if (options.mean()) {
            builder.fusion(models -> new OpinionPool());
        }
        options.prior()
                .ifPresent(
                        prior -> {
                            builder.prior(ModalityId.FACE, prior);
                            builder.prior(ModalityId.VOICE, prior);
                        });
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        try (EmotionRecognizer recognizer = builder.build()) {
            for (Path folder : options.folders()) {
                String name = String.valueOf(folder.getFileName());
                LabelledFiles files = LabelledFiles.read(folder, options.label(), options.every());
                out.println(files.describe(name));
                JsonObject measured = new Evaluation(recognizer, out).measure(files, done -> {});
                measured.addProperty("corpus", name);
                json.add(measured);
            }
        }
        if (options.json().isPresent()) {
            Files.writeString(
                    options.json().get(),
                    new GsonBuilder().setPrettyPrinting().create().toJson(json) + "\n");
        }
    }
}
