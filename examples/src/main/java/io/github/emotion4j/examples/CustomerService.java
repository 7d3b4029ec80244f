package io.github.emotion4j.examples;

import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.fusion.response.Responder;
import io.github.emotion4j.fusion.response.ResponsePolicy;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** When an automatic service hands over to a person. */
final class CustomerService extends Program {
    private static final int CALLS = 3;
    private static final List<String> HELPFUL = List.of("offer-person", "say-what-is-next");

    CustomerService() {
        super(
                "[POLICY]",
                "Answers a recorded call by a policy with reasons; the customer of its script is"
                        + " helped by a person, and over three calls the hand-over comes first.");
    }

    @Override
    void run(List<String> args, PrintStream out) throws IOException {
        require(args.size() <= 1, "One policy at a time");
        String bundled = "customer-service-policy.json";
        calls(
                args.isEmpty()
                        ? ResponsePolicy.parse(bundled, RecordedSession.text(bundled))
                        : ResponsePolicy.read(Path.of(args.get(0))),
                out);
    }

    /** Plays the calls and returns what was chosen in each while the customer was upset. */
    static List<List<String>> calls(ResponsePolicy policy, PrintStream out) throws IOException {
        List<List<String>> choices = new ArrayList<>();
        byte[] learned = new Responder(policy).toBytes();
        try (EmotionRecognizer recognizer =
                EmotionRecognizer.builder().onlyNamedModalities().build()) {
            for (int call = 1; call <= CALLS; call++) {
                out.println("Call " + call);
                List<String> chosen = new ArrayList<>();
                Responder responder = Responder.ofBytes(learned, policy).newSession();
                RecordedSession.play(
                        "customer-call.jsonl.gz",
                        recognizer,
                        responder,
                        decision -> {
                            if (decision.rule().equals(Optional.of("upset"))) {
                                chosen.add(decision.strategy());
                            } else if (!decision.rule().equals(Optional.of("pleased"))) {
                                return Optional.empty();
                            }
                            return Optional.of(
                                    HELPFUL.contains(decision.strategy())
                                            ? Responder.Outcome.HELPED
                                            : Responder.Outcome.DID_NOT_HELP);
                        },
                        out);
                learned = responder.toBytes();
                choices.add(chosen);
            }
        }
        return choices;
    }
}
