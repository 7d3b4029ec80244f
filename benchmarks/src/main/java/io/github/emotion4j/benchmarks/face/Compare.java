package io.github.emotion4j.benchmarks.face;

import com.google.gson.Gson;
import com.google.gson.reflect.TypeToken;
import io.github.emotion4j.core.ComputeDevice;
import io.github.emotion4j.core.internal.model.Tensor;
import io.github.emotion4j.core.internal.model.TensorModel;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.core.model.TensorEngine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Times the networks in Java and, in the same run, in Python on the same weights, and prints one
 * table. Rounds of both take turns, so that a busy machine slows both alike; the least median of
 * all rounds counts.
 *
 * <p>Arguments: the Python interpreter (with torch and onnxruntime), the folder of the models, and
 * the number of threads of one call (1 by default).
 */
public final class Compare {
    private static final int ROUNDS = 5;
    private static final Path TWIN = Path.of("benchmarks/src/main/python/compare.py");

    private Compare() {}

    /**
     * Runs the comparison.
     *
     * @param arguments interpreter, folder of models, threads
     * @throws IOException if Python cannot be started
     * @throws InterruptedException if the wait for Python is interrupted
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length < 2) {
            System.err.println("Arguments: PYTHON MODELS-FOLDER [THREADS]");
            System.exit(2);
        }
        Path models = Path.of(arguments[1]);
        int threads = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1;
        Map<String, Double> java = new LinkedHashMap<>();
        Map<String, Double> python = new LinkedHashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            merge(java, timeJava(models, threads));
            merge(python, timePython(arguments[0], models, threads));
        }
        print(java, python, threads);
    }

    private static Map<String, Double> timeJava(Path models, int threads) {
        Map<String, Double> millis = new LinkedHashMap<>();
        for (TensorEngine engine : TensorEngine.values()) {
            ModelLoader loader =
                    new ModelLoader(
                            ComputeDevice.cpu(), threads, Optional.of(engine), Optional.of(models));
            try (TensorModel faces = TensorModel.load(loader, "face-expression");
                    TensorModel detector = TensorModel.load(loader, "face-detector")) {
                for (int batch : new int[] {1, 32}) {
                    Tensor input = Tensor.of(new float[batch * 48 * 48], batch, 1, 48, 48);
                    millis.put(
                            "face-expression, batch " + batch + ", " + engine,
                            median(() -> faces.run(input)));
                }
                Tensor picture = Tensor.of(new float[3 * 480 * 640], 1, 3, 480, 640);
                millis.put(
                        "face-detector, 640x480, " + engine, median(() -> detector.run(picture)));
            }
        }
        return millis;
    }

    /** Warms up for a second, runs for a second, and gives the median in milliseconds. */
    private static double median(Runnable call) {
        long warm = System.nanoTime() + 1_000_000_000L;
        while (System.nanoTime() < warm) {
            call.run();
        }
        double[] millis = new double[2000];
        int count = 0;
        long until = System.nanoTime() + 1_000_000_000L;
        while (count < millis.length && (count < 5 || System.nanoTime() < until)) {
            long start = System.nanoTime();
            call.run();
            millis[count++] = (System.nanoTime() - start) / 1e6;
        }
        Arrays.sort(millis, 0, count);
        return millis[count / 2];
    }

    private static Map<String, Double> timePython(String python, Path models, int threads)
            throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                python,
                                TWIN.toString(),
                                models.toString(),
                                Integer.toString(threads))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(TWIN + " failed");
        }
        return new Gson()
                .fromJson(output, new TypeToken<LinkedHashMap<String, Double>>() {}.getType());
    }

    private static void merge(Map<String, Double> least, Map<String, Double> round) {
        round.forEach((name, millis) -> least.merge(name, millis, Math::min));
    }

    private static void print(Map<String, Double> java, Map<String, Double> python, int threads) {
        System.out.printf(
                Locale.ROOT,
                "Least median of %d rounds, %d thread(s) a call, ms%n%n",
                ROUNDS,
                threads);
        System.out.printf(Locale.ROOT, "%-42s %8s %8s %7s%n", "", "Java", "Python", "ratio");
        java.forEach(
                (name, millis) -> {
                    double peer = python.getOrDefault(name, Double.NaN);
                    System.out.printf(
                            Locale.ROOT,
                            "%-42s %8.3f %8.3f %7.2f%n",
                            name,
                            millis,
                            peer,
                            millis / peer);
                });
    }
}
