package io.github.emotion4j.app;

import com.google.gson.Gson;
import io.github.emotion4j.app.scene.Scene;
import io.github.emotion4j.app.scene.SceneInput;
import io.github.emotion4j.app.scene.Verdict;
import io.github.emotion4j.core.Batch;
import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.EmotionException;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.Recording;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Tells, for files and folders, what expression is perceived: as a timeline on the terminal, as
 * HTML report with annotated pictures, as JSON and as CSV. A file that cannot be read is reported
 * and the rest is done.
 */
@Command(
        name = "analyze",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Recognises pictures, clips, sounds and recordings of the body, and writes a report.")
final class AnalyzeCommand implements Callable<Integer> {
    /** More timelines than this are not read on a terminal; one line represents each. */
    private static final int MAX_TIMELINES = 8;

    @Spec private CommandSpec spec;
    @Mixin private ModelOptions models;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..*",
            description =
                    "Pictures, clips, sounds, sensor files, or folders of them, of which files"
                            + " are read that are named like recordings; none for the bundled"
                            + " ones")
    private List<Path> arguments = new ArrayList<>();

    @ArgGroup(validate = false, order = 1, heading = "%nA body that was recorded along:%n")
    private Along along = new Along();

    @ArgGroup(validate = false, order = 2, heading = "%nWhat is written:%n")
    private Output output = new Output();

    @ArgGroup(validate = false, order = 3, heading = "%nMany files:%n")
    private Many many = new Many();

    private static final class Along {
        @Option(
                names = "--with",
                order = 1,
                paramLabel = "FILE",
                description =
                        "A recording of the body, such as a wristband's CSV: face, voice and body"
                                + " then become one estimate")
        private @Nullable Path body;

        @Option(
                names = "--lead",
                order = 2,
                paramLabel = "SECONDS",
                description =
                        "How long it had run when the picture or video began (${DEFAULT-VALUE}); the"
                                + " body is reported when a minute and a half is over. The terminal and"
                                + " the report count time from where the picture or video begins,"
                                + " JSON and CSV from where the recording of the body does")
        private double leadSeconds;
    }

    private static final class Output {
        @Option(
                names = "--out",
                order = 1,
                paramLabel = "FOLDER",
                description =
                        "Where to write (${DEFAULT-VALUE}); - is the terminal, for --json or --csv"
                                + " of one FILE, or --json of several, a line each with its file")
        private Path folder = Path.of("emotion4j-report");

        @Option(
                names = "--html",
                order = 2,
                description =
                        "Write a report and annotated pictures; the default without the others")
        private boolean html;

        @Option(
                names = "--json",
                order = 3,
                description = "Write NAME.json, by the library's schema")
        private boolean json;

        @Option(names = "--csv", order = 4, description = "Write NAME.csv, one row a step")
        private boolean csv;
    }

    private static final class Many {
        @Option(
                names = "--resume",
                order = 1,
                description = "Leave out what a run before into the same folder has done")
        private boolean resume;

        @Option(
                names = "--parallel",
                order = 2,
                paramLabel = "N",
                description = "Files at once; by default as processors and memory allow")
        private @Nullable Integer parallel;
    }

    @Override
    public Integer call() throws IOException {
        boolean toTerminal = output.folder.toString().equals("-");
        check(toTerminal);
        Map<Path, String> missing = new LinkedHashMap<>();
        List<SceneInput> inputs = inputs(missing);
        PrintWriter err = spec.commandLine().getErr();
        missing.forEach((path, why) -> err.println(SceneInput.printable(path + ": " + why)));
        if (inputs.isEmpty() && missing.isEmpty()) {
            err.println("No folder holds a file whose name looks like a recording");
        }
        err.flush();
        if (inputs.isEmpty()) {
            return Emotion4j.NOTHING_DONE;
        }
        Batch.Totals totals =
                toTerminal
                        ? print(inputs)
                        : write(inputs, new ResultFolder(output.folder, formats()));
        if (totals.recognized() + totals.skipped() == 0) {
            return Emotion4j.NOTHING_DONE;
        }
        return totals.failed() + missing.size() > 0 ? Emotion4j.SOME_REFUSED : 0;
    }

    private void check(boolean toTerminal) {
        if (many.parallel != null && many.parallel < 1) {
            throw wrong("--parallel is at least 1, not " + many.parallel);
        }
        if (toTerminal && (output.json == output.csv || output.html || many.resume)) {
            throw wrong("--out - takes either --json or --csv, and neither --html nor --resume");
        }
        if (toTerminal && isGiven("--parallel")) {
            throw wrong("--out - takes no --parallel: results come in the order of the files");
        }
        if (toTerminal && output.csv && !isOneFile()) {
            throw wrong("--csv --out - takes one FILE; tables of several cannot be told apart");
        }
        if (isGiven("--lead") && !isGiven("--with")) {
            throw wrong("--lead belongs to a recording of the body; name it by --with");
        }
        try {
            SceneInput.leadNanos(along.leadSeconds);
        } catch (IllegalArgumentException e) {
            throw wrong("--lead " + e.getMessage());
        }
    }

    private boolean isGiven(String option) {
        return spec.commandLine().getParseResult().hasMatchedOption(option);
    }

    /** Whether the result is of one file that is named; any other has a line a file. */
    private boolean isOneFile() {
        return arguments.size() == 1 && InputFiles.isOne(arguments.get(0));
    }

    private CommandLine.ParameterException wrong(String message) {
        return new CommandLine.ParameterException(spec.commandLine(), message);
    }

    private ResultFolder.Formats formats() {
        return new ResultFolder.Formats(
                output.json, output.csv, output.html || !(output.json || output.csv));
    }

    private List<SceneInput> inputs(Map<Path, String> missing) throws IOException {
        if (arguments.isEmpty() && along.body == null) {
            return BundledMedia.all();
        }
        List<Path> files = InputFiles.of(arguments, missing, spec.commandLine().getErr());
        if (along.body == null) {
            return files.stream().map(SceneInput::of).toList();
        }
        if (!Files.exists(along.body)) {
            missing.put(along.body, "there is no such file");
        }
        if (!missing.isEmpty()) {
            return List.of();
        }
        if (files.size() != 1) {
            throw wrong("--with belongs to one FILE, not " + files.size());
        }
        Recording.Part main =
                Recording.Part.of(files.get(0))
                        .startingAt(Duration.ofNanos(SceneInput.leadNanos(along.leadSeconds)));
        Recording.Part body = Recording.Part.of(along.body);
        try {
            return List.of(SceneInput.along(main, body, Limits.defaults()));
        } catch (InputException e) {
            throw wrong("--with " + e.getMessage());
        }
    }

    /** To another program: the JSON or CSV of one file, or JSON a line a file with its name. */
    private Batch.Totals print(List<SceneInput> inputs) {
        PrintWriter to = spec.commandLine().getOut();
        try (EmotionRecognizer recognizer = models.load()) {
            // One at a time, so that results come in the order of the files.
            return batch(recognizer)
                    .parallelism(1)
                    .run(
                            inputs.stream().map(SceneInput::recording).toList(),
                            result -> {
                                if (result instanceof Batch.Recognized done) {
                                    to.print(
                                            output.json
                                                    ? line(inputs.get(done.index()), done)
                                                    : done.timeline().toCsv());
                                    if (Emotion4j.isLost(to)) {
                                        throw new EmotionException(Emotion4j.OUTPUT_LOST, null);
                                    }
                                } else if (result instanceof Batch.Failed failed) {
                                    tell(failed);
                                }
                            });
        }
    }

    private String line(SceneInput input, Batch.Recognized done) {
        String timeline = done.timeline().toJson();
        return isOneFile()
                ? timeline + "\n"
                : "{\"file\":"
                        + new Gson().toJson(ResultFolder.file(input))
                        + ",\"timeline\":"
                        + timeline
                        + "}\n";
    }

    private Batch.Totals write(List<SceneInput> inputs, ResultFolder folder) throws IOException {
        boolean pages =
                many.resume
                        || inputs.size() > MAX_TIMELINES
                        || arguments.stream().anyMatch(Files::isDirectory);
        Optional<Path> inTheWay = folder.inTheWay(inputs, pages);
        if (inTheWay.isPresent()) {
            throw wrong(inTheWay.get() + ": " + ResultFolder.IN_THE_WAY);
        }
        ProgressBar bar =
                new ProgressBar(
                        System.err,
                        ProgressBar.onTerminal(),
                        inputs.size() == 1 ? inputs.get(0).name() : inputs.size() + " files");
        Batch.Totals totals;
        try (EmotionRecognizer recognizer = models.load()) {
            Batch batch = batch(recognizer).onProgress(bar::show);
            if (pages) {
                batch.journal(folder.journal(many.resume));
            }
            totals =
                    batch.run(
                            inputs.stream().map(SceneInput::recording).toList(),
                            result -> {
                                bar.clear();
                                SceneInput input = inputs.get(result.index());
                                if (result instanceof Batch.Recognized done) {
                                    Scene scene = new Scene(input, done.timeline());
                                    say(
                                            inputs.size() <= MAX_TIMELINES
                                                    ? TimelineText.of(scene)
                                                    : line(scene));
                                    folder.add(result.index(), scene, pages);
                                } else if (result instanceof Batch.Failed failed) {
                                    folder.refuse(input, failed.reason());
                                    tell(failed);
                                }
                            });
            bar.clear();
        }
        folder.finish(pages).ifPresent(this::say);
        return totals;
    }

    private Batch batch(EmotionRecognizer recognizer) {
        Batch batch = recognizer.batch();
        return many.parallel == null ? batch : batch.parallelism(many.parallel);
    }

    /** A faulty file is reported in one line; a fault of the program ends the batch. */
    private void tell(Batch.Failed failed) {
        if (!(failed.cause() instanceof EmotionException)) {
            throw new IllegalStateException(failed.reason(), failed.cause());
        }
        spec.commandLine().getErr().println(SceneInput.printable("Skipped " + failed.reason()));
        spec.commandLine().getErr().flush();
    }

    private void say(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }

    private static String line(Scene scene) {
        EmotionEstimate summary = scene.timeline().summary();
        Verdict verdict = Verdict.of(summary);
        String perceived =
                verdict.label()
                        + (verdict.emotion().isPresent() ? "" : " (" + verdict.reason() + ")");
        String line = perceived;
        if (summary.stress().isPresent()) {
            String stress = Verdict.stress(summary.stress().getAsDouble());
            line = Verdict.stressAlone(summary).orElse(perceived + ", " + stress);
        }
        return String.format(Locale.ROOT, "%-40s %s", scene.input().name(), line);
    }
}
