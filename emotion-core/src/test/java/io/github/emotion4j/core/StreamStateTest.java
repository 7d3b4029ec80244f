package io.github.emotion4j.core;

import static io.github.emotion4j.core.Scripted.LEFT;
import static io.github.emotion4j.core.Scripted.MILLI;
import static io.github.emotion4j.core.Scripted.RIGHT;
import static io.github.emotion4j.core.Scripted.happy;
import static io.github.emotion4j.core.Scripted.recognizer;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.Scripted.Piece;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stream's state taken, carried to another JVM and gone on with. */
class StreamStateTest {
    @Test
    void resumedInAnotherJvm_theStreamGoesOnWithTheSameNumbers(@TempDir Path folder)
            throws Exception {
        List<Piece> pieces = pieces();
        // In the midst of a step, where one modality is ahead and evidence waits and stands.
        int cut = pieces.size() / 2 + 3;
        List<EmotionEstimate> all = new ArrayList<>();
        Path file = folder.resolve("state");
        int before;
        try (EmotionRecognizer recognizer = recognizer(LEFT, RIGHT);
                EmotionStream stream = recognizer.openStream(all::add)) {
            pieces.subList(0, cut).forEach(stream::accept);
            Files.write(file, stream.state());
            before = all.size();
            pieces.subList(cut, pieces.size()).forEach(stream::accept);
        }
        Process process =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElse("java"),
                                "-cp",
                                System.getProperty("java.class.path"),
                                OtherJvm.class.getName(),
                                file.toString(),
                                Integer.toString(cut))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        List<String> lines =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .toList();
        assertEquals(0, process.waitFor());
        assertTrue(before > 5 && lines.size() > 5, before + " and " + lines.size());
        assertEquals(
                all.subList(before, all.size()),
                lines.stream().map(EmotionEstimate::ofJson).toList());
    }

    /** Goes on where the test left off. */
    static final class OtherJvm {
        private OtherJvm() {}

        public static void main(String[] arguments) throws IOException {
            byte[] state = Files.readAllBytes(Path.of(arguments[0]));
            RecognitionListener printer =
                    new RecognitionListener() {
                        @Override
                        public void onEstimate(EmotionEstimate estimate) {
                            System.out.println(estimate.toJsonWithEmbeddings());
                        }
                    };
            List<Piece> pieces = pieces();
            try (EmotionRecognizer recognizer = recognizer(LEFT, RIGHT);
                    EmotionStream stream =
                            recognizer.resumeStream(state, printer, StreamOptions.defaults())) {
                pieces.subList(Integer.parseInt(arguments[1]), pieces.size())
                        .forEach(stream::accept);
            }
        }
    }

    @Test
    void state_ofAnotherVersionStepOrModality_orNone_isRefusedWithTheReason() {
        String state;
        try (EmotionRecognizer recognizer = recognizer(LEFT, RIGHT);
                EmotionStream stream = recognizer.openStream(estimate -> {})) {
            stream.accept(happy(LEFT, 0, 700, 0.9));
            state = new String(stream.state(), StandardCharsets.UTF_8);

            assertRefused(recognizer, state.replace("\"version\":1", "\"version\":2"), "version 2");
            assertRefused(recognizer, state.substring(0, state.length() / 2), "is cut");
            assertRefused(recognizer, "", "is cut");
            assertRefused(recognizer, "{\"version\":1}", "is something else");
            // The first byte of a piece session's state is its version.
            assertRefused(
                    recognizer, state.replace("\"session\":\"AT", "\"session\":\"Aj"), "left");
        }
        try (EmotionRecognizer recognizer = recognizer(LEFT)) {
            assertRefused(recognizer, state, "[left, right]");
        }
        try (EmotionRecognizer recognizer =
                EmotionRecognizer.builder()
                        .modality(Scripted.modality(LEFT))
                        .modality(Scripted.modality(RIGHT))
                        .step(Duration.ofSeconds(1))
                        .build()) {
            assertRefused(recognizer, state, "500 ms");
        }
    }

    @Test
    void state_fromWithinTheListener_isThatAfterTheSignal() {
        List<byte[]> states = new ArrayList<>();
        EmotionStream[] stream = new EmotionStream[1];
        try (EmotionRecognizer recognizer = recognizer(LEFT)) {
            stream[0] = recognizer.openStream(estimate -> states.add(stream[0].state()));
            stream[0].accept(happy(LEFT, 0, 500, 0.9));
            assertArrayEquals(stream[0].state(), states.get(0));
        }
    }

    private static void assertRefused(EmotionRecognizer recognizer, String state, String reason) {
        EmotionException thrown =
                assertThrows(
                        EmotionException.class,
                        () ->
                                recognizer.resumeStream(
                                        state.getBytes(StandardCharsets.UTF_8),
                                        new RecognitionListener() {},
                                        StreamOptions.defaults()));
        assertTrue(thrown.getMessage().contains(reason), thrown.getMessage());
    }

    /** Two modalities of different rates, the same in every JVM. */
    private static List<Piece> pieces() {
        Random random = new Random(7);
        List<Piece> pieces = new ArrayList<>();
        long left = 0;
        long right = 300 * MILLI;
        while (left < 12_000 * MILLI) {
            TimeInterval next = new TimeInterval(left, left + 73 * MILLI);
            pieces.add(new Piece(LEFT, next, random.nextDouble(), random.nextDouble()));
            left = next.endNanos();
            if (right < left) {
                next = new TimeInterval(right, right + 810 * MILLI);
                pieces.add(new Piece(RIGHT, next, random.nextDouble(), random.nextDouble()));
                right = next.endNanos();
            }
        }
        return pieces;
    }
}
