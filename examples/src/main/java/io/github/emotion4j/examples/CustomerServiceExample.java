package io.github.emotion4j.examples;

import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.fusion.response.Outcome;
import io.github.emotion4j.fusion.response.Responder;
import io.github.emotion4j.fusion.response.ResponsePolicy;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A customer's call by face and voice, answered by a policy: what to do, why, and how "that did not
 * help" changes the next choice and the next call. The same recorded call is played three times;
 * the customer of its script is helped by a person, and not by soothing. Argument: a policy file of
 * your own, optional.
 */
public final class CustomerServiceExample {
    private static final int CALLS = 3;
    private static final List<String> HELPFUL = List.of("offer-person", "say-what-is-next");

    private CustomerServiceExample() {}

    /**
     * Runs the program.
     *
     * @param args a policy file, optional
     * @throws IOException if what ships with the examples cannot be read
     */
    public static void main(String[] args) throws IOException {
        PrintStream console = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        String bundled = "customer-service-policy.json";
        ResponsePolicy policy =
                args.length > 0
                        ? ResponsePolicy.read(Path.of(args[0]))
                        : ResponsePolicy.parse(bundled, RecordedSession.text(bundled));
        run(policy, console);
    }

    /** Plays the calls and returns what was chosen in each while the customer was upset. */
    static List<List<String>> run(ResponsePolicy policy, PrintStream console) throws IOException {
        List<List<String>> choices = new ArrayList<>();
        byte[] learned = policy.open(1).toBytes();
        try (EmotionRecognizer recognizer =
                EmotionRecognizer.builder().onlyNamedModalities().build()) {
            for (int call = 1; call <= CALLS; call++) {
                console.println("Call " + call);
                List<String> chosen = new ArrayList<>();
                Responder responder = policy.restore(learned).newSession();
                RecordedSession.play(
                        "customer-call.jsonl.gz",
                        recognizer,
                        responder,
                        decision -> {
                            Optional<String> rule = decision.rule();
                            if (rule.equals(Optional.of("upset"))) {
                                chosen.add(decision.strategy());
                            } else if (!rule.equals(Optional.of("pleased"))) {
                                return Optional.empty();
                            }
                            return Optional.of(
                                    HELPFUL.contains(decision.strategy())
                                            ? Outcome.HELPED
                                            : Outcome.DID_NOT_HELP);
                        },
                        console);
                learned = responder.toBytes();
                choices.add(chosen);
            }
        }
        return choices;
    }
}
