package io.github.emotion4j.examples;

import io.github.emotion4j.core.Affect;
import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.EmotionTimeline;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** A trend over many check-ins, for a clinician to read beside all else. */
final class CheckIn extends Program {
    CheckIn() {
        super(
                "[SESSION.jsonl.gz...]",
                "Reads recorded check-ins in their order and shows a trend for a clinician; it is no"
                        + " diagnosis. Without any, a synthetic evening and two calls.");
    }

    @Override
    void run(List<String> args, PrintStream out) throws Exception {
        List<Path> sessions = new ArrayList<>(args.stream().map(Program::existing).toList());
        List<EmotionTimeline> days = new ArrayList<>();
        if (sessions.isEmpty()) {
            days.add(RecordedSession.timeline("evening.jsonl.gz"));
            days.add(RecordedSession.timeline("customer-call.jsonl.gz"));
            days.add(RecordedSession.timeline("customer-call.jsonl.gz"));
        } else {
            try (EmotionRecognizer recognizer =
                    EmotionRecognizer.builder().onlyNamedModalities().build()) {
                for (Path session : sessions) {
                    days.add(recognizer.replay(session, estimate -> {}));
                }
            }
        }
        out.println("check-in  told  valence  arousal  stress");
        List<Double> valences = new ArrayList<>();
        for (int day = 0; day < days.size(); day++) {
            List<EmotionEstimate> all = days.get(day).estimates();
            long told = all.stream().filter(e -> e.affect().isPresent()).count();
            OptionalDouble valence =
                    all.stream()
                            .flatMap(e -> e.affect().stream())
                            .mapToDouble(Affect::valence)
                            .average();
            valence.ifPresent(valences::add);
            out.printf(
                    Locale.ROOT,
                    "%8d  %3.0f%%  %s  %s  %s%n",
                    day + 1,
                    100.0 * told / Math.max(1, all.size()),
                    show(valence),
                    show(
                            all.stream()
                                    .flatMap(e -> e.affect().stream())
                                    .mapToDouble(Affect::arousal)
                                    .average()),
                    show(all.stream().flatMapToDouble(e -> e.stress().stream()).average()));
        }
        if (valences.size() >= 2) {
            double change = valences.get(valences.size() - 1) - valences.get(0);
            out.printf(
                    Locale.ROOT, "Perceived valence changed by %+.2f since the first.%n", change);
        }
        out.println("This is what observers would see, not how the person is: talk with them.");
    }

    private static String show(OptionalDouble value) {
        return value.isPresent()
                ? String.format(Locale.ROOT, "%+7.2f", value.getAsDouble())
                : "      –";
    }
}
