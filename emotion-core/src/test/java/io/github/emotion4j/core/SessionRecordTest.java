package io.github.emotion4j.core;

import static io.github.emotion4j.core.Scripted.LEFT;
import static io.github.emotion4j.core.Scripted.RIGHT;
import static io.github.emotion4j.core.Scripted.happy;
import static io.github.emotion4j.core.Scripted.recognizer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.Scripted.Piece;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions recorded and replayed. */
class SessionRecordTest {
    @TempDir Path folder;

    @Test
    void replay_ofAStream_givesTheVerySameEstimates_alsoWhereAModalityCameTooLate() {
        for (String name : List.of("session.jsonl", "session.jsonl.gz")) {
            Path file = folder.resolve(name);
            List<EmotionEstimate> live = record(file);
            assertTrue(live.size() > 20);
            assertEquals(live, replay(file).estimates());
        }
    }

    @Test
    void replay_ofAClip_givesTheVerySameTimeline() {
        Path file = folder.resolve("clip.jsonl");
        try (EmotionRecognizer recognizer = recognizer(LEFT, RIGHT)) {
            EmotionTimeline timeline;
            List<Piece> pieces = List.of(happy(LEFT, 0, 650, 0.8), happy(RIGHT, 0, 1_100, 0.3));
            try (SessionRecorder recorder = recognizer.recorder(file)) {
                timeline = recognizer.recognize(Recording.of(pieces), recorder);
            }
            assertEquals(timeline, replay(file));
        }
    }

    @Test
    void replay_ofAStreamWhoseStepsWaitInABatch_givesTheVerySameEstimates() {
        Path file = folder.resolve("session.jsonl");
        List<EmotionEstimate> live = new ArrayList<>();
        StepBatch batch = StepBatch.create();
        StreamOptions options =
                StreamOptions.builder().batch(batch).maxWait(Duration.ofMillis(500)).build();
        try (EmotionRecognizer recognizer = recognizer(LEFT, RIGHT);
                SessionRecorder recorder = recognizer.recorder(file, collect(live));
                EmotionStream stream = recognizer.openStream(recorder, options)) {
            for (int i = 0; i < 4; i++) {
                stream.accept(happy(LEFT, 500 * i, 500 * (i + 1), 0.9));
            }
            // Too late for the steps that are closed, though they still wait.
            stream.accept(happy(RIGHT, 0, 500, 0.2));
            batch.run();
        }
        assertTrue(live.get(0).evidence(RIGHT) instanceof Evidence.Missing);
        assertEquals(live, replay(file).estimates());
    }

    @Test
    void aRecordThatBrokeOff_isReplayedAsFarAsItGoes() throws IOException {
        Path file = folder.resolve("session.jsonl");
        List<EmotionEstimate> live = record(file);
        String text = Files.readString(file);
        Files.writeString(file, text.substring(0, text.length() / 2 + 17));
        List<EmotionEstimate> replayed = replay(file).estimates();
        assertTrue(replayed.size() > 5 && replayed.size() < live.size());
        assertEquals(live.subList(0, replayed.size()), replayed);
    }

    @Test
    void aRecordThatCannotBeReplayed_saysWhy() throws IOException {
        Path file = folder.resolve("session.jsonl");
        record(file);
        List<String> lines = Files.readAllLines(file);

        Files.writeString(file, lines.get(0).replace("\"version\":1", "\"version\":9"));
        assertRefused(file, "version 9");
        Files.writeString(file, lines.get(0).replace("500000000", "5000"));
        assertRefused(file, "impossible step PT0.000005S");
        lines.set(7, "{\"smell\":3}");
        Files.write(file, lines);
        assertRefused(file, "unknown line {\"smell\":3}");
        Files.writeString(file, "start_s,end_s\n0,1\n");
        assertRefused(file, file.toString());
        Files.writeString(file, "");
        assertRefused(file, "is empty");
        assertRefused(folder.resolve("none"), "none: there is no such file");
    }

