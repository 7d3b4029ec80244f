package io.github.emotion4j.app;

import io.github.emotion4j.app.scene.PersonStep;
import io.github.emotion4j.app.scene.Scene;
import io.github.emotion4j.app.scene.Verdict;
import io.github.emotion4j.core.Affect;
import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.internal.format.EstimateText;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** A scene as lines of text: moment by moment, face by face, then the whole. */
final class TimelineText {
    private static final int BAR = 20;

    /** A change of stress that is a line of its own. */
    private static final double STRESS_STEP = 0.05;

    private static final String HEAD =
            "    time  who    perceived                               then"
                    + "                      valence arousal quality";

    private TimelineText() {}

    /** All lines. */
    static String of(Scene scene) {
        StringBuilder text = new StringBuilder();
        text.append(scene.input().name());
        if (!scene.still()) {
            text.append(String.format(Locale.ROOT, ", %.1f s", scene.seconds()));
        }
        text.append('\n').append(HEAD).append('\n');
        List<EmotionEstimate> estimates = scene.estimates();
        int alike = 0;
        int told = 0;
        for (int i = 0; i < estimates.size(); i++) {
            boolean again = i > 0 && saysNothingNew(scene, told, i);
            told = again ? told : i;
            alike += again ? 1 : 0;
            if (alike > 0 && (!again || i + 1 == estimates.size())) {
                text.append(
                        String.format(
                                Locale.ROOT,
                                "%8s  for %d %s more%n",
                                "",
                                alike,
                                alike == 1 ? "step" : "steps"));
                alike = 0;
            }
            if (!again) {
                text.append(step(scene, i));
            }
        }
        if (!scene.still()) {
            text.append(whole(scene.timeline().summary()));
        }
        text.append(leftOut(scene.timeline().summary()));
        if (scene.persons().size() > 1) {
            text.append("  * the person of interest, whom the estimates follow\n");
        }
        return text.toString();
    }

    /**
     * Whether a step, as the last one told, gives no class for the same reasons, and about the same
     * stress.
     */
    private static boolean saysNothingNew(Scene scene, int told, int i) {
        EmotionEstimate now = scene.estimates().get(i);
        EmotionEstimate before = scene.estimates().get(told);
        double moved = Math.abs(now.stress().orElse(-1) - before.stress().orElse(-1));
        return now.contribution().isEmpty()
                && before.contribution().isEmpty()
                && now.abstentionReasons().equals(before.abstentionReasons())
                && moved < STRESS_STEP
                && scene.steps().get(i).persons().isEmpty()
                && scene.steps().get(told).persons().isEmpty();
    }

