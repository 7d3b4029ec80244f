package io.github.emotion4j.app;

import io.github.emotion4j.app.server.EmotionServer;
import io.github.emotion4j.app.server.ServerSettings;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.vision.FaceAnalyzer;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Serves the live page and REST on this machine until it is ended. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Serves a live page for the browser's camera and microphone, and REST for programs.",
            "It listens on this machine alone ("
                    + EmotionServer.LOOPBACK
                    + "). Ctrl-C ends it after what runs is done."
        })
final class ServeCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private ModelOptions models;

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "The port; 0 takes any that is free (${DEFAULT-VALUE})")
    private int port = ServerSettings.defaults().port();

    @Option(
            names = "--parallel",
            paramLabel = "N",
            description = "Requests computed at once (by default the processors)")
    private int parallel = ServerSettings.defaults().parallel();

    @Option(
            names = "--queue",
            paramLabel = "N",
            description = "Requests that may wait; more are answered with 429 (${DEFAULT-VALUE})")
    private int queue = ServerSettings.defaults().queue();

    @Option(
            names = "--streams",
            paramLabel = "N",
            description = "Live streams at once (${DEFAULT-VALUE})")
    private int streams = ServerSettings.defaults().maxStreams();

    @Option(
            names = "--upload-mb",
            paramLabel = "N",
            description = "The largest upload in MiB (${DEFAULT-VALUE})")
    private long uploadMegabytes = ServerSettings.defaults().limits().maxBytes() >> 20;

    @Override
    public Integer call() throws IOException {
        ServerSettings settings;
        try {
            Limits limits =
                    ServerSettings.defaults().limits().toBuilder()
                            .maxBytes(Math.multiplyExact(uploadMegabytes, 1L << 20))
                            .build();
            settings =
                    new ServerSettings(
                            port,
                            limits,
                            parallel,
                            queue,
                            streams,
                            ServerSettings.defaults().timeout());
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        EmotionServer.requireFree(port);
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        try (EmotionRecognizer recognizer = models.load(settings.limits());
                FaceAnalyzer faces = models.loadFaces(settings.limits());
                EmotionServer server = new EmotionServer(recognizer, faces, settings)) {
            // The JVM waits for this hook, and so for all to be closed.
            Runtime.getRuntime()
                    .addShutdownHook(
                            new Thread(
                                    () -> {
                                        asked.countDown();
                                        await(ended);
                                    }));
            tell(server);
            await(asked);
        } finally {
            ended.countDown();
        }
        return 0;
    }

    private void tell(EmotionServer server) {
        PrintWriter out = spec.commandLine().getOut();
        out.println("Open in a browser (the link works once): " + server.link());
        out.println("Programs: Authorization: Bearer " + server.token());
        out.println("Description: " + server.description());
        out.flush();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
