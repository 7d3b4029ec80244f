package io.github.emotion4j.vision.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.opencv_java;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opencv.core.Core;

/** What an application finds of OpenCV's one number of threads beside this library. */
class OpenCvNativesTest {
    /** The property, what the application set before, and what is right; 0 is OpenCV's own. */
    @ParameterizedTest
    @CsvSource({"1, 0, 1", "3, 0, 3", "0, 0, 0", "1, 7, 7"})
    void threads(int property, int before, int expected) throws Exception {
        Process child =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-D" + OpenCvNatives.THREADS + "=" + property,
                                "-cp",
                                System.getProperty("java.class.path"),
                                OpenCvNativesTest.class.getName(),
                                String.valueOf(before))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        String out = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, child.waitFor());
        assertEquals(expected, Integer.parseInt(out.strip()));
    }

    /** Prints the number of threads after the library came, 0 for OpenCV's own. */
    public static void main(String[] arguments) {
        int before = Integer.parseInt(arguments[0]);
        if (before > 0) {
            Loader.load(opencv_java.class);
            Core.setNumThreads(before);
        }
        OpenCvNatives.ensure();
        int threads = Core.getNumThreads();
        System.out.println(threads == Core.getNumberOfCPUs() ? 0 : threads);
    }
}
