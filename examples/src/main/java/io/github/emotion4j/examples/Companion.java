package io.github.emotion4j.examples;

import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.fusion.response.Responder;
import io.github.emotion4j.fusion.response.ResponsePolicy;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A dialogue whose tone follows what lasts, and what the person says of it. */
final class Companion extends Program {
    private static final String POLICY = "companion-policy.json";

    /** How the same answer sounds in each tone. */
    private static final Map<String, String> TONES =
            Map.of(
                    "plain", "The train leaves at 10:12 from platform 4.",
                    "gentle",
                            "No hurry: the train leaves at 10:12, platform 4. I am here if it changes.",
                    "brief", "10:12, platform 4.",
                    "cheerful", "Good news, you can make it: 10:12, platform 4!");

    Companion() {
        super(
                "[TONE]",
                "Answers in a tone that a policy chooses, and adapts when the person says that it did"
                        + " not help; TONE is what this person likes when upset (brief without a"
                        + " word).");
    }

    @Override
    void run(List<String> args, PrintStream out) throws IOException {
        require(args.size() <= 1, "One tone is liked best");
        String liked = args.isEmpty() ? "brief" : args.get(0);
        require(TONES.containsKey(liked), "The tones are " + TONES.keySet() + ", not " + liked);
        ResponsePolicy policy = ResponsePolicy.parse(POLICY, RecordedSession.text(POLICY));
        Responder responder = new Responder(policy);
        try (EmotionRecognizer recognizer =
                EmotionRecognizer.builder().onlyNamedModalities().build()) {
            for (int talk = 1; talk <= 3; talk++) {
                out.println("Talk " + talk);
                responder = responder.newSession();
                RecordedSession.play(
                        "customer-call.jsonl.gz",
                        recognizer,
                        responder,
                        decision -> {
                            out.println("  companion: " + TONES.get(decision.strategy()));
                            return decision.rule().equals(Optional.of("upset"))
                                    ? Optional.of(
                                            decision.strategy().equals(liked)
                                                    ? Responder.Outcome.HELPED
                                                    : Responder.Outcome.DID_NOT_HELP)
                                    : Optional.empty();
                        },
                        out);
            }
        }
    }
}
