package io.github.emotion4j.benchmarks.server;

import io.github.emotion4j.app.server.EmotionServer;
import io.github.emotion4j.app.server.ServerSettings;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.vision.FaceAnalyzer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/**
 * Clients on loopback that send one file again and again: how many are answered and how many sent
 * away with 429, whether each answer is the library's own, and how much memory stays in use.
 *
 * <pre>
 * ServerLoad FILE [SECONDS] [CLIENTS...]
 * </pre>
 */
public final class ServerLoad {
    private static final long MEBI = 1 << 20;

    private ServerLoad() {}

    /**
     * Runs the program.
     *
     * @param args the file, the seconds of each run, and the numbers of clients; 20 and 200 by
     *     default
     * @throws Exception if the file cannot be read or the server not be started
     */
    public static void main(String[] args) throws Exception {
        Path file = Path.of(args[0]);
        long seconds = args.length > 1 ? Long.parseLong(args[1]) : 30;
        List<Integer> clients =
                args.length > 2
                        ? Arrays.stream(args, 2, args.length).map(Integer::valueOf).toList()
                        : List.of(20, 200);
        byte[] body = Files.readAllBytes(file);
        String name = String.valueOf(file.getFileName());
        try (EmotionRecognizer recognizer = EmotionRecognizer.create();
                FaceAnalyzer faces = FaceAnalyzer.create();
                EmotionServer server =
                        new EmotionServer(
                                recognizer, faces, ServerSettings.defaults().withPort(0))) {
            String right = recognizer.recognize(Recording.of(name, body)).toJson();
            HttpRequest request =
                    HttpRequest.newBuilder(
                                    URI.create(
                                            "http://127.0.0.1:"
                                                    + server.port()
                                                    + "/v1/recognize?name="
                                                    + name))
                            .header("Authorization", "Bearer " + server.token())
                            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                            .build();
            for (int n : clients) {
                run(n, seconds, request, right);
            }
        }
    }

    private static void run(int clients, long seconds, HttpRequest request, String right)
            throws InterruptedException {
        LongAdder same = new LongAdder();
        LongAdder other = new LongAdder();
        LongAdder busy = new LongAdder();
        LongAdder failed = new LongAdder();
        ConcurrentLinkedQueue<Double> millis = new ConcurrentLinkedQueue<>();
        HttpClient client = HttpClient.newHttpClient();
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            Thread thread =
                    new Thread(
                            () -> {
                                while (System.nanoTime() < end) {
                                    long start = System.nanoTime();
                                    try {
                                        HttpResponse<String> answer =
                                                client.send(
                                                        request,
                                                        HttpResponse.BodyHandlers.ofString());
                                        if (answer.statusCode() == 429) {
                                            busy.increment();
                                            // As Retry-After would have it, but sooner.
                                            Thread.sleep(100);
                                        } else if (answer.statusCode() != 200) {
                                            failed.increment();
                                        } else {
                                            millis.add((System.nanoTime() - start) / 1e6);
                                            (answer.body().equals(right) ? same : other)
                                                    .increment();
                                        }
                                    } catch (IOException e) {
                                        failed.increment();
                                    } catch (InterruptedException e) {
                                        return;
                                    }
                                }
                            });
            thread.start();
            threads.add(thread);
        }
        Thread.sleep(seconds * 500);
        long middle = used();
        for (Thread thread : threads) {
            thread.join();
        }
        double[] sorted = millis.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        System.out.printf(
                Locale.ROOT,
                "%d clients, %d s: %d answers as the library's, %d others, %d sent away, %d failed;"
                        + " median %.0f ms, 95 %% %.0f ms; heap in use %d MiB halfway, %d MiB after%n",
                clients,
                seconds,
                same.sum(),
                other.sum(),
                busy.sum(),
                failed.sum(),
                at(sorted, 0.5),
                at(sorted, 0.95),
                middle,
                used());
    }

    private static double at(double[] sorted, double share) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) (share * (sorted.length - 1))];
    }

    private static long used() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return (runtime.totalMemory() - runtime.freeMemory()) / MEBI;
    }
}
