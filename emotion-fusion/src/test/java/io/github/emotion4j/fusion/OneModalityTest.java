package io.github.emotion4j.fusion;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.Affect;
import io.github.emotion4j.core.ComputeDevice;
import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.core.spi.Fusion;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Nobody is worse off with the fusion than without: on outputs of our models for people and corpora
 * that they have not learned from ({@code models/training/fusion/outputs.py --sample}).
 */
class OneModalityTest {
    /** Unweighted average recall that may be lost. */
    private static final double POINT = 0.01;

    /**
     * Pictures that each voice is paired with; with one, chance alone moves a recall by more than a
     * point.
     */
    private static final int PICTURES = 5;

    /** One in so many outputs goes through all that may be missing, so that it takes seconds. */
    private static final int ONE_OF = 3;

    private static final long STEP = 500_000_000;

    private static Map<String, List<Output>> corpora = new TreeMap<>();
    private static Fusion fusion;

    private interface Labelled {
        Emotion label();
    }

    private record Output(ModalityId modality, Emotion label, EmotionProbabilities said)
            implements Labelled {}

    private record Pair(Output face, Output voice) implements Labelled {
        @Override
        public Emotion label() {
            return voice.label();
        }

        List<Output> outputs() {
            return List.of(voice, face);
        }
    }

    @BeforeAll
    static void open() throws IOException {
        fusion =
                new LstmFusion()
                        .open(
                                new ModelLoader(
                                        ComputeDevice.cpu(),
                                        1,
                                        Optional.empty(),
                                        Optional.empty()));
        try (BufferedReader reader =
                new BufferedReader(
                        new InputStreamReader(
                                OneModalityTest.class.getResourceAsStream("outputs.csv"),
                                StandardCharsets.UTF_8))) {
            corpora =
                    reader.lines()
                            .skip(1)
                            .map(line -> line.split(","))
                            .collect(
                                    Collectors.groupingBy(
                                            cells -> cells[0],
                                            TreeMap::new,
                                            Collectors.mapping(
                                                    OneModalityTest::output, Collectors.toList())));
        }
        assertTrue(corpora.size() >= 7, corpora.keySet().toString());
    }

    @AfterAll
    static void close() {
        fusion.close();
    }

    @Test
    void oneModality_whateverElseIsMissing_isNotWorseThanItsOwnModel() {
        corpora.forEach(
                (corpus, all) -> {
                    List<Output> outputs =
                            IntStream.range(0, all.size())
                                    .filter(i -> i % ONE_OF == 0)
                                    .mapToObj(all::get)
                                    .toList();
                    double own = recall(outputs, Output::said);
                    for (int others = 0; others < 4; others++) {
                        int with = others;
                        double summed =
                                recall(outputs, o -> summary(evidence(List.of(o), with, 0)));
                        double stepped = recall(outputs, o -> lastStep(List.of(o), with));
                        String where = corpus + " with others " + others + ": " + own + ", ";
                        assertTrue(summed >= own - POINT, where + "summary " + summed);
                        assertTrue(stepped >= own - POINT, where + "steps " + stepped);
                    }
                });
    }

    @Test
    void faceAndVoice_areNotWorseThanTheirMean_norThanEither() {
        List<Output> faces = corpora.get("face fer2013");
        corpora.forEach(
                (corpus, voices) -> {
                    if (corpus.startsWith("face")) {
                        return;
                    }
                    List<Pair> pairs = new ArrayList<>();
                    for (int i = 0; i < voices.size(); i++) {
                        Output voice = voices.get(i);
                        List<Output> alike =
                                faces.stream().filter(f -> f.label() == voice.label()).toList();
                        for (int k = 0; k < PICTURES; k++) {
                            pairs.add(new Pair(alike.get((11 * i + 13 * k) % alike.size()), voice));
                        }
                    }
                    double best =
                            Math.max(
                                    recall(pairs, p -> mean(p.voice().said(), p.face().said())),
                                    Math.max(
                                            recall(pairs, p -> p.voice().said()),
                                            recall(pairs, p -> p.face().said())));
                    double summed = recall(pairs, p -> summary(evidence(p.outputs(), 0, 0)));
                    double stepped = recall(pairs, p -> lastStep(p.outputs(), 0));
                    String where = corpus + ": " + best + ", ";
                    assertTrue(summed >= best - POINT, where + "summary " + summed);
                    assertTrue(stepped >= best - POINT, where + "steps " + stepped);
                });
    }

    private static EmotionProbabilities summary(Map<ModalityId, Evidence> evidence) {
        return fusion.summary(step(0), evidence).probabilities().orElseThrow();
    }

    /** Four steps in which nothing new is seen or heard. */
    private static EmotionProbabilities lastStep(List<Output> outputs, int others) {
        try (Fusion.Session session = fusion.openSession()) {
            Optional<EmotionProbabilities> last = Optional.empty();
            for (int t = 0; t < 4; t++) {
                last = session.step(step(t), evidence(outputs, others, t)).probabilities();
            }
            return last.orElseThrow();
        }
    }

    /** What was perceived; bit 0: another modality is missing; bit 1: the body is there. */
    private static Map<ModalityId, Evidence> evidence(List<Output> outputs, int others, int t) {
        Map<ModalityId, Evidence> evidence = new TreeMap<>();
        if ((others & 1) == 1) {
            for (ModalityId id : List.of(ModalityId.FACE, ModalityId.VOICE)) {
                evidence.put(id, new Evidence.Missing(step(t), new Reason("no", "missing")));
            }
        }
        if ((others & 2) == 2) {
            evidence.put(ModalityId.BODY, body(t));
        }
        for (Output output : outputs) {
            evidence.put(
                    output.modality(),
                    new Evidence.Present(
                            step(0),
                            output.said(),
                            Affect.expected(output.said()),
                            OptionalDouble.empty(),
                            new float[0],
                            0.9,
                            List.of()));
        }
        return evidence;
    }

    private static Evidence body(int t) {
        return new Evidence.Present(
                step(t),
                Optional.empty(),
                Optional.empty(),
                OptionalDouble.of(0.6),
                new float[0],
                0.9,
                List.of());
    }

    private static <T extends Labelled> double recall(
            List<T> outputs, Function<T, EmotionProbabilities> answer) {
        return outputs.stream()
                .collect(
                        Collectors.groupingBy(
                                Labelled::label,
                                Collectors.averagingDouble(
                                        o -> answer.apply(o).top() == o.label() ? 1 : 0)))
                .values()
                .stream()
                .mapToDouble(recall -> recall)
                .average()
                .orElseThrow();
    }

    private static EmotionProbabilities mean(EmotionProbabilities a, EmotionProbabilities b) {
        double[] sum = a.toArray();
        for (Emotion emotion : Emotion.ALL) {
            sum[emotion.ordinal()] += b.probability(emotion);
        }
        return EmotionProbabilities.of(sum);
    }

    private static Output output(String[] cells) {
        double[] p = new double[Emotion.ALL.size()];
        for (int i = 0; i < p.length; i++) {
            p[i] = Double.parseDouble(cells[3 + i]);
        }
        return new Output(
                new ModalityId(cells[1]), Emotion.ofLabel(cells[2]), EmotionProbabilities.of(p));
    }

    private static TimeInterval step(int t) {
        return new TimeInterval(t * STEP, (t + 1) * STEP);
    }
}
