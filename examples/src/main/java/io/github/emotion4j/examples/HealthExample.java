package io.github.emotion4j.examples;

import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.fusion.response.Outcome;
import io.github.emotion4j.fusion.response.Responder;
import io.github.emotion4j.fusion.response.ResponsePolicy;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Evenings with a wristband and now and then a voice: offers made when strain lasts, with the
 * reason, and what was learned kept in a file between evenings and deleted at the end. The same
 * recorded evening is played four times; the person of its script is helped by breathing. It is no
 * medical device and says nothing about anyone's health.
 */
public final class HealthExample {
    private static final int EVENINGS = 4;
    private static final Duration STEP = Duration.ofSeconds(5);

    private HealthExample() {}

    /**
     * Runs the program.
     *
     * @param args none
     * @throws IOException if what ships with the examples cannot be read, or the file in the
     *     temporary folder not written
     */
    public static void main(String[] args) throws IOException {
        PrintStream console = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Path file = Files.createTempFile("evening", ".learned");
        try {
            run(file, console);
        } finally {
            Files.deleteIfExists(file);
            console.println("What was learned is deleted.");
        }
    }

    /** Plays the evenings, keeping what is learned in the file, and returns each first offer. */
    static List<String> run(Path file, PrintStream console) throws IOException {
        String name = "health-policy.json";
        ResponsePolicy policy = ResponsePolicy.parse(name, RecordedSession.text(name));
        Files.write(file, policy.open(3).toBytes());
        List<String> firstOffers = new ArrayList<>();
        try (EmotionRecognizer recognizer =
                EmotionRecognizer.builder().onlyNamedModalities().step(STEP).build()) {
            for (int evening = 1; evening <= EVENINGS; evening++) {
                console.println("Evening " + evening);
                List<String> offers = new ArrayList<>();
                Responder responder = policy.restore(Files.readAllBytes(file)).newSession();
                RecordedSession.play(
                        "evening.jsonl.gz",
                        recognizer,
                        responder,
                        decision -> {
                            if (!decision.rule().equals(Optional.of("strained"))) {
                                return Optional.empty();
                            }
                            offers.add(decision.strategy());
                            return Optional.of(
                                    decision.strategy().equals("breathe")
                                            ? Outcome.HELPED
                                            : Outcome.DID_NOT_HELP);
                        },
                        console);
                Files.write(file, responder.toBytes());
                firstOffers.add(offers.isEmpty() ? "" : offers.get(0));
            }
        }
        return firstOffers;
    }
}
