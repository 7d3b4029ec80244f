package io.github.emotion4j.vision.internal.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.ModelException;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.vision.capture.VideoReader;
import io.github.emotion4j.vision.internal.OpenCvNatives;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a user reads whose class path lacks the natives of a platform. */
class MissingNativesTest {
    @ParameterizedTest
    @CsvSource({"opencv, org.bytedeco:opencv", "ffmpeg, org.bytedeco:ffmpeg"})
    void natives_notOnClassPath_saysWhatToAdd(String library, String artifact) throws Exception {
        List<String> lines = run(library);
        assertEquals(2, lines.size(), lines::toString);
        for (String line : lines) { // The second try must say the same as the first.
            assertTrue(line.startsWith("The natives of "), line);
            assertTrue(line.contains(Loader.Detector.getPlatform()), line);
            assertTrue(line.contains(artifact), line);
        }
    }

    @Test
    void natives_onClassPath_areSilent() throws Exception {
        assertEquals(List.of(), run("none"));
    }

    /** Runs {@link #main} in a JVM without the natives of one library. */
    private static List<String> run(String library) throws IOException, InterruptedException {
        String platform = Loader.Detector.getPlatform();
        String classPath =
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(
                                e ->
                                        !isNatives(
                                                Path.of(e).getFileName().toString(),
                                                library,
                                                platform))
                        .collect(Collectors.joining(File.pathSeparator));
        Process child =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                classPath,
                                MissingNativesTest.class.getName(),
                                library)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        String out = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, child.waitFor());
        return out.lines().toList();
    }

    private static boolean isNatives(String jar, String library, String platform) {
        return jar.startsWith(library) && jar.endsWith(platform + ".jar");
    }

    /** A clip that is cut in its head: it takes FFmpeg to find that out. */
    private static void openClip() {
        byte[] cut = "....ftypisom".getBytes(StandardCharsets.US_ASCII);
        try {
            VideoReader.open(Recording.Part.of("clip.mp4", cut), Limits.defaults());
        } catch (InputException e) {
            assertTrue(e.getMessage().contains("clip.mp4"));
        }
    }

    public static void main(String[] arguments) {
        for (int attempt = 0; attempt < 2; attempt++) {
            try {
                if (!arguments[0].equals("ffmpeg")) {
                    OpenCvNatives.ensure();
                }
                if (!arguments[0].equals("opencv")) {
                    openClip();
                }
            } catch (ModelException e) {
                System.out.println(e.getMessage());
            }
        }
    }
}
