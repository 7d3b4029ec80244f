package io.github.emotion4j.app;

import io.github.emotion4j.app.report.HtmlReport;
import io.github.emotion4j.app.scene.Scene;
import io.github.emotion4j.app.scene.SceneImages;
import io.github.emotion4j.app.scene.SceneInput;
import io.github.emotion4j.app.scene.SceneLog;
import io.github.emotion4j.core.ComputeDevice;
import io.github.emotion4j.core.EmotionException;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.EmotionTimeline;
import io.github.emotion4j.core.InputException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Tells, for pictures and videos, what expression is perceived: as a timeline on the terminal, an
 * annotated picture a file, and one HTML report. A clip may come with a wristband's recording.
 * Without arguments it does so for a clip, a portrait, and the clip with a wristband's table, which
 * ship with it.
 */
@Command(
        name = "recognise",
        mixinStandardHelpOptions = true,
        description = "Tells what expression is perceived in pictures and videos.")
public final class AnalyzeCommand implements Callable<Integer> {
    static final double ABSTAIN_BELOW = 0.4;
    private static final double MAX_LEAD_SECONDS = 86_400;

    private final EmotionRecognizer.Builder builder;
    private final Set<String> pictureNames = new HashSet<>();

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "Pictures and videos; none for the bundled ones")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--with",
            paramLabel = "FILE",
            description =
                    "A recording of the body that ran along, such as a wristband's CSV: face, voice"
                            + " and body then become one estimate")
    private @Nullable Path body;

    @Option(
            names = "--lead",
            paramLabel = "SECONDS",
            description =
                    "How long it had run when the picture or video began (${DEFAULT-VALUE}); the"
                            + " body is told when a minute and a half is over")
    private double leadSeconds;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description = "Where to write (${DEFAULT-VALUE})")
    private Path out = Path.of("emotion4j-report");

    @Option(
            names = "--device",
            paramLabel = "auto|cpu|gpu:N",
            converter = DeviceName.class,
            description = "Where models run (auto: a GPU if there is one)")
    private ComputeDevice device = ComputeDevice.auto();

    @Option(
            names = "--step",
            paramLabel = "SECONDS",
            description = "Time between estimates (${DEFAULT-VALUE})")
    private double stepSeconds = 0.5;

    AnalyzeCommand(EmotionRecognizer.Builder builder) {
        this.builder = builder;
    }

    /**
     * Runs the program.
     *
     * @param args files and options; {@code --help} explains them
     */
    public static void main(String[] args) {
        System.setProperty("java.awt.headless", "true");
        int exitCode = commandLine(EmotionRecognizer.builder()).execute(args);
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }

    static CommandLine commandLine(EmotionRecognizer.Builder builder) {
        return new CommandLine(new AnalyzeCommand(builder))
                .setExecutionExceptionHandler(AnalyzeCommand::explain);
    }

    @Override
    public Integer call() throws IOException {
        Duration step = Duration.ofNanos(Math.round(stepSeconds * 1e9));
        try {
            builder.device(device).step(step).abstainBelow(ABSTAIN_BELOW);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        List<SceneInput> inputs = inputs();
        Files.createDirectories(out);

        HtmlReport report = new HtmlReport(ABSTAIN_BELOW);
        PrintWriter console = spec.commandLine().getOut();
        int skipped = 0;
        try (EmotionRecognizer recognizer = builder.build()) {
            for (SceneInput input : inputs) {
                try {
                    Scene scene = recognise(recognizer, input, step);
                    console.println(TimelineText.of(scene));
                    illustrate(scene, report);
                } catch (InputException e) {
                    spec.commandLine().getErr().println("Skipped " + e.getMessage());
                    skipped++;
                }
            }
        }
        if (skipped < inputs.size()) {
            Files.writeString(out.resolve("report.html"), report.html());
            console.println("Report: " + out.resolve("report.html"));
        }
        console.flush();
        return skipped == 0 ? 0 : 1;
    }

    private List<SceneInput> inputs() {
        if (body == null) {
            return files.isEmpty()
                    ? BundledMedia.all()
                    : files.stream().map(SceneInput::of).toList();
        }
        if (files.size() != 1 || !(leadSeconds >= 0 && leadSeconds <= MAX_LEAD_SECONDS)) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "--with belongs to one FILE, not "
                            + files.size()
                            + ", and --lead is from 0 to a day, not "
                            + leadSeconds);
        }
        Duration lead = Duration.ofNanos(Math.round(leadSeconds * 1e9));
        return List.of(SceneInput.of(files.get(0), body, lead));
    }

    private static Scene recognise(EmotionRecognizer recognizer, SceneInput input, Duration step) {
        ProgressBar bar = new ProgressBar(System.err, ProgressBar.onTerminal(), input.name());
        try {
            SceneLog log = new SceneLog(step, ABSTAIN_BELOW, bar::show);
            EmotionTimeline timeline = recognizer.recognize(input.recording(), log);
            return new Scene(input, timeline, log.steps(timeline));
        } finally {
            bar.clear();
        }
    }

    private void illustrate(Scene scene, HtmlReport report) throws IOException {
        Optional<SceneImages> images = SceneImages.read(scene);
        Optional<BufferedImage> annotated =
                images.map(i -> AnnotatedPicture.draw(i.keyFrame(), scene.keyMoment()));
        report.add(scene, images, annotated);
        if (annotated.isPresent()) {
            Path file = out.resolve(pictureName(scene.input().name()));
            ImageIO.write(annotated.get(), "png", file.toFile());
        }
    }

    /** Files of one name from several folders get pictures of their own; a name has no spaces. */
    private String pictureName(String fileName) {
        int dot = fileName.lastIndexOf('.');
        String base = (dot > 0 ? fileName.substring(0, dot) : fileName).replace(' ', '-');
        String name = base + "-annotated.png";
        for (int i = 2; !pictureNames.add(name); i++) {
            name = base + "-annotated-" + i + ".png";
        }
        return name;
    }

    /** What a user can mend is said in a line; anything else shows its stack. */
    private static int explain(
            Exception exception, CommandLine commandLine, CommandLine.ParseResult arguments)
            throws Exception {
        if (exception instanceof EmotionException) {
            commandLine.getErr().println(exception.getMessage());
            return 1;
        }
        if (exception instanceof IOException) {
            commandLine.getErr().println("The report cannot be written: " + exception);
            return 1;
        }
        throw exception;
    }

    private static final class DeviceName implements CommandLine.ITypeConverter<ComputeDevice> {
        @Override
        public ComputeDevice convert(String name) {
            if (name.equals("auto")) {
                return ComputeDevice.auto();
            }
            if (name.equals("cpu")) {
                return ComputeDevice.cpu();
            }
            if (name.matches("gpu(:\\d{1,3})?")) {
                return ComputeDevice.gpu(
                        name.length() > 4 ? Integer.parseInt(name.substring(4)) : 0);
            }
            throw new CommandLine.TypeConversionException(
                    "\"" + name + "\" is none of auto, cpu, gpu:N");
        }
    }
}
