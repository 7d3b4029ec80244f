package io.github.emotion4j.core;

import static io.github.emotion4j.core.Scripted.LEFT;
import static io.github.emotion4j.core.Scripted.MILLI;
import static io.github.emotion4j.core.Scripted.RIGHT;
import static io.github.emotion4j.core.Scripted.happy;
import static io.github.emotion4j.core.Scripted.recognizer;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.Scripted.Piece;
import io.github.emotion4j.core.internal.io.SavedState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
            Files.write(file, stream.toBytes());
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
                    estimate -> System.out.println(estimate.toJsonWithEmbeddings());
            List<Piece> pieces = pieces();
            try (EmotionRecognizer recognizer = recognizer(LEFT, RIGHT);
                    EmotionStream stream = recognizer.resumeStream(state, printer)) {
                pieces.subList(Integer.parseInt(arguments[1]), pieces.size())
                        .forEach(stream::accept);
            }
        }
    }

    @Test
    void state_ofAnotherVersionStepOrModality_orNone_isRefusedWithTheReason() {
        byte[] state;
        try (EmotionRecognizer recognizer = recognizer(LEFT, RIGHT)) {
            state = stateOf(recognizer);
            assertRefused(recognizer, new SavedState("E4ST", 5, "", "").write(o -> {}), "version");
            assertRefused(recognizer, new byte[0], "something else");
            assertRefused(recognizer, "{\"version\":1}".getBytes(UTF_8), "something else");
            // The first byte of a piece session's state is its version.
            assertRefused(
                    recognizer, changed(state, "\"session\":\"AT", "\"session\":\"Aj"), "left");
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
    void state_beyondTheLimitsOfTheRecogniser_isRefused() {
        byte[] state;
        try (EmotionRecognizer recognizer = recognizer(LEFT)) {
            state = stateOf(recognizer);
        }
        for (Limits limits :
                List.of(
                        Limits.builder().maxBytes(state.length - 1).build(),
                        Limits.builder().maxJsonDepth(2).build())) {
            try (EmotionRecognizer recognizer =
                    EmotionRecognizer.builder()
                            .modality(Scripted.modality(LEFT))
                            .limits(limits)
                            .build()) {
                assertRefused(recognizer, state, "The stream's state");
            }
        }
    }

    @Test
    void state_thatIsCutOrDamagedAnywhere_isRefused() {
        try (EmotionRecognizer recognizer = recognizer(LEFT, RIGHT)) {
            byte[] state = stateOf(recognizer);
            for (int i = 0; i < state.length; i++) {
                byte[] damaged = state.clone();
                damaged[i] = (byte) (damaged[i] ^ (1 << i % 8));
                assertRefused(recognizer, damaged, "The stream's state");
                assertRefused(recognizer, Arrays.copyOf(state, i), "The stream's state");
            }
            assertRefused(recognizer, Arrays.copyOf(state, state.length + 1), "cut short");
        }
    }

    /** Text that a program wrote which knows the envelope. */
    @ParameterizedTest
    @CsvSource({
        "'furthestNanos\":700000000', 'furthestNanos\":9000000000000000000'",
        "'furthestNanos\":700000000', 'furthestNanos\":4000000000000000'",
        "'furthestNanos\":700000000', 'furthestNanos\":-1'",
        "'openStep\":0', 'openStep\":9000000000000000000'",
        "'openStep\":0', 'openStep\":-1'",
        "'openStep\":0', 'openStep\":[]'",
        "'reachedNanos\":700000000', 'reachedNanos\":9000000000000000000'",
        "'sinceNanos\":0', 'sinceNanos\":-9'",
        "'\"endNanos\":700000000,\"contentHash', '\"endNanos\":9000000000000000000,\"contentHash'",
        "'\"contentHash\":0', '\"contentHash\":null'",
        "'\"happiness\":', '\"happiness\":-'",
        "'\"fusion\":\"', '\"fusion\":\"!'",
        "'\"anything\":true', '\"anything\":{\"a\":1}'",
        "'\"session\":\"AT', '\"session\":\"AT8='",
        "'\"waiting\":[', '\"waiting\":[null,'",
        "'\"dropped\":0', '\"dropped\":-1'",
    })
    void state_thatCannotBe_isRefusedAtOnce(String part, String other) {
        try (EmotionRecognizer recognizer = recognizer(LEFT, RIGHT)) {
            byte[] state = stateOf(recognizer);
            assertTimeoutPreemptively(
                    Duration.ofSeconds(60),
                    () -> assertRefused(recognizer, changed(state, part, other), "The "));
        }
    }

    private static byte[] stateOf(EmotionRecognizer recognizer) {
        try (EmotionStream stream = recognizer.openStream(estimate -> {})) {
            stream.accept(happy(LEFT, 0, 700, 0.9));
            return stream.toBytes();
        }
    }

    /** The same envelope around another text. */
    private static byte[] changed(byte[] state, String part, String other) {
        SavedState envelope = new SavedState("E4ST", 4, "", "");
        String text = envelope.read(state, in -> new String(in.readAllBytes(), UTF_8));
        assertTrue(text.contains(part), text);
        byte[] changed = text.replace(part, other).getBytes(UTF_8);
        return envelope.write(out -> out.write(changed));
    }

    @Test
    void aStreamThatWaitsForEver_isResumed_andCountsFromZero() {
        StreamOptions options =
                StreamOptions.builder().maxWait(Duration.ofNanos(Long.MAX_VALUE)).build();
        try (EmotionRecognizer recognizer = recognizer(LEFT);
                EmotionStream stream = recognizer.openStream(estimate -> {}, options)) {
            stream.accept(happy(LEFT, 0, 1200, 0.9));
            assertEquals(2, stream.statistics().estimates());
            try (EmotionStream resumed =
                    recognizer.resumeStream(stream.toBytes(), estimate -> {}, options)) {
                assertEquals(0, resumed.statistics().estimates());
                resumed.accept(happy(LEFT, 1200, 1500, 0.9));
                assertEquals(1, resumed.statistics().estimates());
            }
        }
    }

    @Test
    void aModalityThatComesTooLate_isToldByTheResumedStreamToo() {
        List<EmotionEstimate> unbroken = new ArrayList<>();
        List<EmotionEstimate> goneOn = new ArrayList<>();
        try (EmotionRecognizer recognizer = recognizer(LEFT, RIGHT);
                EmotionStream stream = recognizer.openStream(unbroken::add)) {
            stream.accept(happy(LEFT, 0, 500, 0.9));
            stream.accept(happy(RIGHT, 0, 3000, 0.9));
            stream.accept(happy(LEFT, 500, 600, 0.9));
            byte[] state = stream.toBytes();
            int told = unbroken.size();
            stream.accept(happy(RIGHT, 3000, 3500, 0.9));
            try (EmotionStream resumed = recognizer.resumeStream(state, goneOn::add)) {
                resumed.accept(happy(RIGHT, 3000, 3500, 0.9));
                assertEquals(unbroken.subList(told, unbroken.size()), goneOn);
            }
        }
        Evidence.Missing left = (Evidence.Missing) goneOn.get(0).evidence(LEFT);
        assertEquals("signal-late", left.reason().code());
    }

    @Test
    void droppedSignals_areToldByTheResumedStream() {
        StreamOptions options =
                StreamOptions.builder()
                        .workers(task -> {})
                        .buffer(LEFT, StreamOptions.Buffer.latest())
                        .build();
        List<EmotionEstimate> estimates = new ArrayList<>();
        RecognitionListener listener = estimate -> estimates.add(estimate);
        try (EmotionRecognizer recognizer = recognizer(LEFT);
                EmotionStream stream = recognizer.openStream(estimate -> {}, options)) {
            stream.accept(happy(LEFT, 0, 250, 0.9));
            // Nobody is there, so that nothing tells of the one before.
            stream.accept(happy(LEFT, 250, 500, Double.NaN));
            try (EmotionStream resumed =
                    recognizer.resumeStream(stream.toBytes(), listener, options)) {
                resumed.accept(happy(LEFT, 500, 1000, 0.9));
            }
        }
        Evidence.Present told =
                (Evidence.Present) estimates.get(estimates.size() - 1).evidence(LEFT);
        assertEquals(List.of("signals-dropped"), told.issues().stream().map(Reason::code).toList());
    }

    @Test
    void state_fromWithinTheListener_isThatAfterTheSignal() {
        List<byte[]> states = new ArrayList<>();
        EmotionStream[] stream = new EmotionStream[1];
        try (EmotionRecognizer recognizer = recognizer(LEFT)) {
            stream[0] = recognizer.openStream(estimate -> states.add(stream[0].toBytes()));
            stream[0].accept(happy(LEFT, 0, 500, 0.9));
            assertArrayEquals(stream[0].toBytes(), states.get(0));
        }
    }

    private static void assertRefused(EmotionRecognizer recognizer, byte[] state, String reason) {
        EmotionException thrown =
                assertThrows(
                        EmotionException.class,
                        () ->
                                recognizer.resumeStream(
                                        state, estimate -> {}, StreamOptions.defaults()));
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
