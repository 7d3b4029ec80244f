package io.github.emotion4j.benchmarks.world;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
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
import io.github.emotion4j.core.internal.OpinionPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Measures what a user gets of files that are labelled, through the public API, and what each
 * modality's own model says of the same files.
 *
 * <p>A folder has {@code manifest.csv} with a file's path, its label and its person, in columns
 * named as in {@link Corpus}. Labels of other words are understood (angry is anger, calm is
 * neutral); files of labels that are none of the eight classes are left out, and counted. Files of
 * the body are labelled calm or stress.
 *
 * <pre>
 * WorldTable [--every N] [--models FOLDER] [--mean] [--prior P] [--label COLUMN] [--json FILE] FOLDER...
 * </pre>
 *
 * {@code --every} takes one of N files, by their names; {@code --models} takes models from a
 * folder; {@code --mean} joins modalities by the mean, as without emotion-fusion; {@code --prior}
 * names the share of neutral that is expected of face and voice, the other classes alike.
 */
public final class WorldTable {
    private final EmotionRecognizer recognizer;

    private WorldTable(EmotionRecognizer recognizer) {
        this.recognizer = recognizer;
    }

    /**
     * Runs the program.
     *
     * @param args options, then folders
     * @throws IOException if a manifest cannot be read or the JSON not be written
     */
    public static void main(String[] args) throws IOException {
        Options options = Options.of(args);
        JsonArray json = new JsonArray();
        EmotionRecognizer.Builder builder = EmotionRecognizer.builder();
        options.models().ifPresent(builder::models);
        if (options.mean()) {
            builder.fusion((models, step) -> new OpinionPool());
        }
        options.prior()
                .ifPresent(
                        prior -> {
                            builder.prior(ModalityId.FACE, prior);
                            builder.prior(ModalityId.VOICE, prior);
                        });
        try (EmotionRecognizer recognizer = builder.build()) {
            for (Path folder : options.folders()) {
                Corpus corpus = Corpus.read(folder, options.label(), options.every());
                System.out.printf(
                        "%n%s: %d files of %d persons; left out for their labels: %s%n",
                        folder.getFileName(),
                        corpus.items().size(),
                        corpus.items().stream().map(Corpus.Item::person).distinct().count(),
                        corpus.leftOut());
                JsonObject measured = new WorldTable(recognizer).measure(corpus);
                measured.addProperty("corpus", String.valueOf(folder.getFileName()));
                json.add(measured);
            }
        }
        if (options.json().isPresent()) {
            Files.writeString(
                    options.json().get(),
                    new GsonBuilder().setPrettyPrinting().create().toJson(json) + "\n");
        }
    }

    private JsonObject measure(Corpus corpus) {
        Map<String, List<Answer>> answers = new LinkedHashMap<>();
        answers.put("what a user gets", new ArrayList<>());
        List<StressAnswer> stress = new ArrayList<>();
        int refused = 0;
        for (Corpus.Item item : corpus.items()) {
            List<Answer> utterances = new ArrayList<>();
            EmotionTimeline timeline;
            try {
                timeline =
                        recognizer.recognize(
                                Recording.of(item.file()),
                                new RecognitionListener() {
                                    @Override
                                    public void onObservation(Observation observation) {
                                        utterance(item, observation).ifPresent(utterances::add);
                                    }
                                });
            } catch (InputException e) {
                System.out.println("refused: " + e.getMessage());
                refused++;
                continue;
            }
            EmotionEstimate summary = timeline.summary();
            if (item.stressed().isPresent()) {
                stress.add(new StressAnswer(item, summary.stress()));
                continue;
            }
            answers.get("what a user gets")
                    .add(new Answer(item, summary.probabilities(), summary.perceived()));
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
                answers.computeIfAbsent("each utterance", k -> new ArrayList<>())
                        .addAll(utterances);
            }
        }
        JsonObject json = new JsonObject();
        json.addProperty("refused", refused);
        if (!stress.isEmpty()) {
            json.add("stress", StressAnswer.report(stress));
        }
        if (!answers.get("what a user gets").isEmpty()) {
            JsonObject rows = new JsonObject();
            answers.forEach((name, list) -> rows.add(name, new Row(name, list).report()));
            json.add("rows", rows);
        }
        return json;
    }

    private static Optional<Answer> utterance(Corpus.Item item, Observation observation) {
        boolean complete =
                observation.detail(VoiceDetail.class).map(VoiceDetail::complete).orElse(false);
        return complete
                        && item.stressed().isEmpty()
                        && observation.evidence() instanceof Evidence.Present present
                ? present.probabilities()
                        .map(p -> new Answer(item, Optional.of(p), Optional.of(p.top())))
                : Optional.empty();
    }

    /** What was said of a file: all probabilities, and the class that was named, if any. */
    record Answer(
            Corpus.Item item,
            Optional<EmotionProbabilities> probabilities,
            Optional<Emotion> named) {}
}
