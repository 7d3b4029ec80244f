package io.github.emotion4j.app.evaluation;

import com.google.gson.JsonObject;
import io.github.emotion4j.app.scene.SceneInput;
import io.github.emotion4j.audio.VoiceDetail;
import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.EmotionTimeline;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Observation;
import io.github.emotion4j.core.RecognitionListener;
import io.github.emotion4j.core.Recording;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleConsumer;

/**
 * Measures what a user gets of labelled files through the public API, and what each modality's own
 * model says of the same files.
 */
public final class Evaluation {
    private static final String USER = "what a user gets";

    /** A folder without its files would fill the screen. */
    private static final int REFUSALS_TOLD = 10;

    private final EmotionRecognizer recognizer;
    private final PrintWriter out;

    /**
     * Prepares a measurement.
     *
     * @param recognizer what is measured
     * @param out takes the tables, as text
     */
    public Evaluation(EmotionRecognizer recognizer, PrintWriter out) {
        this.recognizer = recognizer;
        this.out = out;
    }

    /** What was said of a file: all probabilities, and the class that was named, if any. */
    record Answer(
            LabelledFiles.Item item,
            Optional<EmotionProbabilities> probabilities,
            Optional<Emotion> named) {}

    /**
     * Recognises all files and prints what was right. Refused files are left out; the first are
     * named, the others counted.
     *
     * @param files the files
     * @param progress receives the share of files that are done
     * @return the same figures
     */
    public JsonObject measure(LabelledFiles files, DoubleConsumer progress) {
        Map<String, List<Answer>> answers = new LinkedHashMap<>();
        answers.put(USER, new ArrayList<>());
        List<StressAnswer> stress = new ArrayList<>();
        int refused = 0;
        int done = 0;
        for (LabelledFiles.Item item : files.items()) {
            progress.accept((double) done++ / files.items().size());
            try {
                answer(item, answers, stress);
            } catch (InputException e) {
                if (++refused <= REFUSALS_TOLD) {
                    out.println(SceneInput.printable("refused: " + e.getMessage()));
                }
            }
        }
        if (refused > REFUSALS_TOLD) {
            out.printf(
                    Locale.ROOT,
                    "refused: %d others, %d files in all%n",
                    refused - REFUSALS_TOLD,
                    refused);
        }
        JsonObject json = new JsonObject();
        json.addProperty("refused", refused);
        json.addProperty("persons", files.persons() > 0 ? files.persons() : null);
        json.addProperty("intervals by", files.drawnBy());
        if (!stress.isEmpty()) {
            json.add("stress", StressAnswer.report(stress, out));
        }
        if (!answers.get(USER).isEmpty()) {
            json.add("rows", report(answers));
        }
        out.flush();
        return json;
    }

    /** Recognises a file and adds what is said of it. */
    private void answer(
            LabelledFiles.Item item, Map<String, List<Answer>> answers, List<StressAnswer> stress) {
        List<Answer> utterances = new ArrayList<>();
        EmotionTimeline timeline =
                recognizer.recognize(
                        Recording.of(item.file()),
                        RecognitionListener.ofObservations(
                                observation ->
                                        utterance(item, observation).ifPresent(utterances::add)));
        if (item.stressed().isPresent()) {
            stress.add(new StressAnswer(item, timeline.summary().stress()));
        } else {
            collect(item, timeline.summary(), utterances, answers);
        }
    }

    /** Prints a row for each who answered, and how right the classes are that a user gets. */
    private JsonObject report(Map<String, List<Answer>> answers) {
        JsonObject rows = new JsonObject();
        answers.forEach((name, list) -> rows.add(name, new Row(name, list).report(out)));
        new Row(USER, answers.get(USER))
                .classification()
                .ifPresent(
                        report -> {
                            out.println(
                                    "\n"
                                            + "The most probable class of files in which something"
                                            + " was perceived:\n");
                            out.println(report.toText());
                        });
        return rows;
    }

    /** What was said of the whole file, of each utterance, and by each modality's own model. */
    private void collect(
            LabelledFiles.Item item,
            EmotionEstimate summary,
            List<Answer> utterances,
            Map<String, List<Answer>> answers) {
        answers.get(USER).add(new Answer(item, summary.probabilities(), summary.perceived()));
        for (ModalityId id : recognizer.modalities()) {
            Evidence evidence = summary.evidence().get(id);
            boolean looked =
                    !(evidence instanceof Evidence.Missing missing)
                            || !missing.reason().code().equals("no-signal");
            if (looked && !id.equals(ModalityId.BODY)) {
                Optional<EmotionProbabilities> said =
                        evidence instanceof Evidence.Present present
                                ? present.probabilities()
                                : Optional.empty();
                answers.computeIfAbsent(id.name() + "'s own model", k -> new ArrayList<>())
                        .add(new Answer(item, said, said.map(p -> p.top())));
            }
        }
        if (!utterances.isEmpty()) {
            answers.computeIfAbsent("each utterance", k -> new ArrayList<>()).addAll(utterances);
        }
    }

    private static Optional<Answer> utterance(LabelledFiles.Item item, Observation observation) {
        boolean complete =
                observation.detail(VoiceDetail.class).map(VoiceDetail::complete).orElse(false);
        return complete
                        && item.stressed().isEmpty()
                        && observation.evidence() instanceof Evidence.Present present
                ? present.probabilities()
                        .map(p -> new Answer(item, Optional.of(p), Optional.of(p.top())))
                : Optional.empty();
    }
}