    /**
     * The lines of a step: its estimate, each modality, and the faces beside the one of interest.
     */
    private static String step(Scene scene, int i) {
        EmotionEstimate estimate = scene.estimates().get(i);
        List<PersonStep> persons = scene.steps().get(i).persons();
        String time =
                scene.still()
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                "%.2f s",
                                (estimate.interval().startNanos() - scene.originNanos()) / 1e9);
        String mark = scene.persons().size() > 1 ? "*" : "";
        String subject = "-";
        for (PersonStep person : persons) {
            subject = person.subject() ? person.personId() + mark : subject;
        }
        StringBuilder text = new StringBuilder();
        // A picture has no steps to be joined: what is known of it is its summary.
        text.append(line(time, subject, scene.still() ? scene.timeline().summary() : estimate));
        text.append(sideBySide(estimate));
        for (PersonStep person : persons) {
            if (!person.subject()) {
                text.append(line(person));
            }
        }
        return text.toString();
    }

    /** What each single modality perceived, if there are several. */
    private static String sideBySide(EmotionEstimate estimate) {
        StringBuilder text = new StringBuilder();
        if (estimate.contribution().size() > 1) {
            estimate.evidence()
                    .forEach(
                            (modality, evidence) -> {
                                if (evidence instanceof Evidence.Present present) {
                                    text.append(line(modality, present));
                                }
                            });
        }
        return text.toString();
    }

    /** What the summary says: a class, and the stress where a body was heard beside others. */
    private static String whole(EmotionEstimate summary) {
        String first = line("whole", "", summary);
        if (summary.stress().isEmpty() || summary.probabilities().isEmpty()) {
            return first;
        }
        return first + start("", "") + Verdict.stress(summary.stress().getAsDouble()) + '\n';
    }

    /** What the input holds and is not read, such as channels in a unit that is not known. */
    private static String leftOut(EmotionEstimate summary) {
        StringBuilder text = new StringBuilder();
        summary.evidence()
                .forEach(
                        (modality, evidence) -> {
                            if (evidence instanceof Evidence.Present present) {
                                present.issues().stream()
                                        .filter(issue -> issue.code().equals("channels-left-out"))
                                        .forEach(
                                                issue ->
                                                        text.append("  ")
                                                                .append(modality.name())
                                                                .append(": ")
                                                                .append(issue.message())
                                                                .append('\n'));
                            }
                        });
        return text.toString();
    }

    private static String stress(String words, Optional<Affect> affect, OptionalDouble quality) {
        return String.format(Locale.ROOT, "%-65s", words)
                + (quality.isPresent() ? end(affect, quality) : "\n");
    }

    private static String line(ModalityId modality, Evidence.Present present) {
        OptionalDouble quality = OptionalDouble.of(present.quality());
        if (present.probabilities().isEmpty() && present.stress().isPresent()) {
            return start("", modality.name())
                    + stress(
                            Verdict.stress(present.stress().getAsDouble()),
                            present.affect(),
                            quality);
        }
        return line(
                "",
                modality.name(),
                Verdict.of(modality, present),
                present.probabilities(),
                present.affect(),
                quality);
    }

    private static String line(String time, String face, EmotionEstimate estimate) {
        OptionalDouble quality =
                estimate.evidence().values().stream()
                        .filter(Evidence.Present.class::isInstance)
                        .mapToDouble(e -> ((Evidence.Present) e).quality())
                        .average();
        Optional<String> stress = Verdict.stressAlone(estimate);
        if (stress.isPresent()) {
            return start(time, face) + stress(stress.get(), estimate.affect(), quality);
        }
        return line(
                time,
                face,
                Verdict.of(estimate),
                estimate.probabilities(),
                estimate.affect(),
                quality);
    }

    private static String line(PersonStep person) {
        OptionalDouble quality =
                person.quality() > 0 ? OptionalDouble.of(person.quality()) : OptionalDouble.empty();
        return line(
                "",
                Integer.toString(person.personId()),
                person.verdict(),
                Optional.of(person.probabilities()),
                Optional.of(person.affect()),
                quality);
    }

    private static String line(
            String time,
            String face,
            Verdict verdict,
            Optional<EmotionProbabilities> probabilities,
            Optional<Affect> affect,
            OptionalDouble quality) {
        if (quality.isEmpty()) {
            return start(time, face) + "unclear: " + verdict.reason() + "\n";
        }
        boolean clear = verdict.emotion().isPresent();
        int filled = (int) Math.round(BAR * verdict.probability());
        String perceived =
                clear
                        ? String.format(
                                Locale.ROOT,
                                "%-9s %5s [%s%s]  %-25s",
                                verdict.emotion().get().label(),
                                EstimateText.percent(verdict.probability()),
                                "#".repeat(filled),
                                ".".repeat(BAR - filled),
                                probabilities.map(TimelineText::runnerUp).orElse(""))
                        : String.format(Locale.ROOT, "%-65s", "unclear: " + verdict.reason());
        return start(time, face) + perceived + end(affect, quality);
    }

    private static String start(String time, String face) {
        return String.format(Locale.ROOT, "%8s  %-5s  ", time, face);
    }

    private static String end(Optional<Affect> affect, OptionalDouble quality) {
        return String.format(
                Locale.ROOT,
                " %7s %7s %7.2f\n",
                affect.map(a -> EstimateText.signed(a.valence())).orElse(""),
                affect.map(a -> EstimateText.signed(a.arousal())).orElse(""),
                quality.getAsDouble());
    }

    /** The second class, where it has at least one per cent. */
    private static String runnerUp(EmotionProbabilities probabilities) {
        return Emotion.ALL.stream()
                .filter(e -> e != probabilities.top() && probabilities.probability(e) >= 0.01)
                .sorted(Comparator.comparingDouble((Emotion e) -> -probabilities.probability(e)))
                .limit(1)
                .map(e -> e.label() + " " + EstimateText.percent(probabilities.probability(e)))
                .collect(Collectors.joining());
    }
}
