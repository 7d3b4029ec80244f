package io.github.emotion4j.app;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.emotion4j.app.evaluation.Evaluation;
import io.github.emotion4j.app.evaluation.LabelledFiles;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.internal.io.WholeFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures the recogniser on labelled folders. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures how often the recogniser is right on files with labels.",
            "A folder has a manifest.csv with the columns file, label and, if known, person; or its"
                    + " folders are named by classes (happy, sad, ...). Intervals of 95 %% are drawn"
                    + " over persons; where none are named, over files, which makes them too"
                    + " narrow if a person has several files."
        })
final class EvaluateCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private ModelOptions models;

    @Parameters(paramLabel = "FOLDER", arity = "1..*", description = "Labelled folders")
    private List<Path> folders = List.of();

    @Option(
            names = "--label",
            paramLabel = "COLUMN",
            description = "The manifest's column of labels")
    private @Nullable String label;

    @Option(
            names = "--every",
            paramLabel = "N",
            description = "Take one file of N (${DEFAULT-VALUE})")
    private int every = 1;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the figures, too")
    private @Nullable Path json;

    @Override
    public Integer call() throws IOException {
        if (every < 1) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--every is at least 1, not " + every);
        }
        Map<Path, LabelledFiles> corpora = new LinkedHashMap<>();
        for (Path folder : folders) {
            InputFiles.requireFolder(spec.commandLine(), folder);
            corpora.put(folder, LabelledFiles.read(folder, Optional.ofNullable(label), every));
        }
        if (json != null) {
            OutputFiles.requireWritable(json);
        }
        PrintWriter out = spec.commandLine().getOut();
        JsonArray all = new JsonArray();
        int refused = 0;
        int labelled = 0;
        try (EmotionRecognizer recognizer = models.load()) {
            for (Map.Entry<Path, LabelledFiles> corpus : corpora.entrySet()) {
                LabelledFiles files = corpus.getValue();
                out.println(files.describe(InputFiles.name(corpus.getKey())));
                ProgressBar bar =
                        new ProgressBar(
                                System.err,
                                ProgressBar.onTerminal(),
                                files.items().size() + " files");
                JsonObject measured = new Evaluation(recognizer, out).measure(files, bar::show);
                bar.clear();
                measured.addProperty("corpus", InputFiles.name(corpus.getKey()));
                labelled += files.items().size();
                refused += measured.get("refused").getAsInt();
                all.add(measured);
            }
        }
        if (json != null) {
            String text = new GsonBuilder().setPrettyPrinting().create().toJson(all) + "\n";
            WholeFile.replace(json, text.getBytes(StandardCharsets.UTF_8));
        }
        out.flush();
        if (refused == labelled) {
            return Emotion4j.NOTHING_DONE;
        }
        return refused > 0 ? Emotion4j.SOME_REFUSED : 0;
    }
}
