package io.github.emotion4j.examples;

import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.fusion.response.Responder;
import io.github.emotion4j.fusion.response.ResponsePolicy;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** On the learner's side: hints when it gets hard, seen by nobody else. */
final class LearningCompanion extends Program {
    private static final String POLICY = "learning-policy.json";

    LearningCompanion() {
        super(
                "--consent",
                "Offers a learner at home hints and breaks; asks first, keeps nothing, and tells"
                        + " nobody: neither teacher nor school.");
    }

    @Override
    void run(List<String> args, PrintStream out) throws IOException {
        require(
                args.equals(List.of("--consent")),
                "Without the learner's consent nothing is looked at; --consent gives it, and Ctrl-C"
                        + " takes it back");
        ResponsePolicy policy = ResponsePolicy.parse(POLICY, RecordedSession.text(POLICY));
        Responder responder = new Responder(policy);
        AtomicInteger offers = new AtomicInteger();
        try (EmotionRecognizer recognizer =
                EmotionRecognizer.builder().onlyNamedModalities().build()) {
            RecordedSession.play(
                    "customer-call.jsonl.gz",
                    recognizer,
                    responder,
                    decision -> {
                        if (decision.rule().isEmpty()) {
                            return Optional.empty();
                        }
                        offers.incrementAndGet();
                        out.println(
                                "  to the learner: "
                                        + policy.strategies().get(decision.strategy()));
                        // The learner of this script likes hints and has no wish for breaks.
                        return Optional.of(
                                !decision.strategy().equals("break")
                                        ? Responder.Outcome.HELPED
                                        : Responder.Outcome.DID_NOT_HELP);
                    },
                    out);
        }
        out.println(offers + " offers were made; nothing of this session is kept.");
    }
}
