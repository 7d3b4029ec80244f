package io.github.emotion4j.examples;

import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.EmotionStream;
import io.github.emotion4j.core.EmotionTimeline;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.RecognitionListener;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.fusion.LstmFusion;
import io.github.emotion4j.fusion.affect.AffectTracker;
import io.github.emotion4j.fusion.train.FusionTrainer;
import io.github.emotion4j.fusion.train.LabelledSequence;
import io.github.emotion4j.fusion.train.NetworkFile;
import io.github.emotion4j.physio.simulate.Simulator;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.imageio.ImageIO;

/** What the documentation's snippets take: bundled files under the names that they use, values. */
final class SnippetInputs implements AutoCloseable {
    private static final Path MEDIA =
            Path.of("../emotion-app/src/main/resources/io/github/emotion4j/app/media");
    private static final Path AUDIO =
            Path.of("../emotion-audio/src/test/resources/io/github/emotion4j/audio");

    /** By the ending of a name. Formats are found by content, so an ending need not be right. */
    private static final Map<String, Path> FILES =
            Map.of(
                    "jpg", MEDIA.resolve("astronaut.png"),
                    "mp4", AUDIO.resolve("speaking.mp4"),
                    "mp3", AUDIO.resolve("spoken/high.wav"),
                    "wav", AUDIO.resolve("spoken/high.wav"),
                    "csv", MEDIA.resolve("wristband.csv"),
                    "edf", MEDIA.resolve("wristband.csv"),
                    "zip",
                            Path.of(
                                    "src/main/resources/io/github/emotion4j/examples/wristband/wristband.zip"),
                    "json",
                            Path.of(
                                    "src/main/resources/io/github/emotion4j/examples/session/customer-service-policy.json"));

    /** Of formats that are not found by content, and a passphrase. */
    private static final Map<String, String> TEXTS =
            Map.of(
                    "ppg.csv",
                    "ppg\n" + "1\n0.5\n-1\n".repeat(2000),
                    "ecg-and-eda.csv",
                    "0.1,2.5\n0.9,2.5\n".repeat(2000),
                    "passphrase.txt",
                    "open sesame\n",
                    "polar-rr.txt",
                    "812\n790\n805\n830\n".repeat(100));

    private static final int ECG_HERTZ = 250;
    private static final int SPEECH_HERTZ = 16_000;

    /** As many frames, or blocks of 100 ms, as live snippets take: a sentence and its end. */
    private static final int LIVE_ROUNDS = 60;

    /**
     * True a number of times and false once, again and again, so that several snippets end; for
     * each of their threads alike.
     */
    private static final class Rounds implements BooleanSupplier {
        private final ThreadLocal<Integer> asked = ThreadLocal.withInitial(() -> 0);

        @Override
        public boolean getAsBoolean() {
            asked.set(asked.get() + 1);
            return asked.get() % LIVE_ROUNDS != 0;
        }
    }

    private final EmotionRecognizer recognizer = EmotionRecognizer.create();
    private final ExecutorService workers = Executors.newSingleThreadExecutor();
    private final Map<String, Object> byType = new HashMap<>();

    SnippetInputs(Path folder) throws IOException {
        EmotionTimeline timeline = recognizer.recognize(Recording.of(FILES.get("mp4")));
        EmotionEstimate estimate = timeline.estimates().get(0);
        float[] speech = new float[2 * SPEECH_HERTZ];
        for (int i = 0; i < speech.length; i++) {
            speech[i] = (float) (0.3 * Math.sin(2 * Math.PI * 150 * i / SPEECH_HERTZ));
        }
        double[] beats = Simulator.beatTimes(120, 70, 40, 0.25);
        put("double[]", Simulator.ecg(ECG_HERTZ, 120, beats, 0.01, 1).values());
        put("float[]", speech);
        put("char[]", "open sesame".toCharArray());
        put(BufferedImage.class.getName(), ImageIO.read(FILES.get("jpg").toFile()));
        put("double", 0.5);
        put("long", 0L);
        put("java.util.function.BooleanSupplier", (BooleanSupplier) new Rounds());
        put(
                "java.util.function.Supplier<double[]>",
                (Supplier<double[]>) () -> new double[] {0, 1, 0.5});
        put("java.nio.file.Path", folder.resolve("person.baseline"));
        put("java.util.List<java.nio.file.Path>", List.of(FILES.get("jpg"), FILES.get("wav")));
        put(EmotionRecognizer.class.getName(), recognizer);
        put(EmotionTimeline.class.getName(), timeline);
        put(EmotionEstimate.class.getName(), estimate);
        put("java.util.List<" + EmotionEstimate.class.getName() + ">", timeline.estimates());
        put("io.github.emotion4j.core.Evidence", estimate.evidence(ModalityId.VOICE));
        put("io.github.emotion4j.core.spi.FusionMethod", new LstmFusion());
        put(FusionTrainer.Listener.class.getName(), FusionTrainer.Listener.SILENT);
        put(
                "java.util.List<" + LabelledSequence.class.getName() + ">",
                List.of(
                        LabelledSequence.of(
                                "ann",
                                Emotion.SURPRISE,
                                timeline.estimates(),
                                NetworkFile.shipped("fusion").slots())));
        put(Recording.class.getName(), Recording.of(FILES.get("wav")));
        put(RecognitionListener.class.getName(), (RecognitionListener) each -> {});
        put("io.github.emotion4j.fusion.affect.AffectState", new AffectTracker().update(estimate));
        put(ExecutorService.class.getName(), workers);
        put(Executor.class.getName(), (Executor) Runnable::run);
        put(
                "java.util.function.Consumer<io.github.emotion4j.physio.Beat>",
                (Consumer<Object>) beat -> {});
    }

    private void put(String type, Object value) {
        byType.put(type, value);
    }

    Object given(Type type) {
        if (type == EmotionStream.class) {
            return recognizer.openStream(estimate -> {}); // Each snippet's time begins at 0.
        }
        Object value = byType.get(type.getTypeName());
        if (value == null) {
            throw new AssertionError("give snippets a " + type.getTypeName());
        }
        return value;
    }

    /** Makes what a snippet reads; what it writes is made by it. */
    static void file(Path file) throws IOException {
        String name = file.getFileName().toString();
        Path source = FILES.get(name.substring(name.lastIndexOf('.') + 1));
        String text = TEXTS.get(name);
        if (text != null) {
            Files.writeString(file, text);
        } else if (source != null) {
            Files.write(file, Files.readAllBytes(source));
        }
    }

    @Override
    public void close() {
        recognizer.close();
        workers.shutdown();
    }
}
