package io.github.emotion4j.examples;

import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.fusion.response.Responder;
import io.github.emotion4j.fusion.response.ResponsePolicy;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Light and sound for the evening, as this household likes them. */
final class SmartHome extends Program {
    private static final String POLICY = "home-policy.json";
    private static final int EVENINGS = 4;

    SmartHome() {
        super(
                "[SCENE]",
                "Suggests scenes on strained evenings and learns which one is liked (warm-light,"
                        + " quiet-music or darker; warm-light without a word).");
    }

    @Override
    void run(List<String> args, PrintStream out) throws IOException {
        require(args.size() <= 1, "One scene is liked best");
        out.println(
                "First suggestions: " + evenings(args.isEmpty() ? "warm-light" : args.get(0), out));
    }

    /** Plays evenings in which one scene helps, and returns the first suggestion of each. */
    static List<String> evenings(String liked, PrintStream out) throws IOException {
        ResponsePolicy policy = ResponsePolicy.parse(POLICY, RecordedSession.text(POLICY));
        Set<String> scenes = policy.strategies().keySet();
        require(scenes.contains(liked), "The scenes are " + scenes + ", not " + liked);
        List<String> first = new ArrayList<>();
        byte[] learned = new Responder(policy, 3).toBytes();
        try (EmotionRecognizer recognizer =
                EmotionRecognizer.builder().onlyNamedModalities().build()) {
            for (int evening = 1; evening <= EVENINGS; evening++) {
                out.println("Evening " + evening);
                List<String> suggested = new ArrayList<>();
                Responder responder = Responder.ofBytes(learned, policy).newSession();
                RecordedSession.play(
                        "evening.jsonl.gz",
                        recognizer,
                        responder,
                        decision -> {
                            if (decision.rule().isEmpty()) {
                                return Optional.empty();
                            }
                            suggested.add(decision.strategy());
                            return Optional.of(
                                    decision.strategy().equals(liked)
                                            ? Responder.Outcome.HELPED
                                            : Responder.Outcome.DID_NOT_HELP);
                        },
                        out);
                learned = responder.toBytes();
                first.add(suggested.isEmpty() ? "none" : suggested.get(0));
            }
        }
        return first;
    }
}
