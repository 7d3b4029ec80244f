package io.github.emotion4j.app;

import io.github.emotion4j.audio.capture.Microphone;
import io.github.emotion4j.audio.capture.SoundReader;
import io.github.emotion4j.core.EmotionException;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.core.VideoFrame;
import io.github.emotion4j.vision.capture.VideoReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * Tells what this machine has and lacks, by trying it: each part is used once, as a recognition
 * would.
 */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description =
                "Checks Java, memory, natives, codecs, models and devices, and says what to do"
                        + " about what is missing.")
final class DoctorCommand implements Callable<Integer> {
    /** With all models loaded a JVM of this program lives in less than half of it. */
    private static final long MIN_HEAP_BYTES = 256L << 20;

    @Spec private CommandSpec spec;

    private boolean lacking;

    /** Something that is tried. */
    private interface Attempt {
        String what() throws IOException;
    }

    @Override
    public Integer call() {
        needed("Java", DoctorCommand::java);
        needed("memory", DoctorCommand::memory);
        needed("temporary folder", DoctorCommand::temporary);
        needed("pictures (OpenCV)", () -> picture("astronaut.png"));
        needed("clips (FFmpeg)", () -> picture("scene.mp4"));
        needed("sound (FFmpeg)", DoctorCommand::sound);
        needed("models", DoctorCommand::models);
        wished("training (PyTorch)", DoctorCommand::torch);
        wished("GPU", DoctorCommand::gpu);
        wished("camera", DoctorCommand::camera);
        wished("microphone", DoctorCommand::microphone);
        PrintWriter out = spec.commandLine().getOut();
        out.println(
                lacking ? "Something that is needed is missing." : "All that is needed is there.");
        out.flush();
        return lacking ? Emotion4j.NOTHING_DONE : 0;
    }

    private void needed(String name, Attempt attempt) {
        lacking |= !attempt(name, attempt, "MISSING");
    }

    private void wished(String name, Attempt attempt) {
        attempt(name, attempt, "none");
    }

    private boolean attempt(String name, Attempt attempt, String absent) {
        PrintWriter out = spec.commandLine().getOut();
        boolean there = true;
        String what;
        try {
            what = attempt.what();
        } catch (EmotionException | IllegalStateException | IOException e) {
            there = false;
            // What names the device itself would do so twice.
            what = String.valueOf(e.getMessage()).replaceFirst("^(camera 0|microphone): ", "");
        }
        out.printf(Locale.ROOT, "%-22s %-8s %s%n", name, there ? "ok" : absent, what);
        out.flush();
        return there;
    }

    private static String java() {
        return System.getProperty("java.vendor")
                + " "
                + Runtime.version()
                + " on "
                + System.getProperty("os.name")
                + " "
                + System.getProperty("os.arch")
                + ", "
                + Runtime.getRuntime().availableProcessors()
                + " processors";
    }

    private static String memory() {
        long heap = Runtime.getRuntime().maxMemory();
        String text = String.format(Locale.ROOT, "heap up to %d MB", heap >> 20);
        if (heap < MIN_HEAP_BYTES) {
            throw new IllegalStateException(text + "; give it more with java -Xmx1g -jar ...");
        }
        return text;
    }

    /** Natives are unpacked there, and some machines forbid execution there. */
    private static String temporary() throws IOException {
        Path file = Files.createTempFile("emotion4j", ".try");
        try {
            Files.write(file, new byte[1 << 20]);
            return String.valueOf(file.getParent());
        } finally {
            Files.delete(file);
        }
    }

    private static String picture(String name) throws IOException {
        Path file = BundledMedia.copy(name);
        try (VideoReader reader = VideoReader.open(file)) {
            return "read a frame of " + name + ", " + size(reader.next().orElseThrow());
        } finally {
            Files.delete(file);
        }
    }

    private static String sound() throws IOException {
        Path file = BundledMedia.copy("scene.mp4");
        try (var reader = SoundReader.open(file)) {
            return "read a block of scene.mp4: " + reader.next().orElseThrow();
        } finally {
            Files.delete(file);
        }
    }

    private static String models() {
        long start = System.nanoTime();
        try (EmotionRecognizer recognizer = EmotionRecognizer.create()) {
            Set<ModalityId> all = recognizer.modalities();
            recognizer.recognize(
                    Recording.of(
                            new java.awt.image.BufferedImage(
                                    64, 64, java.awt.image.BufferedImage.TYPE_3BYTE_BGR)));
            return all.stream().map(ModalityId::name).collect(Collectors.joining(", "))
                    + String.format(
                            Locale.ROOT,
                            ", loaded and run in %.1f s",
                            (System.nanoTime() - start) / 1e9);
        }
    }

    /** Whether networks can be trained; throws what to do if not. */
    static String torch() {
        // DJL takes natives from this variable's folder, too.
        if (System.getenv("PYTORCH_LIBRARY_PATH") == null
                && DoctorCommand.class.getResource("/native/lib/pytorch.properties") == null) {
            throw new IllegalStateException(
                    "emotion4j train needs it; run it from the sources (mvn -q -pl emotion-app"
                            + " -am compile exec:java -Dexec.args=\"train ...\"), or add"
                            + " ai.djl.pytorch:pytorch-native-cpu");
        }
        return "there";
    }

    private static String gpu() {
        if (!Files.exists(Path.of("/dev/nvidia0"))) {
            throw new IllegalStateException("everything runs on the processors");
        }
        return "an NVIDIA device; it is used where PyTorch's CUDA natives are on the class path";
    }

    private static String camera() {
        try (VideoReader reader = VideoReader.camera(0)) {
            return reader.next().map(DoctorCommand::size).orElse("no frame");
        }
    }

    private static String size(VideoFrame frame) {
        return frame.width() + "x" + frame.height() + " pixels";
    }

    private static String microphone() {
        try (Microphone reader = Microphone.open()) {
            return String.valueOf(reader.next().orElseThrow());
        }
    }
}