    @Test
    void aRecordOfOneEndlessLine_isRefused() throws IOException {
        Path file = folder.resolve("session.jsonl.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            byte[] blanks = new byte[1 << 20];
            for (int i = 0; i < 64; i++) {
                out.write(blanks);
            }
        }
        assertRefused(file, "Limits.maxLineChars");
        Path endless = Path.of("/dev/zero");
        if (Files.exists(endless)) {
            assertRefused(endless, "no regular file");
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullDisk_endsTheStreamWithTheReason() {
        try (EmotionRecognizer recognizer = recognizer(LEFT);
                SessionRecorder recorder = recognizer.recorder(Path.of("/dev/full"));
                EmotionStream stream = recognizer.openStream(recorder)) {
            IllegalStateException thrown =
                    assertThrows(
                            IllegalStateException.class,
                            () -> stream.accept(happy(LEFT, 0, 500, 0.9)));
            assertInstanceOf(EmotionException.class, thrown.getCause());
            assertTrue(thrown.getMessage().contains("/dev/full: cannot be written"));
        }
    }

    @Test
    void aRecorderInAMissingFolder_saysSo() {
        Path file = folder.resolve("no/session.jsonl");
        try (EmotionRecognizer recognizer = recognizer(LEFT)) {
            EmotionException thrown =
                    assertThrows(EmotionException.class, () -> recognizer.recorder(file));
            assertEquals(
                    file + ": cannot be written: there is no such file or folder",
                    thrown.getMessage());
        }
    }

    @Test
    void messages_haveTheSameNumbersInEveryLocale() throws IOException {
        Path file = folder.resolve("session.jsonl");
        record(file);
        String header = Files.readAllLines(file).get(0);
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            Files.writeString(file, header + "\n{\"step\":1500000000}");
            assertRefused(file, "at 1.500 s, where the next one ends at 0.500");
            Files.writeString(file, header + "\n{\"reached\":[\"smell\",1500000000]}\n\n");
            assertRefused(file, "smell at 1.5 s");
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"reached\":[\"left\"]}",
                "{\"reached\":[\"smell\",5]}",
                "{\"reached\":[\"left\",9000000000000000000]}",
                "{\"reached\":[\"left\",-5]}",
                "{\"reached\":{}}",
                "{\"observation\":\"left\"}",
                "[]",
                "null",
                "",
            })
    void aBrokenLineInTheMidst_isRefused(String line) throws IOException {
        Path file = folder.resolve("session.jsonl");
        record(file);
        List<String> lines = Files.readAllLines(file);
        lines.set(7, line);
        Files.write(file, lines);
        assertRefused(file, file.toString());
    }

    @Test
    void stepsThatAreNotTheNext_orThatNoSignalReached_areRefused() throws IOException {
        Path file = folder.resolve("session.jsonl");
        record(file);
        String header = Files.readAllLines(file).get(0);
        Files.writeString(file, header + "\n{\"step\":0}".repeat(100));
        assertRefused(file, "line 2");
        StringBuilder silent = new StringBuilder(header);
        StringBuilder endless = new StringBuilder(header);
        endless.append("\n{\"reached\":[\"left\",8000000000]}");
        for (int i = 1; i < 30; i++) {
            String line = "\n{\"step\":" + 500_000_000L * i + "}";
            silent.append(line);
            endless.append(line);
        }
        Files.writeString(file, silent);
        assertRefused(file, Limits.builder().maxSilentSteps(20).build(), "maxSilentSteps");
        Files.writeString(file, endless);
        assertRefused(
                file,
                Limits.builder().maxDuration(Duration.ofSeconds(8)).build(),
                "Limits.maxDuration");
    }

    @Test
    void aRecordOfOtherSteps_orOfAnotherName_isReplayedAllTheSame() throws IOException {
        Path packed = folder.resolve("session.jsonl.gz");
        List<EmotionEstimate> live = record(packed);
        Path renamed = Files.move(packed, folder.resolve("upload"));
        try (EmotionRecognizer recognizer =
                EmotionRecognizer.builder()
                        .onlyNamedModalities()
                        .step(Duration.ofSeconds(5))
                        .build()) {
            EmotionTimeline replayed = recognizer.replay(renamed);
            assertEquals(live, replayed.estimates());
            assertEquals(replay(renamed), replayed);
        }
    }

    /** Right falls behind for some seconds and then comes back. */
    private static List<EmotionEstimate> record(Path file) {
        List<EmotionEstimate> live = new ArrayList<>();
        try (EmotionRecognizer recognizer = recognizer(LEFT, RIGHT);
                SessionRecorder recorder = recognizer.recorder(file, collect(live));
                EmotionStream stream = recognizer.openStream(recorder)) {
            for (int i = 0; i < 150; i++) {
                stream.accept(happy(LEFT, 80 * i, 80 * (i + 1), 0.3 + 0.004 * i));
                if (i < 40) {
                    stream.accept(happy(RIGHT, 80 * i, 80 * (i + 1), 0.9 - 0.004 * i));
                }
            }
            for (int i = 40; i < 150; i++) {
                stream.accept(happy(RIGHT, 80 * i, 80 * (i + 1), 0.9 - 0.004 * i));
            }
        }
        return live;
    }

    private static RecognitionListener collect(List<EmotionEstimate> into) {
        return estimate -> into.add(estimate);
    }

    private static EmotionTimeline replay(Path file) {
        try (EmotionRecognizer recognizer =
                EmotionRecognizer.builder().onlyNamedModalities().build()) {
            return recognizer.replay(file);
        }
    }

    private static void assertRefused(Path file, String reason) {
        assertRefused(file, EmotionRecognizer.builder(), reason);
    }

    private static void assertRefused(Path file, Limits limits, String reason) {
        assertRefused(file, EmotionRecognizer.builder().limits(limits), reason);
    }

    private static void assertRefused(Path file, EmotionRecognizer.Builder builder, String reason) {
        try (EmotionRecognizer recognizer = builder.onlyNamedModalities().build()) {
            InputException thrown =
                    assertThrows(InputException.class, () -> recognizer.replay(file));
            assertTrue(thrown.getMessage().contains(reason), thrown.getMessage());
        }
    }
}
