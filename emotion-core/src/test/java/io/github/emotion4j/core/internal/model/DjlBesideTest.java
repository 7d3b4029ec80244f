package io.github.emotion4j.core.internal.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDManager;
import io.github.emotion4j.core.model.TensorEngine;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An application that runs its own models by DJL, before and after this library's are loaded. */
class DjlBesideTest {
    @ParameterizedTest
    @ValueSource(strings = {"library, application", "application, library, application"})
    void djl_worksAndKeepsItsSettings(String order) throws Exception {
        Process child =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                                "-cp",
                                System.getProperty("java.class.path"),
                                DjlBesideTest.class.getName(),
                                order)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        String out = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, child.waitFor(), out);
        // e^x of 1, 2, 3 as shares of their sum.
        String shares = "[0.0900, 0.2447, 0.6652]";
        assertEquals(
                Arrays.stream(order.split(", "))
                        .map(who -> who.equals("library") ? "null null null" : shares)
                        .toList(),
                out.lines().toList());
    }

    /** Lets the library and the application take turns. */
    public static void main(String[] arguments) {
        for (String who : arguments[0].split(", ")) {
            if (who.equals("library")) {
                // As in a thread of the common pool of an application packed in one jar.
                Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());
                Engines.require(TensorEngine.ONNX_RUNTIME, 1);
                Thread.currentThread().setContextClassLoader(ClassLoader.getSystemClassLoader());
                System.out.printf(
                        "%s %s %s%n",
                        System.getProperty("ai.djl.offline"),
                        System.getProperty("OPT_OUT_TRACKING"),
                        System.getProperty("ai.djl.onnx.disable_alternative"));
            } else {
                try (NDManager manager = NDManager.newBaseManager("OnnxRuntime")) {
                    // OnnxRuntime has no such operation; DJL asks PyTorch for it.
                    float[] shares =
                            manager.create(new float[] {1, 2, 3}).softmax(0).toFloatArray();
                    System.out.printf(
                            Locale.ROOT, "[%.4f, %.4f, %.4f]%n", shares[0], shares[1], shares[2]);
                }
            }
        }
    }
}
