package io.github.emotion4j.app;

import io.github.emotion4j.app.scene.Verdict;
import io.github.emotion4j.audio.capture.Microphone;
import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.EmotionStream;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.RecognitionListener;
import io.github.emotion4j.core.StreamOptions;
import io.github.emotion4j.core.spi.SignalReader;
import io.github.emotion4j.vision.capture.VideoReader;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Follows the person before the camera and at the microphone, until it is ended. */
@Command(
        name = "live",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Recognises from the camera and the microphone, live; Ctrl-C ends it.")
final class LiveCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private ModelOptions models;

    @Option(
            names = "--camera",
            paramLabel = "N",
            description = "Number of the camera (${DEFAULT-VALUE})")
    private int camera;

    @Option(names = "--no-camera", description = "Voice alone")
    private boolean withoutCamera;

    @Option(names = "--no-microphone", description = "Face alone")
    private boolean withoutMicrophone;

    @Option(names = "--json", description = "Print each estimate as a line of JSON")
    private boolean json;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "End after as long; without it, it goes on until it is ended")
    private @Nullable Long seconds;

    @Override
    public Integer call() throws InterruptedException {
        if (seconds != null && seconds < 1) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--seconds is at least 1, not " + seconds);
        }
        List<LiveRun.Source> sources = devices();
        if (sources.isEmpty()) {
            return Emotion4j.NOTHING_DONE;
        }
        ExecutorService threads = Executors.newCachedThreadPool(LiveCommand::daemon);
        StreamOptions options =
                StreamOptions.builder()
                        .workers(threads)
                        .buffer(ModalityId.FACE, StreamOptions.Buffer.latest())
                        .build();
        try (LiveRun run =
                        new LiveRun(
                                sources,
                                Optional.ofNullable(seconds).map(Duration::ofSeconds),
                                this::complain);
                EmotionRecognizer recognizer = models.load();
                EmotionStream stream = recognizer.openStream(listener(run), options)) {
            run.writeTo(stream);
            EmotionStream.Statistics.Counts faces =
                    stream.statistics().modalities().get(ModalityId.FACE);
            if (faces != null && faces.dropped() > 0) {
                complain(
                        faces.dropped()
                                + " of "
                                + faces.accepted()
                                + " frames came faster than they could be looked at");
            }
            return run.failed() > 0 ? Emotion4j.SOME_REFUSED : 0;
        } finally {
            threads.shutdownNow();
        }
    }

    private RecognitionListener listener(LiveRun run) {
        PrintWriter out = spec.commandLine().getOut();
        return estimate -> {
            out.println(json ? estimate.toJson() : line(estimate));
            if (Emotion4j.isLost(out)) {
                run.end();
            }
        };
    }

    private void complain(String message) {
        spec.commandLine().getErr().println(message);
        spec.commandLine().getErr().flush();
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "live");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Devices are opened before models are loaded, so that a user without devices does not wait.
     */
    private List<LiveRun.Source> devices() {
        List<LiveRun.Source> sources = new ArrayList<>();
        if (!withoutCamera) {
            try {
                VideoReader reader = VideoReader.camera(camera);
                sources.add(new LiveRun.Source(reader::next, reader::close));
            } catch (InputException e) {
                complain(e.getMessage());
            }
        }
        if (!withoutMicrophone) {
            try {
                SignalReader reader = Microphone.open();
                sources.add(new LiveRun.Source(reader::next, reader::close));
            } catch (InputException e) {
                complain(e.getMessage());
            }
        }
        complain(
                sources.isEmpty()
                        ? "There is neither camera nor microphone to be live with; emotion4j doctor"
                                + " tells what this machine has"
                        : "Ctrl-C ends it; nothing is stored.");
        return sources;
    }

    private static String line(EmotionEstimate estimate) {
        Verdict verdict = Verdict.of(estimate);
        String affect =
                estimate.affect()
                        .map(
                                a ->
                                        String.format(
                                                Locale.ROOT,
                                                "valence %+.2f arousal %+.2f",
                                                a.valence(),
                                                a.arousal()))
                        .orElse("");
        String heard =
                estimate.contribution().keySet().stream()
                        .map(ModalityId::name)
                        .collect(Collectors.joining("+"));
        return String.format(
                Locale.ROOT,
                "%7.1f s  %-18s %-30s %s%s",
                estimate.interval().endSeconds(),
                verdict.label(),
                affect,
                heard,
                verdict.emotion().isPresent() ? "" : "  " + verdict.reason());
    }
}
