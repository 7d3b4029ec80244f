package io.github.emotion4j.app;

import io.github.emotion4j.app.features.FeatureTable;
import io.github.emotion4j.app.scene.SceneInput;
import io.github.emotion4j.core.EmotionException;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.ModelException;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.core.internal.io.WholeFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the features of sounds and of recordings of the body as CSV. */
@Command(
        name = "features",
        mixinStandardHelpOptions = true,
        description = {
            "Writes features as CSV: of sounds and clips the 88 acoustic values of the whole and of"
                    + " each utterance, of recordings of the body heart rate variability and skin"
                    + " conductance.",
            "One file is written to the terminal, several to files NAME.features.csv."
        })
final class FeaturesCommand implements Callable<Integer> {
    static final String ENDING = ".features.csv";

    @Spec private CommandSpec spec;

    /** Files of one name from several folders are not written over one another. */
    private final Set<Path> written = new HashSet<>();

    /** What is read and therefore never written over. */
    private final Set<Path> inputs = new HashSet<>();

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Files or folders of them")
    private List<Path> arguments = List.of();

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description = "Where to write; without it, one file goes to the terminal")
    private @Nullable Path out;

    @Option(
            names = "--frames",
            description = "Of sounds, the descriptors each 10 ms in place of the 88 values")
    private boolean frames;

    @Option(
            names = "--span",
            paramLabel = "SECONDS",
            description = "Of the body, a line for each span of so long, at least 10")
    private @Nullable Double spanSeconds;

    @Override
    public Integer call() throws IOException {
        Map<Path, String> missing = new LinkedHashMap<>();
        List<Path> files = InputFiles.of(arguments, missing, spec.commandLine().getErr());
        files.forEach(file -> inputs.add(InputFiles.identity(file)));
        if (files.size() > 1 && out == null) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "Several files need --out FOLDER");
        }
        Optional<Duration> span = span();
        PrintWriter err = spec.commandLine().getErr();
        missing.forEach((path, why) -> err.println(SceneInput.printable(path + ": " + why)));
        if (files.isEmpty() && missing.isEmpty()) {
            err.println("No folder holds a file whose name looks like a recording");
        }
        if (out != null && !files.isEmpty()) {
            OutputFiles.folder(out);
        }
        ProgressBar bar =
                new ProgressBar(System.err, ProgressBar.onTerminal(), files.size() + " files");
        int refused = missing.size();
        int done = 0;
        for (Path file : files) {
            bar.show((double) (done + refused) / files.size());
            try {
                Recording.Part part = Recording.Part.of(file);
                FeatureTable table = FeatureTable.of(part, frames, span, Limits.defaults());
                write(file, table);
                done++;
                for (Reason issue : table.issues()) {
                    bar.clear();
                    err.println(SceneInput.printable(file + ": " + issue.message()));
                }
            } catch (ModelException e) {
                throw e; // No other file would fare better.
            } catch (EmotionException e) {
                bar.clear();
                err.println(SceneInput.printable("Skipped " + e.getMessage()));
                refused++;
            }
        }
        bar.clear();
        err.flush();
        if (done == 0) {
            return Emotion4j.NOTHING_DONE;
        }
        return refused > 0 ? Emotion4j.SOME_REFUSED : 0;
    }

    private Optional<Duration> span() {
        try {
            return Optional.ofNullable(spanSeconds).map(FeatureTable::span);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--span " + e.getMessage(), e);
        }
    }

    private void write(Path file, FeatureTable table) {
        if (out == null) {
            PrintWriter to = spec.commandLine().getOut();
            table.writeCsv(to);
            to.flush();
            return;
        }
        String name = OutputFiles.shortened(InputFiles.name(file));
        Path target = out.resolve(name + ENDING);
        for (int i = 2; isTaken(target); i++) {
            target = out.resolve(name + "-" + i + ENDING);
        }
        StringBuilder csv = new StringBuilder();
        table.writeCsv(csv);
        WholeFile.replace(target, csv.toString().getBytes(StandardCharsets.UTF_8));
    }

    private boolean isTaken(Path target) {
        return inputs.contains(InputFiles.identity(target)) || !written.add(target);
    }
}
